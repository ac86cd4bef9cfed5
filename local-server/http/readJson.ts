import { isUtf8 } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { HttpProblem } from './problem';
import { jsonError } from './jsonError';

/** The largest body that is read, in bytes: about 50,000 rows of ten columns. */
export const MOST_BYTES = 8 * 1024 * 1024;

/**
 * The body of a request, parsed. A page of another site can send a text or a form without asking first, but not
 * application/json; so nothing else is taken.
 *
 * @throws HttpProblem 415 for another type or a coded body, 413 beyond `MOST_BYTES`, 400 for what is not JSON in UTF-8.
 */
export async function readJson(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i.test(type)) {
    throw new HttpProblem(415, 'unsupported-media-type', 'The body must be application/json in UTF-8.');
  }
  if ((request.headers['content-encoding'] ?? 'identity') !== 'identity') {
    throw new HttpProblem(415, 'unsupported-media-type', 'The body must come without a content-encoding.');
  }
  return parse(await readBody(request, response));
}

async function readBody(request: IncomingMessage, response: ServerResponse): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > MOST_BYTES) throw tooLarge();
  if (request.headers.expect !== undefined) response.writeContinue();
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MOST_BYTES) chunks.push(chunk);
      else {
        request.removeAllListeners('data');
        reject(tooLarge());
      }
    });
    request.on('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    request.on('error', reject);
  });
}

function tooLarge(): HttpProblem {
  const detail = `The body is larger than ${MOST_BYTES / 1024 / 1024} MB; send the rows in several requests.`;
  return new HttpProblem(413, 'body-too-large', detail);
}

function parse(body: Buffer): unknown {
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
