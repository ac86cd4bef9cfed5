import type { Output, Prediction, Scalar } from '../../contract/artefact';
import type { RowWarning } from '../../contract/scoring';
import type { Tensor } from '../engine/engine';

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
 * @throws RangeError where the graph does not give one value a row, or one probability a label.
 */
export function predictionsOf(
  outputs: readonly Output[],
  fetched: Readonly<Record<string, Tensor>>,
  rows: number,
): { predictions: Prediction[]; warnings: RowWarning[] } {
  const warnings: RowWarning[] = [];
  const byOutput = outputs.map((output) => valuesOf(output, fetched, rows, warnings));
  const [only] = byOutput;
  const predictions =
    byOutput.length === 1 && only
      ? only
      : Array.from({ length: rows }, (_, row) =>
          Object.fromEntries(outputs.map(({ name }, index) => [name, byOutput[index]?.[row] ?? null])),
        );
  return { predictions, warnings };
}

function valuesOf(
  { name, onnx, probabilities }: Output,
  fetched: Readonly<Record<string, Tensor>>,
  rows: number,
  warnings: RowWarning[],
): Prediction[] {
  const finite = (value: Scalar, row: number): Scalar => {
    if (typeof value !== 'number' || Number.isFinite(value)) return value;
    const observed = 'the model gives no finite number for this row';
    warnings.push({ row, column: name, got: String(value), observed });
    return null;
  };
  const values = scalars(fetched, onnx, rows).map(finite);
  if (!probabilities) return values;
  const { labels } = probabilities;
  const chances = scalars(fetched, probabilities.onnx, rows * labels.length);
  return values.map((value, row) => ({
    label: asLabel(value, labels),
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

function scalars(fetched: Readonly<Record<string, Tensor>>, name: string, length: number): Scalar[] {
  const tensor = fetched[name];
  if (tensor?.data.length !== length) {
    throw new RangeError(`output "${name}" has ${tensor?.data.length ?? 0} values instead of ${length}`);
  }
  return Array.from<number | bigint | string, Scalar>(tensor.data, (value) => {
    if (tensor.type === 'bool') return value !== 0;
    if (typeof value !== 'bigint') return value;
    // JSON readers round an integer beyond 2^53.
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : String(value);
  });
}
