import type { Scalar } from '../../../contract/artefact';
import { listAttribute, listConstant, type OnnxFile, type OnnxNode } from '../../engine/onnxFile';
import { jsonInteger } from '../predictions';

/** So many nodes are looked at on the way back from an output. */
const MOST_NODES = 1000;
const ATTRIBUTES = ['classlabels_strings', 'classlabels_int64s', 'classlabels_ints'];

/**
 * The labels that a classifier chooses from, in the order of its probabilities: those of the operator that gives the
 * label, or the constant that the label is taken out of.
 *
 * @param output the graph's output with the label; `part` says which of the columns that were put together into it.
 * @param count how many labels there must be.
 * @param isText whether the label is a text; an integer else.
 * @returns undefined where the graph does not tell.
 */
export function classLabels(
  file: OnnxFile,
  output: string,
  count: number,
  isText: boolean,
  part?: number,
): Scalar[] | undefined {
  const producers = new Map(file.nodes.flatMap((node) => node.outputs.map((name) => [name, node])));
  const seen = new Set<OnnxNode>();
  let waiting = [partOf(producers.get(output), part) ?? output];
  while (waiting.length > 0 && seen.size < MOST_NODES) {
    const next: string[] = [];
    for (const name of waiting) {
      const node = producers.get(name);
      if (!node || seen.has(node)) continue;
      seen.add(node);
      const labels = labelsOf(file, node);
      if (labels?.length === count && (typeof labels[0] === 'string') === isText) return asLabels(labels);
      next.push(...node.inputs);
    }
    waiting = next;
  }
  return undefined;
}

/** As JSON has them: an integer that JSON readers would round is text, as it is in answers. */
export function asLabels(labels: readonly (string | bigint)[]): Scalar[] {
  return labels.map((label) => (typeof label === 'bigint' ? jsonInteger(label) : label));
}

function partOf(producer: OnnxNode | undefined, part: number | undefined): string | undefined {
  return producer?.type === 'Concat' && part !== undefined ? producer.inputs[part] : undefined;
}

function labelsOf(file: OnnxFile, node: OnnxNode): string[] | bigint[] | undefined {
  const isChoice = node.type === 'ArrayFeatureExtractor' || node.type === 'Gather';
  return isChoice ? listConstant(file, node.inputs[0] ?? '') : listAttribute(node, ATTRIBUTES);
}
