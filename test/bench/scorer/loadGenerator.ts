import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { performance } from 'node:perf_hooks';

/** What to send, as JSON in a file that the only argument names. */
export interface Load {
  port: number;
  path: string;
  /** One after the other on each connection, each with the text that its answer must hold. */
  requests: { body: string; answer: string }[];
  connections: number;
  /** Not counted. */
  warmUpMilliseconds: number;
  milliseconds: number;
}

/** Printed as one line of JSON. Latencies in milliseconds. */
export interface LoadResult {
  /** Requests that were answered, those of the warm-up too. */
  total: number;
  perSecond: number;
  median: number;
  p99: number;
  most: number;
}

/**
 * A closed loop over plain sockets with keep-alive: each connection sends the next request when its answer is there. An
 * HTTP client would take as long as the server, and the bench would measure it. Anything but status 200 with the text
 * that is expected ends it: a fast wrong answer is worth nothing.
 */
class Connection {
  private readonly socket;
  private received: Buffer = Buffer.alloc(0);
  private sentAt = 0;
  private next: number;

  constructor(
    private readonly prepared: readonly { bytes: Buffer; answer: Buffer }[],
    port: number,
    first: number,
    private readonly onAnswer: (milliseconds: number) => boolean,
  ) {
    this.next = first % prepared.length;
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => this.send());
    this.socket.on('data', (chunk) => this.receive(chunk));
    this.socket.on('error', fail).on('end', () => fail(new Error('the server closed a connection')));
  }

  private send(): void {
    this.sentAt = performance.now();
    this.socket.write(this.prepared[this.next]?.bytes ?? '');
  }

  private receive(chunk: Buffer): void {
    const received = this.received.length === 0 ? chunk : Buffer.concat([this.received, chunk]);
    const headEnd = received.indexOf('\r\n\r\n');
    const length = headEnd < 0 ? undefined : contentLength(received.subarray(0, headEnd));
    if (length === undefined || received.length < headEnd + 4 + length) {
      this.received = received;
      return;
    }
    const answer = this.prepared[this.next]?.answer ?? '';
    if (received.indexOf('HTTP/1.1 200') !== 0 || received.indexOf(answer, headEnd) < 0) {
      fail(new Error(`answered:\n${received.toString('utf8')}\nwithout ${answer.toString('utf8')}`));
    }
    this.received = Buffer.alloc(0);
    this.next = (this.next + 1) % this.prepared.length;
    if (this.onAnswer(performance.now() - this.sentAt)) this.send();
    else this.socket.removeAllListeners('end').destroy();
  }
}

const LENGTH = /content-length: *(\d+)/i;
let lastHead = Buffer.alloc(0);
let lastLength: number | undefined;

/** The declared length of a body. Heads often equal the one before in length and place of it, so this stays cheap. */
function contentLength(head: Buffer): number | undefined {
  if (head.equals(lastHead)) return lastLength;
  lastHead = Buffer.from(head);
  const digits = LENGTH.exec(head.toString('latin1'))?.[1];
  lastLength = digits === undefined ? undefined : Number(digits);
  return lastLength;
}

function fail(error: Error): never {
  console.error(error.message);
  process.exit(1);
}

function prepare({ path, port }: Load, body: string): Buffer {
  const head = [
    `POST ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
}

function run(load: Load): void {
  const prepared = load.requests.map(({ body, answer }) => ({
    bytes: prepare(load, body),
    answer: Buffer.from(answer),
  }));
  const begin = performance.now() + load.warmUpMilliseconds;
  const end = begin + load.milliseconds;
  const latencies: number[] = [];
  let open = load.connections;
  let total = 0;
  const onAnswer = (milliseconds: number): boolean => {
    const now = performance.now();
    total += 1;
    if (now >= begin && now < end) latencies.push(milliseconds);
    if (now < end) return true;
    open -= 1;
    if (open === 0) print(total, latencies, load.milliseconds);
    return false;
  };
  for (let index = 0; index < load.connections; index++) {
    new Connection(prepared, load.port, index, onAnswer);
  }
}

function print(total: number, latencies: number[], milliseconds: number): void {
  const sorted = Float64Array.from(latencies).sort();
  const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? NaN;
  const result: LoadResult = {
    total,
    perSecond: (sorted.length / milliseconds) * 1000,
    median: at(0.5),
    p99: at(0.99),
    most: at(1),
  };
  console.log(JSON.stringify(result));
}

const [file] = process.argv.slice(2);
if (file !== undefined) run(JSON.parse(readFileSync(file, 'utf8')) as Load);
