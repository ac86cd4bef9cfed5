/**
 * Where a score stands among the training scores, from their values at equally spaced probabilities, 0 to 1.
 *
 * @returns the share of training scores below it, 0 to 1; of scores that equal a whole stretch the middle of it.
 */
export function rankOf(score: number, quantiles: readonly number[]): number {
  const last = quantiles.length - 1;
  const below = quantiles.findIndex((each) => each >= score);
  if (below === -1) return 1;
  const least = quantiles[below] ?? 0;
  if (least === score) {
    const end = quantiles.findLastIndex((each) => each <= score);
    return (below + end) / 2 / last;
  }
  if (below === 0) return 0;
  const before = quantiles[below - 1] ?? 0;
  return (below - 1 + (score - before) / (least - before)) / last;
}

/** The mean of the training scores as far as their quantiles tell it: the area below them, by trapezoids. */
export function meanOf(quantiles: readonly number[]): number {
  const inner = quantiles.slice(1, -1).reduce((sum, each) => sum + each, 0);
  return (inner + ((quantiles[0] ?? 0) + (quantiles.at(-1) ?? 0)) / 2) / (quantiles.length - 1);
}
