import type { NamedColumn, Scalar } from '../../../contract/artefact';
import { sweepOf } from './sweep';

type Row = Record<string, unknown>;

/** So many values of a range are tried; a list of what matters needs no fine line. */
const STEPS = 9;
/** So many columns at most, so that one request stays small. */
const MOST_COLUMNS = 200;

/** One change of one column. */
export interface Trial {
  column: string;
  value: Scalar;
}

export interface Trials {
  trials: Trial[];
  /** Columns of which nothing says what to try. */
  untried: string[];
}

/** What is tried of a row: each column over its range or categories, one change at a time. */
export function trialsOf(columns: readonly NamedColumn[], row: Row): Trials {
  const untried: string[] = [];
  const trials = columns.flatMap((named, index): Trial[] => {
    const { name } = named;
    const sweep = index < MOST_COLUMNS ? sweepOf(named, row[name], STEPS) : undefined;
    if (!sweep) untried.push(name);
    return (sweep?.values ?? [])
      .filter((value) => value !== row[name])
      .map((value) => ({ column: name, value }));
  });
  return { trials, untried };
}

/** The rows that are asked: the row as it is, then each trial. */
export function trialRows(row: Row, trials: readonly Trial[]): Row[] {
  return [row, ...trials.map(({ column, value }) => ({ ...row, [column]: value }))];
}

/** How far one column moves a score, and at which values. */
export interface Influence {
  column: string;
  lowest: { value: unknown; score: number };
  highest: { value: unknown; score: number };
}

/**
 * Which column moves the score most, the strongest first.
 *
 * @param scores of `trialRows`, in its order; undefined where a row has no score.
 */
export function influences(
  row: Row,
  trials: readonly Trial[],
  scores: readonly (number | undefined)[],
): Influence[] {
  const [own] = scores;
  if (own === undefined) return [];
  const found = new Map<string, Influence>();
  for (const [index, { column, value }] of trials.entries()) {
    const score = scores[index + 1];
    if (score === undefined) continue;
    const itself = { value: Object.hasOwn(row, column) ? row[column] : null, score: own };
    const before = found.get(column) ?? { column, lowest: itself, highest: itself };
    const { lowest, highest } = before;
    found.set(column, {
      column,
      lowest: score < lowest.score ? { value, score } : lowest,
      highest: score > highest.score ? { value, score } : highest,
    });
  }
  return [...found.values()].sort((a, b) => reach(b) - reach(a));
}

/** How far apart the lowest and the highest score are. */
export function reach({ lowest, highest }: Influence): number {
  return highest.score - lowest.score;
}
