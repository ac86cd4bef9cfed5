import type { Row } from '../../../contract/artefact';

/** What a regressor or a classifier of the bench gives. */
export type Score = number | { label: string; probabilities: Record<string, number> };

/** A row with the score that scikit-learn gives it. */
export interface Case {
  row: Row;
  prediction: Score;
}

/** How a server is asked for the score of one row, and where its answer holds it. */
export interface Asking {
  path: string;
  body(row: Row): unknown;
  /** The name of the list in the answer that holds the prediction alone. */
  list: 'predictions' | 'data';
}

/** Bellhop's own contract, which every contender speaks whose author can choose. */
export const OWN: Asking = { path: '/predict', body: (row) => ({ rows: [row] }), list: 'predictions' };

/**
 * The text of an answer that holds the prediction.
 *
 * @returns undefined where there is none.
 */
export function predictionText({ list }: Asking, answer: string): string | undefined {
  return new RegExp(`"${list}": ?\\[[^\\]]*\\]`).exec(answer)?.[0];
}

/**
 * Whether a server scored as scikit-learn does: a number within 1e-5 of itself or of the scale, whichever is larger, a
 * probability within 1e-6, a label exactly.
 */
export function agrees({ list }: Asking, text: string, expected: Score, scale: number): boolean {
  const content = JSON.parse(`{${text}}`) as Record<string, Score[]>;
  const given = content[list]?.[0];
  if (typeof expected === 'number') {
    return isNear(given, expected, 1e-5 * Math.max(Math.abs(expected), scale));
  }
  if (typeof given !== 'object' || given.label !== expected.label) return false;
  const { probabilities } = given;
  return Object.entries(expected.probabilities).every(([name, value]) =>
    isNear(probabilities[name], value, 1e-6),
  );
}

function isNear(given: unknown, expected: number, allowed: number): boolean {
  return typeof given === 'number' && Math.abs(given - expected) <= allowed;
}

/** The root of the mean square of the scores, which small differences are measured by; 0 for a classifier. */
export function scaleOf(cases: readonly Case[]): number {
  const squares = cases.map(({ prediction }) => (typeof prediction === 'number' ? prediction ** 2 : 0));
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / Math.max(1, cases.length));
}
