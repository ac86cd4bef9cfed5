import type { Golden } from '../../contract/artefact';
import { toleranceOf } from '../../contract/tolerance';
import { isRecord } from '../../contract/version';

/** How far apart two predictions of a row are, at the place where they part most. */
export interface ScoreGap {
  /** In units of the tolerance there: at most 1 is the same score. Infinite where what is no number differs. */
  times: number;
  /** Where numbers part: by how much, and how much the tolerance is. Absent where labels do, or nothing does. */
  numbers?: { difference: number; tolerance: number };
  /** The output, of a model with several. */
  output?: string;
}

/** Holds two predictions of the same row beside each other; what is allowed is worked out from the first. */
export function scoreGap(before: unknown, after: unknown, golden: Golden): ScoreGap {
  if (before === after) return { times: 0 };
  if (typeof before === 'number' && typeof after === 'number') {
    return gap(after - before, toleranceOf(before, false, golden));
  }
  if (!isRecord(before) || !isRecord(after)) return { times: Infinity };
  const [old, now] = [before['probabilities'], after['probabilities']];
  if (isRecord(old) && isRecord(now)) {
    const furthest = widest(
      namesOf(old, now).map((label) => gap(Number(now[label]) - Number(old[label]), golden.probability)),
    );
    return before['label'] === after['label'] ? furthest : { times: Math.max(furthest.times, 2) };
  }
  return widest(
    namesOf(before, after).map((output) => ({ ...scoreGap(before[output], after[output], golden), output })),
  );
}

function gap(difference: number, tolerance: number): ScoreGap {
  const size = Math.abs(difference);
  return Number.isNaN(size)
    ? { times: Infinity }
    : { times: size / tolerance, numbers: { difference: size, tolerance } };
}

function widest(gaps: readonly ScoreGap[]): ScoreGap {
  return gaps.reduce((most, each) => (each.times > most.times ? each : most), { times: 0 });
}

function namesOf(a: Record<string, unknown>, b: Record<string, unknown>): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])];
}
