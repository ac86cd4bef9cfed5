import type { Scalar } from '../../contract/artefact';
import type { ElementType, Tensor, TensorData } from '../engine/engine';
import { newTensorData } from '../engine/tensorData';
import type { Feed } from './feeds';

const FIRST_CAPACITY = 64;

/** One input of the graph, with the values of its columns row after row. */
interface Input {
  readonly name: string;
  readonly type: ElementType;
  readonly rank: number;
  readonly width: number;
  data: TensorData;
}

/** Where the values of one column go. */
interface Slot {
  readonly input: Input;
  readonly column: number;
  readonly nullText: string | undefined;
}

/** Rows as the graph takes them: one array an input, which grows as rows are appended and is used again and again. */
export class FeedBuffer {
  private count = 0;
  private capacity: number;
  private readonly inputs: readonly Input[];
  /** In the order of the values that are appended. */
  private readonly slots: readonly Slot[];

  /** @param feeds the columns, in the order of the values that are appended. */
  constructor(feeds: readonly Feed[], capacity: number = FIRST_CAPACITY) {
    this.capacity = capacity;
    const byName = new Map<string, Input>();
    this.slots = feeds.map(({ column, type, rank, nullText, place }) => {
      const { input: name, column: position, columns: width } = place ?? alone(column.name);
      const known = byName.get(name);
      const input = known ?? { name, type, rank, width, data: newTensorData(type, capacity * width) };
      byName.set(name, input);
      return { input, column: position, nullText };
    });
    this.inputs = [...byName.values()];
  }

  get rows(): number {
    return this.count;
  }

  clear(): void {
    this.count = 0;
  }

  /** @param values row after row, as the validator gives them; they have passed `beyondType`. */
  append(values: readonly Scalar[]): void {
    const { slots, count } = this;
    const rows = values.length / slots.length;
    if (count + rows > this.capacity) this.grow(count + rows);
    for (let position = 0; position < slots.length; position++) {
      const slot = slots[position];
      if (slot) fill(slot, count, values, position, slots.length);
    }
    this.count += rows;
  }

  /** The tensors of the rows `from` to `to`, by the name of the graph's input. They are views: use them before `clear`. */
  tensors(from = 0, to = this.count): Record<string, Tensor> {
    const tensors: Record<string, Tensor> = {};
    for (const { name, type, rank, width, data } of this.inputs) {
      const [first, end] = [from * width, to * width];
      const part = Array.isArray(data) ? data.slice(first, end) : data.subarray(first, end);
      tensors[name] = { type, data: part, dims: rank === 2 ? [to - from, width] : [to - from] };
    }
    return tensors;
  }

  private grow(least: number): void {
    this.capacity = Math.max(least, this.capacity * 2);
    for (const input of this.inputs) {
      if (Array.isArray(input.data)) continue;
      const larger = newTensorData(input.type, this.capacity * input.width);
      (larger as Float64Array).set(input.data as Float64Array);
      input.data = larger;
    }
  }
}

/** The place of a column that is an input of its own. */
function alone(input: string): NonNullable<Feed['place']> {
  return { input, column: 0, columns: 1 };
}

/** Null becomes NaN or `nullText`; a boolean 1 or 0. */
function fill(
  { input: { data, width }, column, nullText = '' }: Slot,
  row: number,
  values: readonly Scalar[],
  position: number,
  step: number,
): void {
  let at = row * width + column;
  if (Array.isArray(data)) {
    for (let index = position; index < values.length; index += step, at += width) {
      const value = values[index] ?? null;
      data[at] = value === null ? nullText : String(value);
    }
  } else if (data instanceof BigInt64Array) {
    for (let index = position; index < values.length; index += step, at += width) {
      data[at] = BigInt(Number(values[index]));
    }
  } else {
    for (let index = position; index < values.length; index += step, at += width) {
      const value = values[index] ?? NaN;
      data[at] = typeof value === 'number' ? value : Number(value);
    }
  }
}
