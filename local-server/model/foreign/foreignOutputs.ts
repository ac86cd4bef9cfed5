import type { Output, Scalar } from '../../../contract/artefact';
import { Failure } from '../../../contract/failure';
import type { GraphValue } from '../../engine/engine';
import { readOnnx, type OnnxFile } from '../../engine/onnxFile';
import type { TensorOutputs } from '../../engine/tensorOutputs';
import { isReadable } from '../matchGraph';
import { asLabels, classLabels } from './classLabels';
import type { Probed } from './probe';

/** The names of graph outputs that hold probabilities, where nothing else says so. */
const PROBABILITIES = /prob/i;
const LABELS: readonly string[] = ['string', 'int64', 'int32', 'bool'];
const CHANCES: readonly string[] = ['float32', 'float64'];
/** How far the probabilities of a row may be from 1 in sum. */
const SUM_TOLERANCE = 1e-3;

/** One output of the graph with the number of values that it has a row. */
interface Wide {
  name: string;
  type: string;
  width: number;
  values: ArrayLike<unknown> | undefined;
}

/**
 * What a graph answers, told by its outputs: a label with probabilities where they are a classifier's; every other
 * value by its name, those of an output [N, columns] as NAME_0, NAME_1 and so on.
 *
 * @param declared the graph's outputs; those that are no tables of values are left out.
 * @param probed what they were for synthetic rows.
 * @param file the file's name, for messages.
 * @throws Failure `onnx-outputs` where none can be read.
 */
export function foreignOutputs(
  { graph, labels, parts }: TensorOutputs,
  declared: readonly GraphValue[],
  probed: Probed,
  file: string,
): Output[] {
  const onnx = readOnnx(graph);
  const wide = declared.flatMap((value) => wideOf(value, probed));
  const rest = new Map(wide.map((output) => [output.name, output]));
  const outputs: Output[] = [];
  for (const label of wide) {
    if (!rest.has(label.name) || !LABELS.includes(label.type)) continue;
    const several = [...parts.values()].find((names) => names.length === label.width && label.width > 1);
    const found = several
      ? several.flatMap((name, column) => classifier(onnx, label, rest.get(name), undefined, column))
      : [...rest.values()].flatMap((chances) => classifier(onnx, label, chances, labels.get(chances.name)));
    if (found.length === 0 || (several && found.length < label.width)) continue;
    const taken = several ? found : found.slice(0, 1);
    outputs.push(...taken);
    rest.delete(label.name);
    for (const { probabilities } of taken) rest.delete(probabilities?.onnx ?? '');
  }
  for (const output of rest.values()) outputs.push(...plain(output));
  if (outputs.length > 0) return unique(outputs);
  const given = declared.map(({ name, type }) => `"${name}" (${type})`).join(', ');
  throw new Failure(
    'onnx-outputs',
    `${file} has no model.json, and none of its outputs holds values for each row: ${given}.`,
    'Export it with outputs [N] or [N, columns] of numbers, texts or booleans.',
  );
}

/** A graph's output, if it has values for each row. */
function wideOf({ name, type, shape }: GraphValue, probed: Probed): Wide[] {
  if (!isReadable(type)) return [];
  if ('outputs' in probed) {
    const tensor = probed.outputs[name];
    const [first, second = 1] = tensor?.dims ?? [];
    if (!tensor || tensor.dims.length > 2) return [];
    // Some labels come as [1, N].
    const isLying = first === 1 && second === probed.rows;
    if (first !== probed.rows && !isLying) return [];
    return [{ name, type, width: isLying ? 1 : second, values: tensor.data }];
  }
  // A shape of its own only a tensor has that Bellhop did not make.
  if (shape.length > 2 || (shape.length > 0 && shape[0] !== null)) return [];
  return [{ name, type, width: shape[1] ?? 1, values: undefined }];
}

/** A classifier's output, where two outputs of a graph are its label and the probabilities. */
function classifier(
  onnx: OnnxFile,
  label: Wide,
  chances: Wide | undefined,
  mapped: readonly (string | bigint)[] | undefined,
  column?: number,
): Output[] {
  if (!chances || chances.name === label.name || !CHANCES.includes(chances.type)) return [];
  if (column === undefined && label.width !== 1) return [];
  if (!mapped && !PROBABILITIES.test(chances.name)) return [];
  if (!areProbabilities(chances)) return [];
  const count = mapped?.length ?? Math.max(2, chances.width);
  const known = mapped && mapped.length > 0 ? asLabels(mapped) : undefined;
  const found = known ?? classLabels(onnx, label.name, count, label.type === 'string', column);
  if (!found || (chances.width !== 1 && chances.values && chances.width !== found.length)) return [];
  const labels: Scalar[] = label.type === 'bool' ? found.map(Boolean) : found;
  return [
    {
      name: column === undefined ? label.name : `${label.name}_${column}`,
      onnx: label.name,
      ...(column === undefined ? {} : { column }),
      probabilities: { onnx: chances.name, labels },
    },
  ];
}

/** Whether values lie from 0 to 1, and those of the row of zeros have the sum 1; yes where there are none. */
function areProbabilities({ values, width }: Wide): boolean {
  const chances = Array.from(values ?? [], Number);
  // Far from 0 a model may give nothing that is a number.
  if (chances.some((value) => value < -SUM_TOLERANCE || value > 1 + SUM_TOLERANCE)) return false;
  const sum = chances.slice(0, width).reduce((total, value) => total + value, 0);
  return width === 1 || chances.length === 0 || !(Math.abs(sum - 1) > SUM_TOLERANCE);
}

function plain({ name, width }: Wide): Output[] {
  if (width === 1) return [{ name, onnx: name }];
  return Array.from({ length: width }, (_, column) => ({ name: `${name}_${column}`, onnx: name, column }));
}

/** Names made of a name and a number may be there already. */
function unique(outputs: readonly Output[]): Output[] {
  const names = new Set<string>();
  return outputs.map((output) => {
    let { name } = output;
    while (names.has(name)) name += '_';
    names.add(name);
    return { ...output, name };
  });
}
