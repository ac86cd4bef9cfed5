import { setTimeout as delay } from 'node:timers/promises';
import type { Prediction } from '../../../contract/artefact';
import { Cancelled, Failure } from '../../../contract/failure';
import type { TesterAnswer } from '../../../contract/testerMessages';
import type { Destination } from '../exchange';
import { sendRows } from '../sendRows';

type Row = Record<string, unknown>;

/** What came of one row: a prediction, or why there is none. */
export type ScoredRow = { prediction: Prediction } | { error: string };

/** A target that is busy or away is asked again after so many milliseconds, one after the other. */
const PATIENCE = [250, 1000, 3000];

/**
 * Scores rows in one request. Where the target refuses it, the rows that are to blame are found and the others are sent
 * again, so that one bad row costs no other its score.
 *
 * @returns one result a row, in order.
 * @throws Failure where the target is not there, or answers no predictions; Cancelled.
 */
export async function scoreRows(
  destination: Destination,
  rows: readonly Row[],
  signal: AbortSignal,
  patience = PATIENCE,
): Promise<ScoredRow[]> {
  const answer = await patiently(() => sendRows(destination, [...rows], { signal }), signal, patience);
  const predictions = answer.prediction?.predictions;
  if (predictions?.length === rows.length) return predictions.map((prediction) => ({ prediction }));
  if (answer.status < 400 || answer.status >= 500) throw noPredictions(answer);
  const again = (some: readonly Row[]): Promise<ScoredRow[]> =>
    some.length === 0 ? Promise.resolve([]) : scoreRows(destination, some, signal, patience);
  const blamed = blamedRows(answer, rows.length);
  if (blamed.size > 0) {
    const others = await again(rows.filter((_, index) => !blamed.has(index)));
    return rows.map((_, index) => {
      const error = blamed.get(index);
      return error === undefined ? (others.shift() ?? { error: wordsOf(answer) }) : { error };
    });
  }
  // It does not say which: each half is asked alone, down to the row that is to blame. Not where nobody may ask at all.
  if (answer.status === 401 || answer.status === 403 || answer.status === 404) throw noPredictions(answer);
  if (rows.length === 1) return [{ error: wordsOf(answer) }];
  const middle = Math.ceil(rows.length / 2);
  return [...(await again(rows.slice(0, middle))), ...(await again(rows.slice(middle)))];
}

/** Asks again where the target was away, busy or failed. */
async function patiently(
  send: () => Promise<TesterAnswer>,
  signal: AbortSignal,
  patience: readonly number[],
): Promise<TesterAnswer> {
  for (const wait of [...patience, undefined]) {
    try {
      const answer = await send();
      if (wait === undefined || (answer.status < 500 && answer.status !== 429)) return answer;
    } catch (error) {
      const passes = error instanceof Failure && error.code.startsWith('target-');
      if (!passes || wait === undefined) throw error;
    }
    await delay(wait, undefined, { signal }).catch(() => {
      throw new Cancelled();
    });
  }
  throw new TypeError('The last try returns or throws.');
}

/** The rows that the target's problems name, each with the first thing that is wrong with it. */
function blamedRows({ problem }: TesterAnswer, count: number): Map<number, string> {
  const blamed = new Map<number, string>();
  for (const { row, column, expected } of problem?.errors ?? []) {
    if (row === undefined || row >= count || blamed.has(row)) continue;
    blamed.set(row, column === undefined ? `expected ${expected}` : `${column}: expected ${expected}`);
  }
  return blamed;
}

function wordsOf({ status, problem }: TesterAnswer): string {
  const said = problem ? [problem.title, problem.detail].filter((text) => text !== '').join(': ') : '';
  return said === '' ? `status ${status}` : `status ${status}: ${said}`;
}

function noPredictions(answer: TesterAnswer): Failure {
  return new Failure(
    'no-predictions',
    `The target answered no predictions (${wordsOf(answer)}).`,
    'Look into its log, or choose another target.',
  );
}
