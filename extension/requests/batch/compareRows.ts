import type { Golden, Prediction } from '../../../contract/artefact';
import type { Destination } from '../exchange';
import { scoreGap, type ScoreGap } from '../scoreGap';
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

/** How far apart is still the same: so many times the tolerance that the model itself states in `golden`. */
export interface Agreement {
  golden: Golden;
  times: number;
}

/** One row that the targets score differently, or that one of them does not score. */
export interface ComparedRow extends NumberedRow {
  a: ScoredRow;
  b: ScoredRow;
  /** Infinitely far where one target has no score. */
  gap: ScoreGap;
}

export interface Comparison {
  rows: number;
  /** How many are within the tolerance, beyond it, and scored by one target alone. */
  same: number;
  different: number;
  failed: number;
  /** Refused by both: they say the same. */
  refused: number;
  /** Those that differ, the worst first. */
  worst: ComparedRow[];
  /** Of the rows that both targets score, the one whose scores are furthest apart; undefined where all are equal. */
  furthest?: ComparedRow;
  /** How many rows that both targets score are apart by 0, up to 1, 10, 100, 1000 times the model's tolerance, and by more. */
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
  { golden, times }: Agreement,
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
    const isScored = !('error' in a || 'error' in b);
    const gap = isScored ? scoreGap(a.prediction, b.prediction, golden) : { times: Infinity };
    const compared: ComparedRow = { ...row, a, b, gap };
    if (isScored) {
      const bin = spread.find(({ upTo }) => gap.times <= upTo);
      if (bin) bin.rows += 1;
      result[gap.times <= times ? 'same' : 'different'] += 1;
      if (gap.times > (result.furthest?.gap.times ?? 0)) result.furthest = compared;
    } else result.failed += 1;
    if (gap.times > times) beyond.push(compared);
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
  return a.gap.times === b.gap.times ? a.number - b.number : b.gap.times - a.gap.times;
}

function predictionText(prediction: Prediction): string {
  return typeof prediction === 'string' ? prediction : JSON.stringify(prediction);
}
