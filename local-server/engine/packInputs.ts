import type { ElementType } from './engine';
import { bytesOf, field, message, numberOf, readFields, textOf, type Field } from './protobuf';

/** One input of the graph that takes several columns, in its order. */
export interface ColumnsInput {
  name: string;
  type: ElementType;
  columns: string[];
}

/** Columns that became one input of the graph. */
export interface PackedInput extends ColumnsInput {
  type: 'float32' | 'float64' | 'int64';
}

/** So few columns are not worth a further node. */
const LEAST_COLUMNS = 3;
/** ONNX's numbers of the element types that are packed. */
const TYPES = new Map<number, PackedInput['type']>([
  [1, 'float32'],
  [7, 'int64'],
  [11, 'float64'],
]);
/** From this version of the operators on, Split is told the number of its outputs. */
const SPLIT_COUNTED = 18;

/** The fields of onnx.proto that are read or written. */
const MODEL = { graph: 7, opset: 8 };
const GRAPH = { node: 1, input: 11 };
const INT_ATTRIBUTE = 2;

/**
 * Puts the columns of a type that reach the graph as inputs of shape [N, 1] into one input [N, columns], with a Split
 * behind it. To hand over an input costs more than a small model needs to compute.
 *
 * @param graph an ONNX file.
 * @returns the graph with its packed inputs; undefined where there is nothing to pack.
 * @throws RangeError where it is no ONNX file.
 */
export function packInputs(graph: Uint8Array): { graph: Uint8Array; packed: PackedInput[] } | undefined {
  const model = readFields(graph);
  const inside = readFields(bytesOf(model, MODEL.graph));
  const packed: PackedInput[] = [...TYPES]
    .map(([code, type]) => ({ name: `bellhop_${type}`, type, columns: columnsOf(inside, code) }))
    .filter(({ columns }) => columns.length >= LEAST_COLUMNS);
  if (packed.length === 0) return undefined;
  const gone = new Set(packed.flatMap(({ columns }) => columns));
  const opset = opsetOf(model);
  const changed = message(
    ...packed.flatMap((input) => [
      field(GRAPH.input, declaration(input)),
      field(GRAPH.node, split(input, opset)),
    ]),
    ...inside.filter((part) => !isInput(part) || !gone.has(nameOf(part))).map(({ raw }) => raw),
  );
  const parts = model.map(({ number, raw }) => (number === MODEL.graph ? field(MODEL.graph, changed) : raw));
  return { graph: message(...parts), packed };
}

function isInput({ number }: Field): boolean {
  return number === GRAPH.input;
}

function nameOf({ value }: Field): string {
  return value instanceof Uint8Array ? textOf(readFields(value), 1) : '';
}

/** The inputs of an element type that have the shape [N, 1]. */
function columnsOf(graph: readonly Field[], code: number): string[] {
  return graph.filter(isInput).flatMap((input) => {
    const type = readFields(bytesOf(readFields(input.value as Uint8Array), 2));
    const tensor = readFields(bytesOf(type, 1));
    const dims = readFields(bytesOf(tensor, 2)).map(({ value }) =>
      numberOf(readFields(value as Uint8Array), 1),
    );
    const isColumn = dims.length === 2 && dims[0] === 0 && dims[1] === 1;
    return isColumn && numberOf(tensor, 1) === code ? [nameOf(input)] : [];
  });
}

/** The version of ONNX's own operators. */
function opsetOf(model: readonly Field[]): number {
  const imports = model.filter(({ number }) => number === MODEL.opset);
  const versions = imports.map(({ value }) => readFields(value as Uint8Array));
  return numberOf(versions.find((version) => ['', 'ai.onnx'].includes(textOf(version, 1))) ?? [], 2);
}

function declaration({ name, type, columns }: PackedInput): Uint8Array {
  const code = [...TYPES].find(([, known]) => known === type)?.[0] ?? 0;
  const shape = message(field(1, field(2, 'N')), field(1, field(1, columns.length)));
  return message(field(1, name), field(2, field(1, message(field(1, code), field(2, shape)))));
}

function split({ name, columns }: PackedInput, opset: number): Uint8Array {
  const attribute = (key: string, value: number): Uint8Array =>
    field(5, message(field(1, key), field(3, value), field(20, INT_ATTRIBUTE)));
  return message(
    field(1, name),
    ...columns.map((column) => field(2, column)),
    field(3, `${name}_columns`),
    field(4, 'Split'),
    attribute('axis', 1),
    ...(opset >= SPLIT_COUNTED ? [attribute('num_outputs', columns.length)] : []),
  );
}
