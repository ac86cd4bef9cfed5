import type { NamedColumn } from '../../../../contract/artefact';
import { nearest } from '../../../../contract/nearest';
import { brief } from '../../../../contract/rowText';
import { isRecord } from '../../../../contract/version';
import { HttpProblem } from '../../problem';
import type { Model } from '../../../model/model';
import { refuseWide, rowsOf, type TableColumn } from '../table';
import { DATATYPES, readBinary } from './datatypes';

/** The input tensors of a request for inference, as rows. */

interface InputTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** How many values it has by its shape. */
  readonly count: number;
  /** The value at a place of the row-major order. */
  at(place: number): unknown;
}

/**
 * Takes one input a column, each [rows] or [rows, 1]; or one tensor with all columns in the model's order, [rows,
 * columns], or [columns] for a single row. Where the graph itself takes several columns in one input, so it may come.
 *
 * @param binary what follows the JSON in the body.
 * @throws HttpProblem 400 where the tensors are not what they say, or differ in their number of rows.
 */
export async function readInputs(
  inputs: readonly unknown[],
  binary: Buffer,
  { columns, tensors: own }: Pick<Model, 'columns' | 'tensors'>,
): Promise<unknown> {
  refuseWide(inputs.length, columns);
  const tensors = await readTensors(inputs, binary);
  return rowsOfTensors(
    tensors.length > 1 ? tensors.flatMap((tensor) => apart(tensor, own)) : tensors,
    columns,
  );
}

/** The columns of a tensor that the graph takes as one input; any other tensor as it is. */
function apart(tensor: InputTensor, own: Model['tensors']): InputTensor[] {
  const columns = own.find(({ name }) => name === tensor.name)?.columns ?? [];
  const [rows = 0, width] = tensor.shape;
  if (columns.length === 0 || width !== columns.length) return [tensor];
  return columns.map((name, column) => ({
    name,
    shape: [rows],
    count: rows,
    at: (row) => tensor.at(row * width + column),
  }));
}

async function readTensors(inputs: readonly unknown[], binary: Buffer): Promise<InputTensor[]> {
  let at = 0;
  const tensors: InputTensor[] = [];
  for (const [index, input] of inputs.entries()) {
    const { tensor, bytes } = await readTensor(input, index, binary.subarray(at));
    at += bytes;
    tensors.push(tensor);
  }
  if (at === binary.length) return tensors;
  throw bad(
    `The body has ${binary.length} bytes after the JSON, its inputs ${at} by their binary_data_size.`,
  );
}

function rowsOfTensors(tensors: readonly InputTensor[], columns: readonly NamedColumn[]): Promise<unknown> {
  const [first] = tensors;
  if (!first) throw bad('The list "inputs" is empty.');
  const isColumn = columns.some(({ name }) => name === first.name);
  const width = columns.length;
  if (tensors.length === 1 && !(isColumn && first.count === first.shape[0])) {
    if (first.shape.at(-1) === width) {
      return rowsOf(columnsOfOne(first, columns), first.count / width, columns);
    }
    if (!isColumn && width > 1) throw noColumns(first, columns);
  }
  const rows = first.shape[0] ?? 0;
  for (const { name, shape, count } of tensors) {
    if (shape[0] === rows && count === rows) continue;
    const detail = `Input "${brief(name) as string}" has the shape [${shape.join(', ')}]`;
    throw bad(`${detail}; a column is [${rows}] or [${rows}, 1], all with the same number of rows.`);
  }
  // A model of one column takes its only input under any name.
  const [only] = columns;
  const named = tensors.length === 1 && width === 1 && only ? [{ ...first, name: only.name }] : tensors;
  return rowsOf(named, rows, columns);
}

function columnsOfOne(tensor: InputTensor, columns: readonly NamedColumn[]): TableColumn[] {
  const width = columns.length;
  return columns.map(({ name }, position) => ({ name, at: (row) => tensor.at(row * width + position) }));
}

