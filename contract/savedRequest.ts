import { Failure } from './failure';
import { parsePath } from './jsonPath';
import { checkSchemaVersion, isRecord, parseJson } from './version';

/**
 * A saved request: rows to score and what is expected of the answer, one JSON file each in a project's `requests/`. It
 * holds no URL, so that the same file runs against every target. savedRequest.schema.json says the same as JSON Schema.
 */

/** The newest `schema` of a saved request that this Bellhop reads, and the one that it writes. */
export const SAVED_REQUEST_SCHEMA = 1;
/** The folder of a project that holds its saved requests. */
export const REQUESTS_FOLDER = 'requests';
/** How the name of a saved request's file ends: a folder of that name may hold other JSON, in this project or another. */
export const SAVED_REQUEST_ENDING = '.request.json';

export interface SavedRequest {
  schema: number;
  /** The name that people see. */
  name: string;
  rows: Record<string, unknown>[];
  /** Where it is absent, status 200 is expected and nothing else. */
  expect?: Expected;
}

export interface Expected {
  /** The status of the answer; 200 where it is absent. */
  status?: number;
  /** The answer is there after at most so many milliseconds. */
  latency_ms?: number;
  values?: ValueExpectation[];
}

/** What is expected of one value of the answer: `equals`, or a `minimum`, a `maximum` or both. */
export interface ValueExpectation {
  /** A path into the answer's body, as contract/jsonPath.ts reads it: `$.predictions[0].label`. */
  path: string;
  /** Any JSON value; its numbers are compared within the tolerance. */
  equals?: unknown;
  tolerance?: Tolerance;
  minimum?: number;
  maximum?: number;
}

/** A number a agrees with the expected b where |a - b| <= max(absolute, relative * |b|). */
export interface Tolerance {
  absolute?: number;
  relative?: number;
}

/**
 * Reads the text of a saved request. Unknown keys are kept.
 *
 * @param file the file's name for the messages.
 * @throws Failure `request-broken`, or those of `checkSchemaVersion`, each naming the file and the key.
 */
export function readSavedRequest(text: string, file: string): SavedRequest {
  const document = parseJson(text, file, 'request-broken');
  checkSchemaVersion(document, file, SAVED_REQUEST_SCHEMA);
  const check: Check = new Check(file);
  const { name, rows, expect } = document;
  check.that(typeof name === 'string' && name.trim() !== '', 'name', 'a text');
  check.that(
    Array.isArray(rows) && rows.length > 0 && rows.every(isRecord),
    'rows',
    'a list of at least one row, each an object of column names and values',
  );
  if (expect !== undefined) checkExpected(expect, check);
  return document as unknown as SavedRequest;
}

/** The text of a saved request's file. */
export function savedRequestText(request: SavedRequest): string {
  return `${JSON.stringify(request, null, 2)}\n`;
}

class Check {
  constructor(private readonly file: string) {}

  that(holds: boolean, key: string, expected: string): asserts holds {
    if (holds) return;
    const message = `${this.file}: "${key}" must be ${expected}.`;
    throw new Failure('request-broken', message, `Correct "${key}" in ${this.file}.`);
  }

  /** A number of at least `least` where it is given. */
  number(value: unknown, key: string, least: number): void {
    const holds = value === undefined || (typeof value === 'number' && value >= least);
    this.that(holds, key, Number.isFinite(least) ? `a number of at least ${least}` : 'a number');
  }
}

function checkExpected(expect: unknown, check: Check): void {
  check.that(isRecord(expect), 'expect', 'an object');
  const { status, latency_ms: latency, values } = expect;
  const isStatus = Number.isInteger(status) && (status as number) >= 100 && (status as number) <= 599;
  check.that(status === undefined || isStatus, 'expect.status', 'an HTTP status from 100 to 599');
  check.number(latency, 'expect.latency_ms', 0);
  if (values === undefined) return;
  check.that(Array.isArray(values), 'expect.values', 'a list');
  for (const [index, value] of values.entries()) checkValue(value, `expect.values[${index}]`, check);
}

function checkValue(value: unknown, key: string, check: Check): void {
  check.that(isRecord(value), key, 'an object');
  const { path, tolerance, minimum, maximum } = value;
  check.that(
    typeof path === 'string' && parsePath(path) !== undefined,
    `${key}.path`,
    'a path of names and indices, such as "$.predictions[0].label"',
  );
  check.number(minimum, `${key}.minimum`, -Infinity);
  check.number(maximum, `${key}.maximum`, -Infinity);
  const equals = 'equals' in value;
  const range = minimum !== undefined || maximum !== undefined;
  check.that(equals !== range, key, 'an expectation with either "equals", or "minimum" and "maximum"');
  if (tolerance === undefined) return;
  check.that(equals && isRecord(tolerance), `${key}.tolerance`, 'an object beside "equals"');
  const { absolute, relative } = tolerance;
  check.that(
    absolute !== undefined || relative !== undefined,
    `${key}.tolerance`,
    'an object with "absolute", "relative" or both',
  );
  check.number(absolute, `${key}.tolerance.absolute`, 0);
  check.number(relative, `${key}.tolerance.relative`, 0);
}
