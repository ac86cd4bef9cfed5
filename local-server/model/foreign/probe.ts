import type { Scalar } from '../../../contract/artefact';
import type { Session, Tensor } from '../../engine/engine';
import { FeedBuffer } from '../feedBuffer';
import type { Feed } from '../feeds';

/** How far the numbers of the synthetic rows lie from 0: scores that are no probabilities show it somewhere. */
const SCALES = [0, 0.5, -0.5, 1, -1, 10, -10, 1000, -1000];

/** What a graph gave for synthetic rows, or why it gave nothing. */
export type Probed = { rows: number; outputs: Readonly<Record<string, Tensor>> } | { reason: unknown };

/**
 * Runs a graph on rows that mean nothing, which readies it and shows what its outputs are: what a file declares of
 * their shapes is not always so. Texts are empty; a graph may refuse them.
 */
export async function probe(
  session: Pick<Session, 'run'>,
  feeds: readonly Feed[],
  fetches: readonly string[],
): Promise<Probed> {
  let reason: unknown;
  // Integers may be numbers of places in a list: then only 0 is sure to be one.
  for (const scales of [SCALES, [0, 0]]) {
    const buffer = new FeedBuffer(feeds, scales.length);
    for (const scale of scales) buffer.append(syntheticRow(feeds, scale));
    try {
      return { rows: scales.length, outputs: await session.run(buffer.tensors(), fetches) };
    } catch (error) {
      reason = error;
    }
  }
  return { reason };
}

/** A row whose numbers lie as far from 0 as `scale` says; with 0 a row of zeros. */
export function syntheticRow(feeds: readonly Feed[], scale: number): Scalar[] {
  return feeds.map(({ column }, position) => {
    const number = scale * Math.sin(position + 1);
    switch (column.kind) {
      case 'number':
        return number;
      case 'integer':
        return Math.round(number) + 0;
      case 'boolean':
        return number > 0;
      case 'string':
        return '';
    }
  });
}
