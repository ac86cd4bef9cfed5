import { isUtf8 } from 'node:buffer';
import { jsonError, longJsonError, type Place } from './jsonError';
import { LongRows } from '../model/longRows';
import { parseLongJson, type KeptList, type PieceReader } from './longJson';
import { HttpProblem } from './problem';

/** A body of so many bytes is parsed at once. */
const SHORT_BYTES = 128 * 1024;

/**
 * The JSON of a body. A long one is parsed in slices, between which others have their turn; a short one at once.
 *
 * @param rows the name of a member whose list, where it is long, may come as `LongRows`, to be parsed as it is read.
 * @throws HttpProblem 400 where it is not JSON in UTF-8, with line and column; so do the rows that come as `LongRows`.
 */
export function parseJson(given: Buffer, rows?: string): unknown {
  const body = withoutMark(given);
  if (body.length > SHORT_BYTES) return parseLong(body, rows);
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

async function parseLong(body: Buffer, rows: string | undefined): Promise<unknown> {
  const make: KeptList['make'] = (length, readers) => new LongRows(length, () => piecesOf(body, readers));
  try {
    return await parseLongJson(body, rows === undefined ? undefined : { name: rows, make });
  } catch {
    throw await problemOfLong(body);
  }
}

async function* piecesOf(body: Buffer, readers: readonly PieceReader[]): AsyncGenerator<readonly unknown[]> {
  for (const read of readers) {
    let piece: unknown[];
    try {
      piece = read();
    } catch {
      throw await problemOfLong(body);
    }
    yield piece;
  }
}

async function problemOfLong(body: Buffer): Promise<HttpProblem> {
  if (!isUtf8(body)) return notUtf8();
  const text = body.toString('utf8');
  return notJson(text, await longJsonError(text));
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
