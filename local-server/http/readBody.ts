import type { Exchange } from './exchange';
import type { Limits } from './limits';
import { HttpProblem } from './problem';

/** A charset may be named, where it is UTF-8; other parameters are refused. */
const UTF8_PARAMETER = /^\s*charset\s*=\s*"?utf-8"?\s*$/i;

/**
 * The body of a request, whole. A page of another site can send a text or a form without asking first, but not
 * application/json and the like; so nothing but the route's own types is taken.
 *
 * @throws HttpProblem 415 for another type or a coded body, 413 for a body beyond the limit.
 */
export function readBody(exchange: Exchange, types: readonly string[], limits: Limits): Promise<Buffer> {
  const { request, response } = exchange;
  if (!isOfType(request.headers['content-type'] ?? '', types)) {
    const detail = `The body must be ${types.join(' or ')} in UTF-8.`;
    throw new HttpProblem(415, 'unsupported-media-type', detail);
  }
  if ((request.headers['content-encoding'] ?? 'identity') !== 'identity') {
    throw new HttpProblem(415, 'unsupported-media-type', 'The body must come without a content-encoding.');
  }
  if (Number(request.headers['content-length'] ?? 0) > limits.bodyBytes) throw tooLarge(limits);
  if (request.headers.expect !== undefined) response.writeContinue();
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limits.bodyBytes) chunks.push(chunk);
      else {
        request.removeAllListeners('data');
        reject(tooLarge(limits));
      }
    });
    request.on('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    request.on('error', reject);
  });
}

function isOfType(given: string, types: readonly string[]): boolean {
  if (types.includes(given)) return true;
  const [type = '', ...parameters] = given.split(';');
  if (!types.includes(type.trim().toLowerCase())) return false;
  return parameters.length <= 1 && parameters.every((parameter) => UTF8_PARAMETER.test(parameter));
}

function tooLarge({ bodyBytes }: Limits): HttpProblem {
  const detail = `The body is larger than ${megabytes(bodyBytes)}; send the rows in several requests.`;
  return new HttpProblem(413, 'body-too-large', detail);
}

/** A number of bytes in words. */
export function megabytes(bytes: number): string {
  return `${Math.round((bytes / 1024 / 1024) * 100) / 100} MB`;
}
