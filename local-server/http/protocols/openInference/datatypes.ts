import { Buffer, isUtf8 } from 'node:buffer';
import type { Scalar } from '../../../../contract/artefact';
import { Slices } from '../../../slices';
import { HttpProblem } from '../../problem';

/**
 * The datatypes of tensors and their values as bytes: little endian, row-major, a text as its length in four bytes and
 * its UTF-8 (the protocol's extension of binary tensor data).
 */

/** The header that says how long the JSON in front of binary tensors is. */
export const HEADER_LENGTH = 'Inference-Header-Content-Length';

/** So many values are read or written in one go. */
const PIECE = 256;

/** Takes a copy of the bytes, since those of a body begin anywhere. */
type Reader = (bytes: ArrayBuffer) => ArrayLike<number | bigint>;

/** The datatypes that have a size, with it in bytes and how they are read. */
const SIZED: Readonly<Record<string, { size: number; read: Reader }>> = {
  BOOL: { size: 1, read: (bytes) => new Uint8Array(bytes) },
  UINT8: { size: 1, read: (bytes) => new Uint8Array(bytes) },
  UINT16: { size: 2, read: (bytes) => new Uint16Array(bytes) },
  UINT32: { size: 4, read: (bytes) => new Uint32Array(bytes) },
  UINT64: { size: 8, read: (bytes) => new BigUint64Array(bytes) },
  INT8: { size: 1, read: (bytes) => new Int8Array(bytes) },
  INT16: { size: 2, read: (bytes) => new Int16Array(bytes) },
  INT32: { size: 4, read: (bytes) => new Int32Array(bytes) },
  INT64: { size: 8, read: (bytes) => new BigInt64Array(bytes) },
  FP16: { size: 2, read: (bytes) => Float64Array.from(new Uint16Array(bytes), half) },
  BF16: { size: 2, read: (bytes) => Float64Array.from(new Uint16Array(bytes), brainHalf) },
  FP32: { size: 4, read: (bytes) => new Float32Array(bytes) },
  FP64: { size: 8, read: (bytes) => new Float64Array(bytes) },
};

export const DATATYPES: readonly string[] = [...Object.keys(SIZED), 'BYTES'];

/**
 * The values of a tensor out of its bytes.
 *
 * @param count how many there are by the tensor's shape.
 * @throws HttpProblem 400 where the bytes are not so many values.
 */
export async function readBinary(
  bytes: Buffer,
  datatype: string,
  count: number,
  name: string,
): Promise<ArrayLike<unknown>> {
  const sized = SIZED[datatype];
  if (!sized) return readTexts(bytes, count, name);
  if (bytes.length !== count * sized.size) throw wrongSize(bytes, count, name);
  return sized.read(new Uint8Array(bytes).buffer);
}

async function readTexts(bytes: Buffer, count: number, name: string): Promise<string[]> {
  const texts: string[] = [];
  const slices = new Slices();
  let at = 0;
  while (texts.length < count && at + 4 <= bytes.length) {
    if (texts.length % PIECE === 0 && slices.isOver) await slices.next();
    const end = at + 4 + bytes.readUInt32LE(at);
    const text = bytes.subarray(at + 4, end);
    if (end > bytes.length || !isUtf8(text)) break;
    texts.push(text.toString('utf8'));
    at = end;
  }
  if (texts.length < count || at < bytes.length) throw wrongSize(bytes, count, name);
  return texts;
}

function wrongSize(bytes: Buffer, count: number, name: string): HttpProblem {
  const detail = `The ${bytes.length} bytes of input "${name}" are not the ${count} values of its shape and datatype.`;
  return new HttpProblem(400, 'bad-tensor', detail);
}

/** How a value of an output becomes bytes; null, which a float has instead of no finite number, becomes NaN. */
const WRITERS: Readonly<Record<string, (bytes: Buffer, value: Scalar, at: number) => void>> = {
  FP32: (bytes, value, at) => void bytes.writeFloatLE(value === null ? NaN : Number(value), at),
  FP64: (bytes, value, at) => void bytes.writeDoubleLE(value === null ? NaN : Number(value), at),
  INT64: (bytes, value, at) => void bytes.writeBigInt64LE(BigInt(value ?? 0), at),
  INT32: (bytes, value, at) => void bytes.writeInt32LE(Number(value), at),
  BOOL: (bytes, value, at) => void bytes.writeUInt8(Number(value), at),
};

/** The values of an output as bytes, written in slices. */
export async function writeBinary(values: readonly Scalar[], datatype: string): Promise<Buffer> {
  const write = WRITERS[datatype];
  const size = SIZED[datatype]?.size;
  if (!write || size === undefined) return writeTexts(values.map(String));
  const bytes = Buffer.allocUnsafe(values.length * size);
  const slices = new Slices();
  for (const [index, value] of values.entries()) {
    if (index % PIECE === 0 && slices.isOver) await slices.next();
    write(bytes, value, index * size);
  }
  return bytes;
}

async function writeTexts(texts: readonly string[]): Promise<Buffer> {
  const slices = new Slices();
  const pieces: Buffer[] = [];
  for (let from = 0; from < texts.length; from += PIECE) {
    if (slices.isOver) await slices.next();
    for (const text of texts.slice(from, from + PIECE)) {
      const length = Buffer.byteLength(text);
      const piece = Buffer.allocUnsafe(4 + length);
      piece.writeUInt32LE(length);
      piece.write(text, 4);
      pieces.push(piece);
    }
  }
  return Buffer.concat(pieces);
}

/** IEEE 754 binary16: 1 bit sign, 5 exponent, 10 fraction. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const brainBits = new Uint32Array(1);
const brainValue = new Float32Array(brainBits.buffer);

/** bfloat16: the upper half of a binary32. */
function brainHalf(bits: number): number {
  brainBits[0] = bits << 16;
  return brainValue[0] ?? NaN;
}
