import type { InputSchema, Prediction } from '../../../contract/artefact';
import type { TesterAnswer, TesterHistoryEntry } from '../../../contract/testerMessages';
import { isRecord } from '../../../contract/version';
import { maskRows } from './mask';

/** The newest `schema` of an entry that this Bellhop reads, and the one that it writes. */
const SCHEMA = 1;
/** Of the rows and of the predictions of one entry at most so many characters of JSON are kept. */
const MOST_TEXT = 100_000;
const LONGEST_SUMMARY = 1000;
const LONGEST_RESULT = 200;
const MASK = '•••';

/** A request as the history keeps it, in a file of its own: no personal value, no header, no address with a password. */
export interface HistoryEntry {
  schema: number;
  /** The folder of the project that it was sent for. */
  project: string;
  time: string;
  target: string;
  /** The first rows, as many as fit; personal values are null. */
  rows: Record<string, unknown>[];
  /** How many rows were sent. */
  count: number;
  missing: string[];
  status?: number;
  milliseconds?: number;
  result: string;
  /** Where all of them are kept. */
  predictions?: Prediction[];
}

/** A request that was sent, and what came of it: an answer, or why there is none. */
export interface Sent {
  project: string;
  time: Date;
  /** The target's title. */
  target: string;
  rows: Record<string, unknown>[];
  outcome: TesterAnswer | { message: string };
  /** Whether the rows tell of private rows of the data: then no value of theirs is kept. */
  isPrivate?: boolean;
}

/** What the history keeps of a request. */
export function historyEntry(
  { project, time, target, rows, outcome, isPrivate = false }: Sent,
  input: InputSchema,
): HistoryEntry {
  const { rows: masked, missing } = maskRows(rows, input, isPrivate);
  const kept = fitting(masked);
  const answer = 'status' in outcome ? outcome : undefined;
  const predictions = answer?.prediction?.predictions;
  const short = predictions !== undefined && JSON.stringify(predictions).length <= MOST_TEXT;
  return {
    schema: SCHEMA,
    project,
    time: time.toISOString(),
    target,
    rows: kept,
    count: rows.length,
    missing,
    ...(answer && { status: answer.status, milliseconds: answer.milliseconds }),
    result: cut('status' in outcome ? resultOf(outcome) : outcome.message, LONGEST_RESULT),
    ...(short && { predictions }),
  };
}

/** Reads the file of an entry; undefined for what is none, or a newer Bellhop's. */
export function readHistoryEntry(document: unknown): HistoryEntry | undefined {
  if (!isRecord(document) || document['schema'] !== SCHEMA) return undefined;
  const { project, time, target, rows, count, missing, status, milliseconds, result, predictions } = document;
  const holds =
    [project, time, target, result].every((text) => typeof text === 'string') &&
    Array.isArray(rows) &&
    rows.every(isRecord) &&
    typeof count === 'number' &&
    Array.isArray(missing) &&
    missing.every((name) => typeof name === 'string') &&
    [status, milliseconds].every((value) => ['number', 'undefined'].includes(typeof value)) &&
    (predictions === undefined || Array.isArray(predictions));
  return holds ? (document as unknown as HistoryEntry) : undefined;
}

/** An entry as a list shows it. */
export function shownEntry(id: string, entry: HistoryEntry): TesterHistoryEntry {
  const { time, target, status, milliseconds, result, count, rows, missing } = entry;
  return {
    id,
    time,
    target,
    ...(status !== undefined && { status }),
    ...(milliseconds !== undefined && { milliseconds }),
    result,
    rows: count,
    kept: rows.length,
    summary: summaryOf(rows[0] ?? {}, missing),
    missing,
  };
}

/** The first rows whose JSON is not too long together. */
function fitting(rows: Record<string, unknown>[]): Record<string, unknown>[] {
  let left = MOST_TEXT;
  const end = rows.findIndex((row) => (left -= JSON.stringify(row).length) < 0);
  return end === -1 ? rows : rows.slice(0, end);
}

function summaryOf(row: Record<string, unknown>, missing: readonly string[]): string {
  const values = Object.entries(row).map(([name, value]) => {
    const masked = value === null && missing.includes(name);
    return `${name} ${masked ? MASK : typeof value === 'string' ? value : JSON.stringify(value)}`;
  });
  return cut(values.join(', '), LONGEST_SUMMARY);
}

/** Without any value that was sent: problems repeat them, so only their columns are told. */
function resultOf({ status, prediction, problem }: TesterAnswer): string {
  if (prediction) return prediction.predictions.slice(0, 1).map(predictionText).join('');
  if (!problem) return status === 200 ? 'The answer is not a prediction.' : `Status ${status}`;
  const columns = new Set(problem.errors.flatMap(({ column }) => (column === undefined ? [] : [column])));
  return [problem.title, [...columns].join(', ')].filter((text) => text !== '').join(': ');
}

function predictionText(prediction: unknown): string {
  if (Number.isSafeInteger(prediction)) return String(prediction);
  if (typeof prediction === 'number') return String(Number(prediction.toPrecision(6)));
  if (typeof prediction === 'string') return prediction;
  if (!isRecord(prediction)) return JSON.stringify(prediction);
  const { label, probabilities } = prediction;
  const isClass = typeof label === 'string' || typeof label === 'number' || typeof label === 'boolean';
  if (!isClass || !isRecord(probabilities)) {
    return Object.entries(prediction)
      .map(([name, value]) => `${name} ${predictionText(value)}`)
      .join(', ');
  }
  const probability = probabilities[String(label)];
  const share = typeof probability === 'number' ? ` (${Number((100 * probability).toPrecision(3))} %)` : '';
  return `${String(label)}${share}`;
}

function cut(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}
