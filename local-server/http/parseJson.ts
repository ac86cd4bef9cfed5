import { isUtf8 } from 'node:buffer';
import { jsonError, longJsonError, type Place } from './jsonError';
import { parseLongJson } from './longJson';
import { HttpProblem } from './problem';

/** A body of so many bytes is parsed at once. */
const SHORT_BYTES = 128 * 1024;

/**
 * The JSON of a body. A long one is parsed in slices, between which others have their turn; a short one at once.
 *
 * @throws HttpProblem 400 where it is not JSON in UTF-8, with line and column.
 */
export function parseJson(given: Buffer): unknown {
  const body = withoutMark(given);
  if (body.length > SHORT_BYTES) return parseLong(body);
  if (!isUtf8(body)) throw notUtf8();
  const text = body.toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    throw notJson(text, jsonError(text));
  }
}

/** A byte order mark, which some editors and shells put in front of UTF-8, may be passed over (RFC 8259, 8.1). */
function withoutMark(body: Buffer): Buffer {
  return body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? body.subarray(3) : body;
}

async function parseLong(body: Buffer): Promise<unknown> {
  try {
    return await parseLongJson(body);
  } catch {
    if (!isUtf8(body)) throw notUtf8();
    const text = body.toString('utf8');
    throw notJson(text, await longJsonError(text));
  }
}

function notUtf8(): HttpProblem {
  return new HttpProblem(400, 'not-json', 'The body is not UTF-8.');
}

function notJson(text: string, { line, column }: Place = { line: 1, column: 1 }): HttpProblem {
  const what = text === '' ? 'is empty' : `is not valid JSON at line ${line}, column ${column}`;
  const number = numberAt(text, { line, column });
  const hint = number === undefined ? '' : `: JSON has no ${number}; a missing value is null`;
  return new HttpProblem(400, 'not-json', `The body ${what}${hint}.`);
}

/** What Python writes for numbers that JSON lacks. */
function numberAt(text: string, { line, column }: Place): string | undefined {
  const here = text.split('\n', line)[line - 1]?.slice(column - 1, column + 8);
  return /^(?:NaN|-?Infinity)\b/.exec(here ?? '')?.[0];
}
