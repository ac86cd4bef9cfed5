import type { Golden, Prediction } from '../../contract/artefact';
import { toleranceOf } from '../../contract/tolerance';
import { isRecord } from '../../contract/version';

/**
 * Whether a score agrees with the golden one: |a - b| <= tolerance * max(|b|, scale), probabilities within
 * `probability`, everything else equal.
 *
 * @returns what disagrees, in words, or undefined.
 */
export function disagreement(scored: Prediction, golden: Prediction, bounds: Golden): string | undefined {
  if (typeof scored === 'number' && typeof golden === 'number') {
    return Math.abs(scored - golden) <= toleranceOf(golden, false, bounds)
      ? undefined
      : `scores ${scored} instead of ${golden}`;
  }
  if (!isRecord(scored) || !isRecord(golden)) {
    return scored === golden
      ? undefined
      : `scores ${JSON.stringify(scored)} instead of ${JSON.stringify(golden)}`;
  }
  const [left, right] = [scored, golden] as Record<string, Prediction>[];
  for (const name of new Set([...Object.keys(scored), ...Object.keys(golden)])) {
    const [a, b] = [left?.[name], right?.[name]];
    const found =
      a === undefined || b === undefined
        ? `is given by ${a === undefined ? 'model.json' : 'the graph'} only`
        : name === 'probabilities' && isRecord(a) && isRecord(b)
          ? disagreement(a, b, { ...bounds, tolerance: bounds.probability, scale: 1 })
          : disagreement(a, b, bounds);
    if (found !== undefined) return `"${name}" ${found}`;
  }
  return undefined;
}
