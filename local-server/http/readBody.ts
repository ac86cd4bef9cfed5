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
    const detail = `The body must be ${types.filter(Boolean).join(' or ')} in UTF-8.`;
    throw new HttpProblem(415, 'unsupported-media-type', detail);
  }
  const { 'content-encoding': coding = '', 'transfer-encoding': transfer = '' } = request.headers;
  if (!/^(?:identity)?$/i.test(coding)) {
    throw new HttpProblem(415, 'unsupported-media-type', 'The body must come without a content-encoding.');
  }
  // Node takes any coding before the chunks, and leaves the body coded.
  if (!/^(?:chunked)?$/i.test(transfer)) {
    throw new HttpProblem(
      415,
      'unsupported-media-type',
      'The body must come with no transfer-encoding but chunked.',
    );
  }
  const declared = Number(request.headers['content-length'] ?? 0);
  if (declared > limits.bodyBytes) throw tooLarge(limits);
  if (request.headers.expect !== undefined) response.writeContinue();
  return new Promise((resolve, reject) => {
    const body = new Body(declared);
    request.on('data', (chunk: Buffer) => {
      body.add(chunk);
      if (body.size <= limits.bodyBytes) return;
      request.removeAllListeners('data');
      reject(tooLarge(limits));
    });
    request.on('end', () => resolve(body.whole()));
    request.on('error', reject);
  });
}

/** From so many bytes on a body is put together while it comes: copying a long one at the end would hold up others. */
const LONG_BYTES = 256 * 1024;

/** The chunks of a body. */
class Body {
  size = 0;
  private readonly chunks: Buffer[] = [];
  private long: Buffer | undefined;

  /** @param declared how many bytes the head declares; 0 where it does not. Node lets no more come. */
  constructor(private readonly declared: number) {}

  add(chunk: Buffer): void {
    if (this.long) chunk.copy(this.long, this.size);
    else this.chunks.push(chunk);
    this.size += chunk.length;
    // Memory is taken when something has come, not when it is announced.
    if (this.long || this.size < LONG_BYTES || this.declared === 0) return;
    this.long = Buffer.allocUnsafeSlow(this.declared);
    Buffer.concat(this.chunks).copy(this.long);
    this.chunks.length = 0;
  }

  whole(): Buffer {
    if (this.long) return this.long;
    const [first] = this.chunks;
    return this.chunks.length === 1 && first ? first : Buffer.concat(this.chunks);
  }
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
