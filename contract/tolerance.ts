import type { Golden } from './artefact';

type Bounds = Pick<Golden, 'tolerance' | 'probability' | 'scale'>;

/**
 * By how much a score may differ from `score` and still agree with it: tolerance * max(|score|, scale), and `probability`
 * for a probability.
 */
export function toleranceOf(
  score: number,
  isProbability: boolean,
  { tolerance, probability, scale }: Bounds,
): number {
  return isProbability ? probability : tolerance * Math.max(Math.abs(score), scale);
}
