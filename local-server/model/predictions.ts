import type { Output, Prediction, Scalar } from '../../contract/artefact';
import type { RowWarning } from '../../contract/scoring';
import type { Tensor } from '../engine/engine';

/** What a warning says of an output that JSON cannot hold. */
export const NO_FINITE_NUMBER = 'the model gives no finite number for this row';

/** The graph's outputs that the answers are made of, in order and once each. */
export function fetchesOf(outputs: readonly Output[]): string[] {
  const names = outputs.flatMap(({ onnx, probabilities }) =>
    probabilities ? [onnx, probabilities.onnx] : [onnx],
  );
  return [...new Set(names)];
}

/**
 * One prediction a row: a number, text or boolean; for a classifier the label with its probabilities; for several
 * outputs an object by output name. JSON has no NaN and no infinity: such a value is null, with a warning.
 *
 * @param rows how many rows were computed; `from` and `to` say which of them are wanted, all where absent. A warning
 *   counts its row from `from`.
 * @throws RangeError where the graph does not give one value a row, or one probability a label.
 */
export function predictionsOf(
  outputs: readonly Output[],
  fetched: Readonly<Record<string, Tensor>>,
  rows: number,
  from = 0,
  to: number = rows,
): { predictions: Prediction[]; warnings: RowWarning[] } {
  const warnings: RowWarning[] = [];
  const part = { rows, from, to };
  const byOutput = outputs.map((output) => valuesOf(output, fetched, part, warnings));
  const [only] = byOutput;
  const predictions =
    byOutput.length === 1 && only
      ? only
      : Array.from({ length: to - from }, (_, row) =>
          Object.fromEntries(outputs.map(({ name }, index) => [name, byOutput[index]?.[row] ?? null])),
        );
  return { predictions, warnings };
}

interface Range {
  rows: number;
  from: number;
  to: number;
}

function valuesOf(
  { name, onnx, column, probabilities }: Output,
  fetched: Readonly<Record<string, Tensor>>,
  part: Range,
  warnings: RowWarning[],
): Prediction[] {
  const values: Prediction[] =
    column === undefined ? scalars(fetched, onnx, part, 1) : columnOf(fetched, onnx, part, column);
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (typeof value !== 'number' || Number.isFinite(value)) continue;
    warnings.push({ row, column: name, got: String(value), observed: NO_FINITE_NUMBER });
    values[row] = null;
  }
  if (!probabilities) return values;
  const { labels } = probabilities;
  const chances = chancesOf(fetched, probabilities.onnx, part, labels.length);
  for (let row = 0; row < values.length; row++) {
    const chance = chances[row * labels.length];
    if (Number.isFinite(chance)) continue;
    warnings.push({ row, column: name, got: String(chance), observed: NO_FINITE_NUMBER });
  }
  return values.map((value, row) => ({
    label: asLabel(value as Scalar, labels),
    probabilities: Object.fromEntries(
      labels.map((label, index) => [String(label), Number(chances[row * labels.length + index])]),
    ),
  }));
}

/** Boolean labels come out of a graph as 0 and 1. */
function asLabel(value: Scalar, labels: readonly Scalar[]): Scalar {
  if (labels.includes(value)) return value;
  return labels.find((label) => typeof label === 'boolean' && Number(label) === value) ?? value;
}

/** One probability a label. Where two labels have one probability a row, it is the second's. */
function chancesOf(
  fetched: Readonly<Record<string, Tensor>>,
  name: string,
  part: Range,
  labels: number,
): Scalar[] {
  if (labels !== 2 || fetched[name]?.data.length !== part.rows) return scalars(fetched, name, part, labels);
  return scalars(fetched, name, part, 1).flatMap((chance) => [1 - Number(chance), chance]);
}

/** One column of an output [rows, columns]. */
function columnOf(
  fetched: Readonly<Record<string, Tensor>>,
  name: string,
  part: Range,
  column: number,
): Scalar[] {
  const width = (fetched[name]?.data.length ?? 0) / part.rows;
  if (!Number.isInteger(width) || column >= width) {
    throw new RangeError(`output "${name}" has ${width} columns, none of them number ${column}`);
  }
  return scalars(fetched, name, part, width).filter((_, index) => index % width === column);
}

/** The values of an output for the rows of a part, `width` a row. */
function scalars(
  fetched: Readonly<Record<string, Tensor>>,
  name: string,
  { rows, from, to }: Range,
  width: number,
): Scalar[] {
  const tensor = fetched[name];
  if (tensor?.data.length !== rows * width) {
    throw new RangeError(
      `output "${name}" has ${tensor?.data.length ?? 0} values instead of ${rows * width}`,
    );
  }
  const { data, type } = tensor;
  const values: Scalar[] = [];
  for (let index = from * width; index < to * width; index++) {
    const value = data[index] ?? null;
    if (type === 'bool') values.push(value !== 0);
    else values.push(typeof value === 'bigint' ? jsonInteger(value) : value);
  }
  return values;
}

/** JSON readers round an integer beyond 2^53: it is sent as text. */
export function jsonInteger(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}
