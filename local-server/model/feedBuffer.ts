import type { Scalar } from '../../contract/artefact';
import type { Tensor, TensorData } from '../engine/engine';
import { newTensorData } from '../engine/tensorData';
import type { Feed } from './feeds';

const FIRST_CAPACITY = 64;

/** Rows as the graph takes them: one array a column, which grows as rows are appended and is used again and again. */
export class FeedBuffer {
  private count = 0;
  private capacity: number;
  private columns: TensorData[];

  /** @param feeds the columns, in the order of the values that are appended. */
  constructor(
    private readonly feeds: readonly Feed[],
    capacity: number = FIRST_CAPACITY,
  ) {
    this.capacity = capacity;
    this.columns = feeds.map(({ type }) => newTensorData(type, capacity));
  }

  get rows(): number {
    return this.count;
  }

  clear(): void {
    this.count = 0;
  }

  /** @param values row after row, as the validator gives them; they have passed `beyondType`. */
  append(values: readonly Scalar[]): void {
    const width = this.feeds.length;
    const rows = values.length / width;
    if (this.count + rows > this.capacity) this.grow(this.count + rows);
    for (const [position, data] of this.columns.entries()) {
      fill(data, this.count, values, position, width, this.feeds[position]?.nullText);
    }
    this.count += rows;
  }

  /** The tensors of the rows `from` to `to`, by the name of the graph's input. They are views: use them before `clear`. */
  tensors(from = 0, to = this.count): Record<string, Tensor> {
    const tensors: Record<string, Tensor> = {};
    for (const [position, { column, type, rank }] of this.feeds.entries()) {
      const data = this.columns[position];
      if (!data) continue;
      const rows = Array.isArray(data) ? data.slice(from, to) : data.subarray(from, to);
      tensors[column.name] = { type, data: rows, dims: rank === 2 ? [to - from, 1] : [to - from] };
    }
    return tensors;
  }

  private grow(least: number): void {
    this.capacity = Math.max(least, this.capacity * 2);
    this.columns = this.columns.map((data, position) => {
      if (Array.isArray(data)) return data;
      const larger = newTensorData(this.feeds[position]?.type ?? 'string', this.capacity);
      (larger as Float64Array).set(data as Float64Array);
      return larger;
    });
  }
}

/** Null becomes NaN or `nullText`; a boolean 1 or 0. */
function fill(
  data: TensorData,
  at: number,
  values: readonly Scalar[],
  position: number,
  width: number,
  nullText = '',
): void {
  let row = at;
  if (Array.isArray(data)) {
    for (let index = position; index < values.length; index += width) {
      const value = values[index] ?? null;
      data[row++] = value === null ? nullText : String(value);
    }
  } else if (data instanceof BigInt64Array) {
    for (let index = position; index < values.length; index += width) {
      data[row++] = BigInt(Number(values[index]));
    }
  } else {
    for (let index = position; index < values.length; index += width) {
      const value = values[index] ?? NaN;
      data[row++] = typeof value === 'number' ? value : Number(value);
    }
  }
}
