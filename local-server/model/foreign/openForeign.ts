import type { ModelDescription } from '../../../contract/artefact';
import type { Engine } from '../../engine/engine';
import { metadataOf, readOnnx } from '../../engine/onnxFile';
import { loadPacked, withColumns } from '../../engine/packedSession';
import { withFreeRows } from '../../engine/rowByRow';
import { withTensorOutputs } from '../../engine/tensorOutputs';
import type { ArtefactFolder } from '../artefactFolder';
import { isReadable, matchInputs } from '../matchGraph';
import type { OpenGraph } from '../openGraph';
import { foreignColumns } from './foreignColumns';
import { foreignName } from './foreignName';
import { foreignOutputs } from './foreignOutputs';
import { probe, syntheticRow } from './probe';

/**
 * Opens a graph that has no model.json, and says of it what the file itself tells: names and types of columns and
 * outputs, a classifier's labels. It knows no observed ranges, no limits and no golden scores.
 *
 * @throws Failure `onnx-inputs` or `onnx-outputs` where it does not score rows of a table; what the runtime throws.
 */
export async function openForeign(
  engine: Engine,
  { graph, graphFile, digest }: Pick<ArtefactFolder, 'graph' | 'graphFile' | 'digest'>,
): Promise<OpenGraph> {
  const onnx = readOnnx(graph);
  const changed = withTensorOutputs(graph);
  const loaded = withFreeRows(await loadPacked(engine, changed.graph));
  try {
    const { input, tensors } = foreignColumns(loaded.inputs, metadataOf(onnx), graphFile);
    const session = tensors.length > 0 ? withColumns(loaded, tensors) : loaded;
    const feeds = matchInputs({ input }, session.inputs);
    const fetches = session.outputs.filter(({ type }) => isReadable(type)).map(({ name }) => name);
    const probed = await probe(session, feeds, fetches);
    const outputs = foreignOutputs(changed, session.outputs, probed, graphFile);
    const isClassifier = outputs.some(({ probabilities }) => probabilities !== undefined);
    const zeros = syntheticRow(feeds, 0);
    const row = Object.fromEntries(
      feeds.map(({ column }, position) => [column.name, zeros[position] ?? null]),
    );
    const description: ModelDescription = {
      ...foreignName(onnx, graphFile, digest.replace(/^sha256:/, '')),
      task: isClassifier ? 'classification' : 'regression',
      input,
      outputs,
      examples: 'outputs' in probed ? [{ title: 'Zeros and empty texts', row }] : [],
      golden: { tolerance: 0, probability: 0, scale: 0, rows: [] },
    };
    return { session, feeds, tensors, description, probed };
  } catch (error) {
    await loaded.release();
    throw error;
  }
}
