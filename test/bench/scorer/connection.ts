import { connect } from 'node:net';

/** A request as it goes over the wire, and the text that its answer must hold. */
export interface Prepared {
  bytes: Buffer;
  answer: Buffer;
}

/**
 * A plain socket with keep-alive that has one request under way at a time. An HTTP client would take as long as the
 * server, and the bench would measure it. Anything but status 200 with the text that is expected ends the process: a
 * fast wrong answer is worth nothing.
 */
export class Connection {
  private readonly socket;
  private received: Buffer = Buffer.alloc(0);
  private expected: Buffer = Buffer.alloc(0);
  private onAnswer: () => void = () => undefined;

  constructor(port: number, onOpen: (connection: Connection) => void) {
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => onOpen(this));
    this.socket.on('data', (chunk) => this.receive(chunk));
    this.socket.on('error', fail).on('end', () => fail(new Error('the server closed a connection')));
  }

  send({ bytes, answer }: Prepared, onAnswer: () => void): void {
    this.expected = answer;
    this.onAnswer = onAnswer;
    this.socket.write(bytes);
  }

  close(): void {
    this.socket.removeAllListeners('end').destroy();
  }

  private receive(chunk: Buffer): void {
    const received = this.received.length === 0 ? chunk : Buffer.concat([this.received, chunk]);
    const headEnd = received.indexOf('\r\n\r\n');
    const length = headEnd < 0 ? undefined : contentLength(received.subarray(0, headEnd));
    if (length === undefined || received.length < headEnd + 4 + length) {
      this.received = received;
      return;
    }
    if (received.indexOf('HTTP/1.1 200') !== 0 || received.indexOf(this.expected, headEnd) < 0) {
      fail(new Error(`answered:\n${received.toString('utf8')}\nwithout ${this.expected.toString('utf8')}`));
    }
    this.received = Buffer.alloc(0);
    this.onAnswer();
  }
}

/** @param answer a text that the answer must hold. */
export function prepare(port: number, path: string, body: string, answer: string): Prepared {
  const head = [
    `POST ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  return { bytes: Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`), answer: Buffer.from(answer) };
}

const LENGTH = /content-length: *(\d+)/i;
let lastHead = Buffer.alloc(0);
let lastLength: number | undefined;

/** The declared length of a body. Heads often equal the one before, so this stays cheap. */
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
