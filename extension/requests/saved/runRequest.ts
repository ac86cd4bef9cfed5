import path from 'node:path';
import { Cancelled, Failure } from '../../../contract/failure';
import { NO_SUCH_COLUMN } from '../../../contract/rows';
import { SAVED_REQUEST_ENDING, type SavedRequest } from '../../../contract/savedRequest';
import type { TesterAnswer } from '../../../contract/testerMessages';
import type { Destination } from '../exchange';
import { sendRows } from '../sendRows';
import { checkAnswer, type Finding } from './checkAnswer';
import { openSavedRequest, shownFile } from './savedRequests';

/** How long a target may take to answer, in milliseconds, beyond what the request itself allows. */
const LONGEST_WAIT = 60_000;
/** Node's timers go no further, in milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;
/** So many warnings of an answer are told. */
const MOST_WARNINGS = 3;

/** How one saved request went. `error`: there was no answer to check. */
export interface RequestResult {
  name: string;
  /** As people know it: `requests/city-driver.request.json`. */
  file: string;
  outcome: 'passed' | 'failed' | 'error';
  /** From the first byte sent to the last received; 0 where nothing was sent. */
  milliseconds: number;
  findings: Finding[];
  /** What the answer warned of, in sentences without a full stop: a column that the model lacks, a value beyond training. */
  warnings: string[];
}

export interface RunOptions {
  target: Destination;
  signal: AbortSignal;
  /** How long the target may take, in milliseconds; for tests. */
  wait?: number;
}

/**
 * Sends a saved request and checks the answer. What is wrong with the file, with the target or with the answer is in the
 * result.
 *
 * @param file its absolute path.
 * @throws Cancelled when the signal aborts.
 */
export async function runRequest(file: string, options: RunOptions): Promise<RequestResult> {
  const shown = { name: path.basename(file, SAVED_REQUEST_ENDING), file: shownFile(file) };
  const nothing = { milliseconds: 0, warnings: [] };
  let request: SavedRequest;
  try {
    ({ request } = await openSavedRequest(file));
  } catch (error) {
    return { ...shown, outcome: 'error', ...nothing, findings: [errorFinding('unreadable', error)] };
  }
  shown.name = request.name;
  try {
    const answer = await send(request, options);
    const findings = checkAnswer(request.expect, answer);
    const outcome = findings.length === 0 ? 'passed' : 'failed';
    return { ...shown, outcome, milliseconds: answer.milliseconds, findings, warnings: warningsOf(answer) };
  } catch (error) {
    return { ...shown, outcome: 'error', ...nothing, findings: [errorFinding('unanswered', error)] };
  }
}

async function send(
  { rows, expect }: SavedRequest,
  { target, signal, wait = LONGEST_WAIT }: RunOptions,
): Promise<TesterAnswer> {
  const limit = Math.min(Math.ceil(wait + (expect?.latency_ms ?? 0)), LONGEST_TIMER);
  const tooLate = AbortSignal.timeout(limit);
  try {
    return await sendRows(target, rows, { signal: AbortSignal.any([signal, tooLate]) });
  } catch (error) {
    if (!(error instanceof Cancelled) || signal.aborted) throw error;
    const message = `The target did not answer within ${limit / 1000} seconds.`;
    throw new Failure('target-slow', message, 'Read its log, then run the saved requests again.');
  }
}

/** @throws whatever is no Failure: it is a defect, or the person cancelled. */
function errorFinding(kind: 'unreadable' | 'unanswered', error: unknown): Finding {
  if (!(error instanceof Failure)) throw error;
  return { kind, message: `${error.message} ${error.next}`.replace(/\.$/, ''), at: [] };
}

function warningsOf({ prediction }: TesterAnswer): string[] {
  if (!prediction) return [];
  const { warnings, more_warnings: unlisted = 0 } = prediction;
  const told = warnings.slice(0, MOST_WARNINGS).map(({ row, column, observed }) => {
    const what = observed.startsWith(NO_SUCH_COLUMN) ? observed : `training saw ${observed}`;
    return `row ${row}, column "${column}": ${what}`;
  });
  const others = warnings.length - told.length + unlisted;
  return others > 0 ? [...told, `${others} more warnings`] : told;
}
