import type { Artefact, ModelDescription } from '../../contract/artefact';
import { Failure, reason } from '../../contract/failure';
import type { Session } from '../engine/engine';
import type { ColumnsInput } from '../engine/packInputs';
import { openSession, type Runtimes } from '../engine/runtimes';
import { TRAIN_AGAIN } from './artefactFolder';
import type { Feed } from './feeds';
import { probe, type Probed } from './foreign/probe';
import { matchInputs, matchOutputs } from './matchGraph';
import { fetchesOf, predictionsOf } from './predictions';

/** A graph that is loaded, with what it takes and gives. */
export interface OpenGraph {
  session: Session;
  feeds: Feed[];
  /** The graph's inputs that take several columns. */
  tensors: ColumnsInput[];
  description: ModelDescription;
  /** What came of rows that mean nothing; undefined where there are golden rows to be scored. */
  probed: Probed | undefined;
}

/**
 * Opens the file that a model.json describes.
 *
 * @throws Failure `inputs-mismatch` or `outputs-mismatch`, or those of `openPythonSession`; what the runtime throws.
 */
export async function openDescribed(
  runtimes: Runtimes,
  artefact: Artefact,
  graph: Uint8Array,
): Promise<OpenGraph> {
  const session = await openSession(artefact, graph, runtimes);
  try {
    const feeds = matchInputs(artefact, session.inputs);
    matchOutputs(artefact, session.outputs);
    const isGolden = artefact.golden.rows.length > 0;
    const probed = isGolden ? undefined : await probe(session, feeds, fetchesOf(artefact.outputs));
    return { session, feeds, tensors: [], description: artefact, probed };
  } catch (error) {
    await session.release();
    throw error;
  }
}

/** Checks that outputs for rows that mean nothing can be read as the model's outputs. */
export function checkProbed({ probed, description }: OpenGraph, graphFile: string): void {
  if (!probed || 'reason' in probed) return;
  try {
    predictionsOf(description.outputs, probed.outputs, probed.rows);
  } catch (cause) {
    const message = `${graphFile} does not give the outputs that are described: ${reason(cause)}.`;
    throw new Failure('outputs-mismatch', message, TRAIN_AGAIN, { cause });
  }
}
