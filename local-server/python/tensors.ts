import { isRecord } from '../../contract/version';
import type { ElementType, Tensor, TensorData } from '../engine/engine';
import type { Frame } from './frames';

/** A tensor of numbers lies in a frame's body, one after the other; texts lie in the header. */
interface Described {
  name: string;
  type: ElementType;
  /** For the worker, whose columns have one dimension. */
  rows?: number;
  texts?: string[];
}

/** Tensors as the header of a frame describes them, with the bytes of its body. */
export function encodeTensors(tensors: Readonly<Record<string, Tensor>>): {
  described: Described[];
  parts: Uint8Array[];
} {
  const described: Described[] = [];
  const parts: Uint8Array[] = [];
  for (const [name, { type, data }] of Object.entries(tensors)) {
    if (Array.isArray(data)) {
      described.push({ name, type, texts: data });
    } else {
      described.push({ name, type, rows: data.length });
      parts.push(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    }
  }
  return { described, parts };
}

/**
 * The tensors of a worker's answer, by name.
 *
 * @throws RangeError where header and body do not fit.
 */
export function decodeTensors({ header, body }: Frame): Record<string, Tensor> {
  const { tensors } = header;
  if (!Array.isArray(tensors)) throw new RangeError('the answer has no tensors');
  const decoded: Record<string, Tensor> = {};
  let offset = 0;
  for (const tensor of tensors as unknown[]) {
    if (!isRecord(tensor) || typeof tensor['name'] !== 'string' || !isDims(tensor['dims'])) {
      throw new RangeError('the answer describes no tensor');
    }
    const { name, type, dims, texts } = tensor;
    const length = dims.reduce((product, size) => product * size, 1);
    if (type === 'string' && Array.isArray(texts) && texts.length === length) {
      decoded[name] = { type, data: texts.map(String), dims };
      continue;
    }
    const [bytes, read] = READERS[type as string] ?? [];
    const end = offset + (bytes ?? NaN) * length;
    if (!read || !(end <= body.length)) throw new RangeError(`the answer's tensor "${name}" is cut off`);
    // A copy: the arrays want their bytes aligned.
    const own = new Uint8Array(body.subarray(offset, end)).buffer;
    decoded[name] = { type: type as ElementType, data: read(own), dims };
    offset = end;
  }
  return decoded;
}

/** The types that a worker answers: bytes of an element, and how they are read. */
const READERS: Record<string, [bytes: number, read: (bytes: ArrayBuffer) => TensorData]> = {
  float64: [8, (bytes) => new Float64Array(bytes)],
  int64: [8, (bytes) => new BigInt64Array(bytes)],
  bool: [1, (bytes) => new Uint8Array(bytes)],
};

function isDims(dims: unknown): dims is number[] {
  return Array.isArray(dims) && dims.every((size) => Number.isSafeInteger(size) && (size as number) >= 0);
}
