import type { ElementType } from './engine';
import { ELEMENT, messagesOf, ONNX, readOnnx, tensorTypeOf, type OnnxFile, type OnnxNode } from './onnxFile';
import { bytesOf, field, message, numberOf, readFields, textOf, type Field } from './protobuf';

/** One input of the graph that takes several columns, in its order. */
export interface ColumnsInput {
  name: string;
  type: ElementType;
  columns: string[];
}

/** The element types that are packed. */
const TYPES = ['float32', 'int64', 'float64'] as const;

/** Columns that became one input of the graph. */
export interface PackedInput extends ColumnsInput {
  type: (typeof TYPES)[number];
}

/** So few columns are not worth a further node. */
const LEAST_COLUMNS = 3;
/** From this version of the operators on, Split is told the number of its outputs. */
const SPLIT_COUNTED = 18;
const INT_ATTRIBUTE = 2;
/** Operators with a graph inside, which may read a column by its name. */
const WITH_GRAPHS = new Set(['If', 'Loop', 'Scan', 'SequenceMap']);

/**
 * Puts columns of a type that reach the graph as inputs of shape [N, 1] into one input [N, columns], since handing over
 * an input costs more than a small model needs to compute. Where the graph joins columns by a Concat, as skl2onnx does
 * for each transformer, what it gives becomes the input and the node goes; a Split is put behind the other columns.
 *
 * @param bytes an ONNX file.
 * @returns the graph with its packed inputs; undefined where there is nothing to pack.
 * @throws RangeError where it is no ONNX file.
 */
export function packInputs(bytes: Uint8Array): { graph: Uint8Array; packed: PackedInput[] } | undefined {
  const file = readOnnx(bytes);
  const { model, graph } = file;
  const given = messagesOf(graph, ONNX.graph.input).filter(isColumn);
  const byType = TYPES.map((type) => ({
    type,
    columns: given.filter((value) => elementOf(value) === ELEMENT[type]).map(nameOf),
  }));
  const joined = joinsOf(file, byType);
  const isJoined = new Set(joined.flatMap(({ columns }) => columns));
  const split = byType
    .map(({ type, columns }) => ({
      name: `bellhop_${type}`,
      type,
      columns: columns.filter((column) => !isJoined.has(column)),
    }))
    .filter(({ columns }) => columns.length >= LEAST_COLUMNS);
  const packed = [...joined, ...split];
  if (packed.length === 0) return undefined;
  const goneInputs = new Set(packed.flatMap(({ columns }) => columns));
  const goneNodes = new Set(joined.map(({ name }) => name));
  const isGone = (part: Field): boolean =>
    (part.number === ONNX.graph.input && goneInputs.has(nameOf(fieldsIn(part)))) ||
    (part.number === ONNX.graph.node && goneNodes.has(textOf(fieldsIn(part), ONNX.node.output)));
  const opset = opsetOf(model);
  const changed = message(
    ...packed.map((input) => field(ONNX.graph.input, declaration(input))),
    ...split.map((input) => field(ONNX.graph.node, splitNode(input, opset))),
    ...graph.filter((part) => !isGone(part)).map(({ raw }) => raw),
  );
  const parts = model.map(({ number, raw }) => (number === ONNX.model.graph ? field(number, changed) : raw));
  return { graph: message(...parts), packed };
}

/** What Concat nodes make of columns that nothing else reads. */
function joinsOf(
  { nodes, outputs }: OnnxFile,
  byType: readonly Pick<PackedInput, 'type' | 'columns'>[],
): PackedInput[] {
  if (nodes.some(({ type }) => WITH_GRAPHS.has(type))) return [];
  const reads = new Map<string, number>();
  for (const name of [...nodes.flatMap(({ inputs }) => inputs), ...outputs]) {
    reads.set(name, (reads.get(name) ?? 0) + 1);
  }
  return nodes.filter(isConcat).flatMap(({ inputs, outputs: [name = ''] }) => {
    const type = byType.find(({ columns }) => inputs.every((input) => columns.includes(input)))?.type;
    const isOwn = inputs.length > 1 && inputs.every((input) => reads.get(input) === 1);
    return type && isOwn && !outputs.includes(name) ? [{ name, type, columns: inputs }] : [];
  });
}

/** Whether a node puts columns side by side. */
function isConcat({ type, fields }: OnnxNode): boolean {
  if (type !== 'Concat' || textOf(fields, ONNX.node.domain) !== '') return false;
  const attributes = messagesOf(fields, ONNX.node.attribute);
  const axis = attributes.find((attribute) => textOf(attribute, ONNX.attribute.name) === 'axis');
  return numberOf(axis ?? [], ONNX.attribute.int) === 1;
}

function fieldsIn({ value }: Field): Field[] {
  return readFields(value as Uint8Array);
}

function nameOf(value: readonly Field[]): string {
  return textOf(value, ONNX.value.name);
}

function elementOf(value: readonly Field[]): number {
  return numberOf(tensorTypeOf(value), 1);
}

/** Whether an input has the shape [N, 1]. */
function isColumn(value: readonly Field[]): boolean {
  const dims = messagesOf(readFields(bytesOf(tensorTypeOf(value), 2)), 1).map((dim) => numberOf(dim, 1));
  return dims.length === 2 && dims[0] === 0 && dims[1] === 1;
}

/** The version of ONNX's own operators. */
function opsetOf(model: readonly Field[]): number {
  const versions = messagesOf(model, ONNX.model.opset);
  return numberOf(versions.find((version) => ['', 'ai.onnx'].includes(textOf(version, 1))) ?? [], 2);
}

function declaration({ name, type, columns }: PackedInput): Uint8Array {
  const shape = message(field(1, field(2, 'N')), field(1, field(1, columns.length)));
  return message(field(1, name), field(2, field(1, message(field(1, ELEMENT[type]), field(2, shape)))));
}

function splitNode({ name, columns }: PackedInput, opset: number): Uint8Array {
  const { node } = ONNX;
  const attribute = (key: string, value: number): Uint8Array =>
    field(
      node.attribute,
      message(
        field(ONNX.attribute.name, key),
        field(ONNX.attribute.int, value),
        field(ONNX.attribute.type, INT_ATTRIBUTE),
      ),
    );
  return message(
    field(node.input, name),
    ...columns.map((column) => field(node.output, column)),
    field(node.name, `${name}_columns`),
    field(node.type, 'Split'),
    attribute('axis', 1),
    ...(opset >= SPLIT_COUNTED ? [attribute('num_outputs', columns.length)] : []),
  );
}
