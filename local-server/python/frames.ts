/**
 * How scorer and worker speak: the length of a header and of a body, each as an unsigned 32-bit integer, little-endian;
 * the header as JSON; the body as bytes. `worker.py` of the model template is the other side.
 */
export interface Frame {
  header: Record<string, unknown>;
  body: Buffer;
}

/** The worker's first bytes. What comes before was printed while Python imported the package. */
export const GREETING = Buffer.from('\nbellhop-worker 1\n');

const PREFIX_BYTES = 8;
/** Longer than any answer: what claims to be is no frame. */
const MOST_BYTES = 1024 * 1024 * 1024;

export function encodeFrame(header: object, parts: readonly Uint8Array[] = []): Buffer {
  const text = Buffer.from(JSON.stringify(header));
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32LE(text.length, 0);
  prefix.writeUInt32LE(
    parts.reduce((length, part) => length + part.byteLength, 0),
    4,
  );
  return Buffer.concat([prefix, text, ...parts]);
}

/** Takes what a worker writes, in pieces of any size, and gives its frames. */
export class FrameReader {
  private pieces: Buffer[] = [];
  private length = 0;
  private wanted = GREETING.length;
  private isGreeted = false;

  /** @param onNoise is told what came before the greeting. */
  constructor(
    private readonly onFrame: (frame: Frame) => void,
    private readonly onNoise: (text: string) => void,
  ) {}

  /** @throws RangeError or SyntaxError where the bytes are no frame. */
  push(piece: Buffer): void {
    this.pieces.push(piece);
    this.length += piece.length;
    if (this.length < this.wanted) return;
    let bytes: Buffer = Buffer.concat(this.pieces);
    if (!this.isGreeted) bytes = this.seekGreeting(bytes);
    if (this.isGreeted) bytes = this.readFrames(bytes);
    this.pieces = [bytes];
    this.length = bytes.length;
  }

  /** Nothing more comes. */
  end(): void {
    if (!this.isGreeted) this.onNoise(Buffer.concat(this.pieces).toString('utf8'));
    this.pieces = [];
  }

  private seekGreeting(bytes: Buffer): Buffer {
    const at = bytes.indexOf(GREETING);
    this.isGreeted = at >= 0;
    // The greeting may have begun at the end.
    const noise = at >= 0 ? at : bytes.length - GREETING.length + 1;
    if (noise > 0) this.onNoise(bytes.toString('utf8', 0, noise));
    return bytes.subarray(at >= 0 ? at + GREETING.length : noise);
  }

  private readFrames(bytes: Buffer): Buffer {
    let rest = bytes;
    for (;;) {
      this.wanted = PREFIX_BYTES;
      if (rest.length < this.wanted) return rest;
      const headerBytes = rest.readUInt32LE(0);
      this.wanted += headerBytes + rest.readUInt32LE(4);
      if (this.wanted > MOST_BYTES) throw new RangeError('a frame is too long');
      if (rest.length < this.wanted) return rest;
      const bodyAt = PREFIX_BYTES + headerBytes;
      const header = JSON.parse(rest.toString('utf8', PREFIX_BYTES, bodyAt)) as Frame['header'];
      this.onFrame({ header, body: rest.subarray(bodyAt, this.wanted) });
      rest = rest.subarray(this.wanted);
    }
  }
}
