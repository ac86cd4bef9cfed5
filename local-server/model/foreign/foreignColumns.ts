import type { Column, InputSchema } from '../../../contract/artefact';
import { Failure } from '../../../contract/failure';
import type { ElementType, GraphValue } from '../../engine/engine';
import type { ColumnsInput } from '../../engine/packInputs';

/** What a column is that a graph takes as an element type. NaN stands for no number, the empty text for no text. */
const COLUMNS: Readonly<Record<ElementType, Column>> = {
  float32: { type: ['number', 'null'] },
  float64: { type: ['number', 'null'] },
  int64: { type: 'integer' },
  int32: { type: 'integer' },
  string: { type: ['string', 'null'] },
  bool: { type: 'boolean' },
};

/** In the metadata of an ONNX file: the names of the columns of its [N, columns] inputs, in order. */
export const FEATURE_NAMES = 'feature_names';

export interface ForeignColumns {
  input: InputSchema;
  /** The inputs that take several columns. */
  tensors: ColumnsInput[];
}

/**
 * The columns that a graph takes, as its inputs declare them: one an input [N] or [N, 1], under its name; for an input
 * [N, columns] those that the metadata names, else NAME_0, NAME_1 and so on.
 *
 * @param file the file's name, for messages.
 * @throws Failure `onnx-inputs` for what is no table of values.
 */
export function foreignColumns(
  inputs: readonly GraphValue[],
  metadata: ReadonlyMap<string, string>,
  file: string,
): ForeignColumns {
  const columns = new Map<string, Column>();
  const tensors: ColumnsInput[] = [];
  const isWide = ({ shape }: GraphValue): boolean => shape.length === 2 && shape[1] !== 1;
  const named = namesIn(metadata.get(FEATURE_NAMES));
  const widths = widthsOf(inputs.filter(isWide), named?.length);
  const total = [...widths.values()].reduce((sum, width) => sum + width, 0);
  const names = named?.length === total ? [...named] : undefined;

  const add = (name: string, column: Column): string => {
    let free = name;
    while (columns.has(free)) free += '_';
    columns.set(free, { ...column });
    return free;
  };
  for (const input of inputs) {
    const { name, shape } = input;
    const type = typeOf(input, file);
    const column = COLUMNS[type];
    if (shape.length === 0 || shape.length > 2 || shape[0] !== null) {
      const problem = `the input "${name}" has the shape [${shape.map((size) => size ?? 'N').join(', ')}] instead of [N] or [N, columns]`;
      throw unusable(file, problem, 'Export it so that any number of rows can be scored.');
    }
    if (!isWide(input)) {
      add(name, column);
      continue;
    }
    const width = widths.get(name);
    if (width === undefined) {
      const problem = `the input "${name}" does not say how many columns it takes`;
      throw unusable(
        file,
        problem,
        `Export it with the number of columns, or name them in its metadata "${FEATURE_NAMES}".`,
      );
    }
    const own = Array.from({ length: width }, (_, index) =>
      add(names?.shift() ?? `${name}_${index}`, column),
    );
    tensors.push({ name, type, columns: own });
  }
  const order = [...columns.keys()];
  const properties = Object.fromEntries(columns);
  return { input: { type: 'object', 'x-order': order, properties, required: [...order] }, tensors };
}

/** How many columns each input takes; where one does not say so, as many as there are names left. */
function widthsOf(inputs: readonly GraphValue[], named = 0): Map<string, number> {
  const widths = new Map<string, number>();
  for (const { name, shape } of inputs) {
    if (typeof shape[1] === 'number') widths.set(name, shape[1]);
  }
  const silent = inputs.filter(({ name }) => !widths.has(name));
  const left = [...widths.values()].reduce((rest, width) => rest - width, named);
  const [only] = silent;
  if (silent.length === 1 && only && left > 0) widths.set(only.name, left);
  return widths;
}

/** A JSON list of texts, or texts between commas. */
function namesIn(text: string | undefined): string[] | undefined {
  if (text === undefined) return undefined;
  try {
    const list: unknown = JSON.parse(text);
    if (Array.isArray(list) && list.every((name) => typeof name === 'string')) return list;
  } catch {
    // No JSON: names between commas.
  }
  const names = text.split(',').map((name) => name.trim());
  return names.every((name) => name !== '') && new Set(names).size === names.length ? names : undefined;
}

function typeOf({ name, type }: GraphValue, file: string): ElementType {
  if (Object.hasOwn(COLUMNS, type)) return type as ElementType;
  throw unusable(
    file,
    `the input "${name}" is of type ${type}`,
    `Export it with inputs of ${Object.keys(COLUMNS).join(', ')}.`,
  );
}

function unusable(file: string, problem: string, next: string): Failure {
  return new Failure('onnx-inputs', `${file} has no model.json, and ${problem}.`, next);
}
