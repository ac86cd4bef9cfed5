import type { IncomingMessage, ServerResponse } from 'node:http';
import { FREE_BYTES, type BodyBudget } from './bodyBudget';
import type { Exchange } from './exchange';
import type { Limits } from './limits';
import { Slices } from '../slices';
import { busy, HttpProblem } from './problem';

/** A charset may be named, where it is UTF-8; other parameters are refused. */
const UTF8_PARAMETER = /^\s*charset\s*=\s*"?utf-8"?\s*$/i;

/**
 * Checks what the head of a request says of its body. A page of another site can send a text or a form without asking
 * first, but not application/json and the like; so nothing but the route's own types is taken.
 *
 * @throws HttpProblem 415 for another type or a coded body, 413 for a body beyond the limit.
 */
export function checkHead({ request, response }: Exchange, types: readonly string[], limits: Limits): void {
  const { headers } = request;
  if (!isOfType(headers['content-type'] ?? '', types)) {
    const detail = `The body must be ${types.filter(Boolean).join(' or ')} in UTF-8.`;
    throw new HttpProblem(415, 'unsupported-media-type', detail);
  }
  const { 'content-encoding': coding, 'transfer-encoding': transfer } = headers;
  if (coding !== undefined && !/^(?:identity)?$/i.test(coding)) {
    throw new HttpProblem(415, 'unsupported-media-type', 'The body must come without a content-encoding.');
  }
  // Node takes any coding before the chunks, and leaves the body coded.
  if (transfer !== undefined && !/^chunked$/i.test(transfer)) {
    const detail = 'The body must come with no transfer-encoding but chunked.';
    throw new HttpProblem(415, 'unsupported-media-type', detail);
  }
  if (declaredBytes(request) > limits.bodyBytes) throw tooLarge(limits);
  if (headers.expect !== undefined) response.writeContinue();
}

/**
 * The body where all of it came with the head, as most do; else undefined, and it is still to be read. To be asked in a
 * task after the one that brought the request.
 *
 * @throws HttpProblem 413 for a body beyond the limit.
 */
export function bodyAtHand({ request }: Exchange, limits: Limits): Buffer | undefined {
  if (!request.complete) return undefined;
  const body = (request.read() as Buffer | null) ?? EMPTY;
  if (body.length > limits.bodyBytes) throw tooLarge(limits);
  return body;
}

/**
 * The body of a request that comes bit by bit, whole.
 *
 * @param budget holds the memory of the body until the request has been answered.
 * @throws HttpProblem 413 for a body beyond the limit, 503 where all bodies together are beyond theirs.
 */
export function readBody(
  { request, response }: Exchange,
  limits: Limits,
  budget: BodyBudget,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const body = new Body(declaredBytes(request), budget);
    const finish = (): void => resolve(body.whole());
    const slices = new Slices();
    request.on('data', (chunk: Buffer) => {
      body.add(chunk);
      if (body.size <= FREE_BYTES) return;
      const refusal = body.size > limits.bodyBytes ? tooLarge(limits) : body.hold(response);
      if (!refusal) {
        if (slices.isOver) rest(request, slices);
        return;
      }
      // The rest is discarded while the answer is sent: none of it is kept.
      request.removeAllListeners('data').off('end', finish);
      body.drop();
      reject(refusal);
    });
    request.on('end', finish);
    request.on('error', reject);
  });
}

/** A long body that comes as fast as it is read would leave no time for others. */
function rest(request: IncomingMessage, slices: Slices): void {
  request.pause();
  void slices.next().then(() => request.resume());
}

const EMPTY = Buffer.alloc(0);

function declaredBytes({ headers }: IncomingMessage): number {
  return Number(headers['content-length'] ?? 0);
}

/** From so many bytes on a body is put together while it comes: copying a long one at the end would hold up others. */
const LONG_BYTES = 256 * 1024;
/** So many chunks are kept as they are: a body that comes byte by byte would take a hundred times its size. */
const MOST_CHUNKS = 64;

/** The chunks of a body. */
class Body {
  size = 0;
  private readonly chunks: Buffer[] = [];
  private long: Buffer | undefined;
  /** How much of the budget it has. */
  private held = 0;

  /** @param declared how many bytes the head declares; 0 where it does not. Node lets no more come. */
  constructor(
    private readonly declared: number,
    private readonly budget: BodyBudget,
  ) {}

  add(chunk: Buffer): void {
    const size = this.size + chunk.length;
    // Memory is taken when something has come, not when it is announced.
    if (!this.long && size < LONG_BYTES && this.chunks.length < MOST_CHUNKS) this.chunks.push(chunk);
    else chunk.copy(this.roomFor(size), this.size);
    this.size = size;
  }

  /** Takes what it has grown by from the budget, until the request has been answered; else gives why not. */
  hold(response: ServerResponse): HttpProblem | undefined {
    const more = this.size - FREE_BYTES - this.held;
    if (!this.budget.take(more)) return tooManyBodies();
    if (this.held === 0) response.once('close', () => this.drop());
    this.held += more;
    return undefined;
  }

  drop(): void {
    this.chunks.length = 0;
    this.long = undefined;
    this.budget.giveBack(this.held);
    this.held = 0;
  }

  whole(): Buffer {
    if (this.long) return this.long.subarray(0, this.size);
    const [first] = this.chunks;
    return this.chunks.length === 1 && first ? first : Buffer.concat(this.chunks);
  }

  /** One buffer that begins with what has come and has room for so many bytes. */
  private roomFor(size: number): Buffer {
    const before = this.long ? [this.long] : this.chunks;
    if (this.long && this.long.length >= size) return this.long;
    const long = Buffer.allocUnsafeSlow(this.declared === 0 ? 2 * size : this.declared);
    let at = 0;
    for (const chunk of before) at += chunk.copy(long, at);
    this.chunks.length = 0;
    this.long = long;
    return long;
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

function tooManyBodies(): HttpProblem {
  return busy('Too many long bodies are being read; ask again in a moment, or send fewer rows at a time.');
}

/** A number of bytes in words. */
export function megabytes(bytes: number): string {
  return `${Math.round((bytes / 1024 / 1024) * 100) / 100} MB`;
}
