import type { Golden, Prediction } from '../../../contract/artefact';
import { distance } from '../../publish/scoreDifference';
import type { Destination } from '../exchange';
import { scoreRows, type ScoredRow } from './scoreRows';

type Row = Record<string, unknown>;

/** So many rows go in one request. */
const BATCH = 500;
/** So many rows are kept, the worst. */
const MOST_WORST = 50;

/** A row with its number in what it comes from, from 1. */
export interface NumberedRow {
  number: number;
  row: Row;
}

/** How far apart is still the same: in units of the model's own agreement, a distance of at most `tolerance`. */
export interface Agreement {
  golden: Golden;
  tolerance: number;
}

/** One row that the targets score differently, or that one of them does not score. */
export interface ComparedRow extends NumberedRow {
  a: ScoredRow;
  b: ScoredRow;
  /** In units of the agreement; infinite where labels differ in kind or one target has no score. */
  distance: number;
}

export interface Comparison {
  rows: number;
  /** How many are within the tolerance, beyond it, and without a score from one target or both. */
  same: number;
  different: number;
  failed: number;
  /** Refused by both: they say the same. */
  refused: number;
  /** The worst first. */
  worst: ComparedRow[];
  /** How many rows have a distance of 0, up to 1, 10, 100, 1000 and more, in units of the agreement. */
  spread: { upTo: number; rows: number }[];
}

const BOUNDS = [0, 1, 10, 100, 1000, Infinity];

/**
 * Scores the same rows at two targets, and says where they part.
 *
 * @param reach gives where a target is; both kinds of a project's scorer cannot run at a time, so that the first target
 *   is asked for all rows before the second.
 * @throws Failure where a target is not there; Cancelled.
 */
export async function compareRows(
  rows: readonly NumberedRow[],
  [a, b]: readonly [() => Promise<Destination>, () => Promise<Destination>],
  agreement: Agreement,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (share: number) => void },
): Promise<Comparison> {
  const all = async (reach: () => Promise<Destination>, from: number): Promise<ScoredRow[]> => {
    const destination = await reach();
    const scored: ScoredRow[] = [];
    for (let at = 0; at < rows.length; at += BATCH) {
      const batch = rows.slice(at, at + BATCH).map(({ row }) => row);
      scored.push(...(await scoreRows(destination, batch, signal)));
      onProgress(from + scored.length / rows.length / 2);
    }
    return scored;
  };
  const first = await all(a, 0);
  const second = await all(b, 0.5);
  return compared(rows, first, second, agreement);
}

/** Holds two lists of scores beside each other. */
export function compared(
  rows: readonly NumberedRow[],
  first: readonly ScoredRow[],
  second: readonly ScoredRow[],
  { golden, tolerance }: Agreement,
): Comparison {
  const none: ScoredRow = { error: 'no answer' };
  const spread = BOUNDS.map((upTo) => ({ upTo, rows: 0 }));
  const result: Comparison = {
    rows: rows.length,
    same: 0,
    different: 0,
    failed: 0,
    refused: 0,
    worst: [],
    spread,
  };
  const beyond: ComparedRow[] = [];
  for (const [index, row] of rows.entries()) {
    const [a, b] = [first[index] ?? none, second[index] ?? none];
    if ('error' in a && 'error' in b) {
      result.refused += 1;
      continue;
    }
    const away = 'error' in a || 'error' in b ? Infinity : distance(a.prediction, b.prediction, golden);
    if ('error' in a || 'error' in b) result.failed += 1;
    else {
      const bin = spread.find(({ upTo }) => away <= upTo);
      if (bin) bin.rows += 1;
      result[away <= tolerance ? 'same' : 'different'] += 1;
    }
    if (away > tolerance) beyond.push({ ...row, a, b, distance: away });
  }
  result.worst = beyond.sort(worstFirst).slice(0, MOST_WORST);
  return result;
}

/** The words of one score, for a table. */
export function scoreText(scored: ScoredRow): string {
  return 'error' in scored ? scored.error : predictionText(scored.prediction);
}

function worstFirst(a: ComparedRow, b: ComparedRow): number {
  // Infinity minus Infinity is no number: of two such rows the first stays first.
  return a.distance === b.distance ? a.number - b.number : b.distance - a.distance;
}

function predictionText(prediction: Prediction): string {
  return typeof prediction === 'string' ? prediction : JSON.stringify(prediction);
}
