import type { ElementType, TensorData } from './engine';

/** Room for so many values of a type; texts are put into a list that grows. */
export function newTensorData(type: ElementType, length: number): TensorData {
  switch (type) {
    case 'float32':
      return new Float32Array(length);
    case 'float64':
      return new Float64Array(length);
    case 'int64':
      return new BigInt64Array(length);
    case 'int32':
      return new Int32Array(length);
    case 'bool':
      return new Uint8Array(length);
    case 'string':
      return [];
  }
}
