import { isUtf8 } from 'node:buffer';
import { jsonError } from './jsonError';
import { HttpProblem } from './problem';

/**
 * The JSON of a body.
 *
 * @throws HttpProblem 400 where it is not JSON in UTF-8, with line and column.
 */
export function parseJson(body: Buffer): unknown {
  if (!isUtf8(body)) throw new HttpProblem(400, 'not-json', 'The body is not UTF-8.');
  const text = body.toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    const { line, column } = jsonError(text) ?? { line: 1, column: 1 };
    const what = text === '' ? 'is empty' : `is not valid JSON at line ${line}, column ${column}`;
    throw new HttpProblem(400, 'not-json', `The body ${what}.`);
  }
}
