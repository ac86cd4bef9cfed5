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
const GRAPH = { node: 1, input: 11, output: 12 };
const NODE = { input: 1, output: 2, name: 3, operator: 4, attribute: 5, domain: 7 };
const INT_ATTRIBUTE = 2;
/** Operators with a graph inside, which may read a column by its name. */
const WITH_GRAPHS = new Set(['If', 'Loop', 'Scan', 'SequenceMap']);

/**
 * Puts columns of a type that reach the graph as inputs of shape [N, 1] into one input [N, columns], since handing over
 * an input costs more than a small model needs to compute. Where the graph joins columns by a Concat, as skl2onnx does
 * for each transformer, what it gives becomes the input and the node goes; a Split is put behind the other columns.
 *
 * @param graph an ONNX file.
 * @returns the graph with its packed inputs; undefined where there is nothing to pack.
 * @throws RangeError where it is no ONNX file.
 */
export function packInputs(graph: Uint8Array): { graph: Uint8Array; packed: PackedInput[] } | undefined {
  const model = readFields(graph);
  const inside = readFields(bytesOf(model, MODEL.graph));
  const byType = [...TYPES].map(([code, type]) => ({ type, columns: columnsOf(inside, code) }));
  const joined = joinsOf(inside, byType);
  const isJoined = new Set(joined.flatMap(({ columns }) => columns));
  const split: PackedInput[] = byType
    .map(({ type, columns }) => ({
      name: `bellhop_${type}`,
      type,
      columns: columns.filter((column) => !isJoined.has(column)),
    }))
    .filter(({ columns }) => columns.length >= LEAST_COLUMNS);
  const packed = [...joined.map(({ name, type, columns }) => ({ name, type, columns })), ...split];
  if (packed.length === 0) return undefined;
  const goneInputs = new Set(packed.flatMap(({ columns }) => columns));
  const goneNodes = new Set(joined.map(({ node }) => node));
  const opset = opsetOf(model);
  const changed = message(
    ...packed.map((input) => field(GRAPH.input, declaration(input))),
    ...split.map((input) => field(GRAPH.node, splitNode(input, opset))),
    ...inside
      .filter((part) => !goneNodes.has(part) && !(isInput(part) && goneInputs.has(nameOf(part))))
      .map(({ raw }) => raw),
  );
  const parts = model.map(({ number, raw }) => (number === MODEL.graph ? field(MODEL.graph, changed) : raw));
  return { graph: message(...parts), packed };
}

/** The Concat nodes that join columns which nothing else reads; what each gives is the name of the packed input. */
function joinsOf(
  graph: readonly Field[],
  byType: readonly Omit<PackedInput, 'name'>[],
): (PackedInput & { node: Field })[] {
  const nodes = graph
    .filter(({ number }) => number === GRAPH.node)
    .map((node) => {
      const fields = readFields(node.value as Uint8Array);
      const [inputs, outputs] = [textsOf(fields, NODE.input), textsOf(fields, NODE.output)];
      return { node, fields, inputs, outputs, operator: textOf(fields, NODE.operator) };
    });
  if (nodes.some(({ operator }) => WITH_GRAPHS.has(operator))) return [];
  const results = graph.filter(({ number }) => number === GRAPH.output).map(nameOf);
  const reads = new Map<string, number>();
  for (const name of [...nodes.flatMap(({ inputs }) => inputs), ...results]) {
    reads.set(name, (reads.get(name) ?? 0) + 1);
  }
  return nodes.flatMap(({ node, fields, inputs, outputs: [name = ''], operator }) => {
    const type = byType.find(({ columns }) => inputs.every((input) => columns.includes(input)))?.type;
    const isOwn = inputs.length > 1 && inputs.every((input) => reads.get(input) === 1);
    const isConcat = operator === 'Concat' && textOf(fields, NODE.domain) === '' && axisOf(fields) === 1;
    return isConcat && type && isOwn && !results.includes(name)
      ? [{ node, name, type, columns: inputs }]
      : [];
  });
}

function textsOf(fields: readonly Field[], number: number): string[] {
  return fields
    .filter((part) => part.number === number)
    .map(({ value }) => Buffer.from(value as Uint8Array).toString('utf8'));
}

function axisOf(node: readonly Field[]): number | undefined {
  const attributes = node.filter(({ number }) => number === NODE.attribute);
  const axis = attributes
    .map(({ value }) => readFields(value as Uint8Array))
    .find((parts) => textOf(parts, 1) === 'axis');
  return axis && numberOf(axis, 3);
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

function splitNode({ name, columns }: PackedInput, opset: number): Uint8Array {
  const attribute = (key: string, value: number): Uint8Array =>
    field(NODE.attribute, message(field(1, key), field(3, value), field(20, INT_ATTRIBUTE)));
  return message(
    field(NODE.input, name),
    ...columns.map((column) => field(NODE.output, column)),
    field(NODE.name, `${name}_columns`),
    field(NODE.operator, 'Split'),
    attribute('axis', 1),
    ...(opset >= SPLIT_COUNTED ? [attribute('num_outputs', columns.length)] : []),
  );
}
