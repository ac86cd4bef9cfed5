import { Buffer, isUtf8 } from 'node:buffer';
import { Slices } from '../../../slices';
import { HttpProblem } from '../../problem';

/**
 * The datatypes of tensors and their values as bytes: little endian, row-major, a text as its length in four bytes and
 * its UTF-8 (the protocol's extension of binary tensor data).
 */

/** The header that says how long the JSON in front of binary tensors is. */
export const HEADER_LENGTH = 'Inference-Header-Content-Length';

/** So many texts are read or written in one go. */
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

/** The values of an output as bytes; null, which a float has instead of no finite number, becomes NaN. */
export async function writeBinary(values: readonly unknown[], datatype: string): Promise<Buffer> {
  switch (datatype) {
    case 'FP32':
      return bytesOf(Float32Array.from(values, (value) => (value === null ? NaN : Number(value))));
    case 'FP64':
      return bytesOf(Float64Array.from(values, (value) => (value === null ? NaN : Number(value))));
    case 'INT64':
      return bytesOf(BigInt64Array.from(values, (value) => BigInt(value as number | string)));
    case 'INT32':
      return bytesOf(Int32Array.from(values, Number));
    case 'BOOL':
      return bytesOf(Uint8Array.from(values, Number));
    default:
      return writeTexts(values.map(String));
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
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