function noColumns({ name, shape }: InputTensor, columns: readonly NamedColumn[]): HttpProblem {
  const near = nearest(
    name,
    columns.map((column) => column.name),
  );
  const hint = near === undefined ? '' : ` (the nearest is "${near}")`;
  const what = `Input "${brief(name) as string}" with the shape [${shape.join(', ')}] is neither a column of the model`;
  return bad(
    `${what}${hint} nor all of them as [rows, ${columns.length}].`,
    `${what} nor all of them as [rows, columns].`,
  );
}

async function readTensor(
  input: unknown,
  index: number,
  binary: Buffer,
): Promise<{ tensor: InputTensor; bytes: number }> {
  if (!isRecord(input) || typeof input['name'] !== 'string') {
    throw bad(`Input ${index} has no text "name".`);
  }
  const { name: given, shape, datatype, data } = input;
  const name = brief(given) as string;
  if (typeof datatype !== 'string' || !DATATYPES.includes(datatype)) {
    throw bad(
      `Input "${name}" has the datatype ${text(datatype)} instead of one of ${DATATYPES.join(', ')}.`,
    );
  }
  if (!isShape(shape)) {
    throw bad(
      `Input "${name}" has the shape ${shapeText(shape)} instead of a list of one or two positive integers.`,
    );
  }
  const count = shape.reduce((product, size) => product * size, 1);
  const size = isRecord(input['parameters']) ? input['parameters']['binary_data_size'] : undefined;
  if (size === undefined) {
    const valueAt = readData(data, count, shape, name);
    return {
      tensor: { name: given, shape, count, at: (place) => plain(valueAt(place), datatype) },
      bytes: 0,
    };
  }
  if (typeof size !== 'number' || !Number.isInteger(size) || size < 0 || size > binary.length) {
    throw bad(
      `Input "${name}" has the binary_data_size ${text(size)}; the body has ${binary.length} bytes for it.`,
    );
  }
  if (data !== undefined) throw bad(`Input "${name}" has both "data" and binary_data_size.`);
  const values = await readBinary(binary.subarray(0, size), datatype, count, name);
  return {
    tensor: { name: given, shape, count, at: (place) => plain(values[place], datatype) },
    bytes: size,
  };
}

function isShape(shape: unknown): shape is number[] {
  return (
    Array.isArray(shape) &&
    shape.length >= 1 &&
    shape.length <= 2 &&
    shape.every((size) => Number.isSafeInteger(size) && size >= 1)
  );
}

/** Data may be nested as its shape is, or flat. */
function readData(
  data: unknown,
  count: number,
  shape: readonly number[],
  name: string,
): (place: number) => unknown {
  if (!Array.isArray(data)) throw bad(`Input "${name}" has no list "data".`);
  const list: readonly unknown[] = data;
  const width = count / (shape[0] ?? 1);
  const isNested =
    list.length === shape[0] && list.every((row) => Array.isArray(row) && row.length === width);
  if (isNested) return (place) => (list[Math.floor(place / width)] as unknown[])[place % width];
  if (list.length !== count) {
    const detail = `Input "${name}" has ${list.length} values instead of the ${count} of its shape [${shape.join(', ')}].`;
    throw bad(detail);
  }
  return (place) => list[place];
}

/** As a row has it: NaN, which a float has instead of nothing, is null; an integer a number; a boolean not 0 or 1. */
function plain(value: unknown, datatype: string): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'number' && Number.isNaN(value)) return null;
  if (datatype === 'BOOL' && (value === 0 || value === 1)) return value === 1;
  return value;
}

function shapeText(shape: unknown): string {
  return Array.isArray(shape) ? `[${shape.slice(0, 5).map(text).join(', ')}]` : text(shape);
}

function text(value: unknown): string {
  return JSON.stringify(brief(value));
}

function bad(detail: string, general = detail): HttpProblem {
  return new HttpProblem(400, 'bad-tensor', detail, { general });
}
