import { isUtf8 } from 'node:buffer';
import { jsonError, longJsonError } from './jsonError';
import { parseLongJson } from './longJson';
import { HttpProblem } from './problem';

/** A body of so many bytes is parsed at once. */
const SHORT_BYTES = 128 * 1024;

/**
 * The JSON of a body. A long one is parsed in slices, between which others have their turn.
 *
 * @throws HttpProblem 400 where it is not JSON in UTF-8, with line and column.
 */
export async function parseJson(body: Buffer): Promise<unknown> {
  const isShort = body.length <= SHORT_BYTES;
  try {
    if (!isShort) return await parseLongJson(body);
    if (isUtf8(body)) return JSON.parse(body.toString('utf8'));
  } catch {
    // The cause follows: not UTF-8, or where it stops being JSON.
  }
  if (!isUtf8(body)) throw new HttpProblem(400, 'not-json', 'The body is not UTF-8.');
  const text = body.toString('utf8');
  const { line, column } = (isShort ? jsonError(text) : await longJsonError(text)) ?? { line: 1, column: 1 };
  const what = text === '' ? 'is empty' : `is not valid JSON at line ${line}, column ${column}`;
  throw new HttpProblem(400, 'not-json', `The body ${what}.`);
}
