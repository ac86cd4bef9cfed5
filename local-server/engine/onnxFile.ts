import { bytesOf, fieldsOf, int64sOf, numberOf, readFields, textOf, textsOf, type Field } from './protobuf';

/** What Bellhop reads of ONNX's own file format (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto). */

/** The numbers of the fields. */
export const ONNX = {
  model: {
    producer: 2,
    producerVersion: 3,
    version: 5,
    description: 6,
    graph: 7,
    opset: 8,
    metadata: 14,
  },
  graph: { node: 1, name: 2, initializer: 5, input: 11, output: 12 },
  node: { input: 1, output: 2, name: 3, type: 4, attribute: 5, domain: 7 },
  attribute: { name: 1, int: 3, ints: 8, strings: 9, type: 20 },
  value: { name: 1, type: 2 },
  type: { tensor: 1, sequence: 4 },
  tensor: { dims: 1, type: 2, int32s: 5, strings: 6, int64s: 7, name: 8, raw: 9 },
} as const;

/** ONNX's numbers of some element types. */
export const ELEMENT = { float32: 1, int32: 6, int64: 7, string: 8, float64: 11 } as const;

export interface OnnxNode {
  type: string;
  inputs: string[];
  outputs: string[];
  fields: readonly Field[];
}

export interface OnnxFile {
  /** The fields of the model and of its graph, as they stand in the file. */
  model: readonly Field[];
  graph: readonly Field[];
  nodes: readonly OnnxNode[];
  /** The names of the graph's outputs. */
  outputs: readonly string[];
}

/** @throws RangeError where the bytes are no ONNX file. */
export function readOnnx(bytes: Uint8Array): OnnxFile {
  const model = readFields(bytes);
  const graph = readFields(bytesOf(model, ONNX.model.graph));
  return {
    model,
    graph,
    nodes: messagesOf(graph, ONNX.graph.node).map(nodeOf),
    outputs: messagesOf(graph, ONNX.graph.output).map((fields) => textOf(fields, ONNX.value.name)),
  };
}

export function nodeOf(fields: readonly Field[]): OnnxNode {
  return {
    type: textOf(fields, ONNX.node.type),
    inputs: textsOf(fields, ONNX.node.input),
    outputs: textsOf(fields, ONNX.node.output),
    fields,
  };
}

/** The fields of each message of a repeated field. */
export function messagesOf(fields: readonly Field[], number: number): Field[][] {
  return fields
    .filter((field) => field.number === number)
    .map(({ value }) => readFields(value as Uint8Array));
}

/** The type of the tensor that an input or output is declared to be, with element and shape; empty for what is none. */
export function tensorTypeOf(value: readonly Field[]): Field[] {
  return readFields(bytesOf(readFields(bytesOf(value, ONNX.value.type)), ONNX.type.tensor));
}

/** The texts or integers that a node has as one of some attributes; undefined where it has none of them. */
export function listAttribute(
  { fields }: OnnxNode,
  names: readonly string[],
): string[] | bigint[] | undefined {
  for (const { number, value } of fields) {
    if (number !== ONNX.node.attribute || !(value instanceof Uint8Array)) continue;
    // The name comes first, and an ensemble's other attributes are long.
    const [name] = fieldsOf(value);
    if (!name || !names.includes(textOf([name], ONNX.attribute.name))) continue;
    const attribute = readFields(value);
    const texts = textsOf(attribute, ONNX.attribute.strings);
    const integers = int64sOf(attribute, ONNX.attribute.ints);
    if (texts.length > 0) return texts;
    if (integers.length > 0) return integers;
  }
  return undefined;
}

/** The texts or integers of a constant of the graph; undefined for one of another type. */
export function listConstant({ graph }: OnnxFile, name: string): string[] | bigint[] | undefined {
  const { tensor } = ONNX;
  const found = messagesOf(graph, ONNX.graph.initializer).find(
    (fields) => textOf(fields, tensor.name) === name,
  );
  if (!found) return undefined;
  const type = numberOf(found, tensor.type);
  const raw = Buffer.from(bytesOf(found, tensor.raw));
  if (type === ELEMENT.string) return textsOf(found, tensor.strings);
  if (type === ELEMENT.int64) {
    if (raw.length === 0) return int64sOf(found, tensor.int64s);
    return Array.from({ length: raw.length / 8 }, (_, index) => raw.readBigInt64LE(index * 8));
  }
  if (type === ELEMENT.int32) {
    if (raw.length === 0) return int64sOf(found, tensor.int32s);
    return Array.from({ length: raw.length / 4 }, (_, index) => BigInt(raw.readInt32LE(index * 4)));
  }
  return undefined;
}

/** What whoever made the file wrote into its metadata, by key. */
export function metadataOf({ model }: OnnxFile): ReadonlyMap<string, string> {
  return new Map(messagesOf(model, ONNX.model.metadata).map((entry) => [textOf(entry, 1), textOf(entry, 2)]));
}
