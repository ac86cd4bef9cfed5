import { listAttribute, messagesOf, ELEMENT, nodeOf, ONNX, tensorTypeOf, type OnnxNode } from './onnxFile';
import { bytesOf, field, message, numberOf, readFields, textOf, type Field } from './protobuf';

/** A graph whose outputs are tensors where that can be, without shapes: the runtime finds those by itself. */
export interface TensorOutputs {
  graph: Uint8Array;
  /** The labels of those outputs that were maps of label to probability. */
  labels: ReadonlyMap<string, readonly (string | bigint)[]>;
  /** For each output that was a sequence of tensors the names of the outputs that hold them now. */
  parts: ReadonlyMap<string, readonly string[]>;
}

/**
 * Makes tensors of the outputs that the runtime's packages cannot hand over: the maps that ZipMap makes of
 * probabilities, as classifiers are exported by default, and the sequences that SequenceConstruct makes of the
 * probabilities of several outputs. A map keeps its name; a sequence NAME becomes NAME_0, NAME_1 and so on. The shapes of
 * outputs are left out, since converters declare wrong ones (a forest of two outputs has [N, 1]), for which one of the
 * runtimes refuses the graph.
 *
 * @param bytes an ONNX file.
 * @throws RangeError where it is no ONNX file.
 */
export function withTensorOutputs(bytes: Uint8Array): TensorOutputs {
  const model = readFields(bytes);
  const inside = readFields(bytesOf(model, ONNX.model.graph));
  const declared = new Map(
    messagesOf(inside, ONNX.graph.output).map((value) => [textOf(value, ONNX.value.name), value]),
  );
  const labels = new Map<string, readonly (string | bigint)[]>();
  const parts = new Map<string, readonly string[]>();
  const written = new Map<string, Uint8Array>();

  const identities = (node: OnnxNode): Uint8Array | undefined => {
    const [output = ''] = node.outputs;
    const value = declared.get(output);
    if (!value) return undefined;
    if (node.type === 'ZipMap') {
      labels.set(output, listAttribute(node, ['classlabels_strings', 'classlabels_int64s']) ?? []);
      written.set(output, declaration(output, ELEMENT.float32));
      return identity(node.inputs[0] ?? '', output);
    }
    if (node.type !== 'SequenceConstruct') return undefined;
    const names = node.inputs.map((_, index) => `${output}_${index}`);
    parts.set(output, names);
    const type = elementOf(value);
    written.set(output, message(...names.map((name) => declaration(name, type))));
    return message(...node.inputs.map((input, index) => identity(input, names[index] ?? '')));
  };
  for (const [name, value] of declared) {
    const element = numberOf(tensorTypeOf(value), 1);
    if (element > 0) written.set(name, declaration(name, element));
  }
  const withNodes = inside.map((part) => {
    if (part.number !== ONNX.graph.node) return part.raw;
    return identities(nodeOf(readFields(part.value as Uint8Array))) ?? part.raw;
  });
  const changed = inside.map((part, index) => {
    if (part.number !== ONNX.graph.output) return withNodes[index] ?? part.raw;
    return written.get(textOf(readFields(part.value as Uint8Array), ONNX.value.name)) ?? part.raw;
  });
  const graph = model.map(({ number, raw }) =>
    number === ONNX.model.graph ? field(number, message(...changed)) : raw,
  );
  return { graph: message(...graph), labels, parts };
}

function identity(input: string, output: string): Uint8Array {
  const { node } = ONNX;
  return field(
    ONNX.graph.node,
    message(field(node.input, input), field(node.output, output), field(node.type, 'Identity')),
  );
}

/** An output without a shape: the runtime finds it. */
function declaration(name: string, element: number): Uint8Array {
  const type = field(ONNX.type.tensor, field(1, element));
  return field(ONNX.graph.output, message(field(ONNX.value.name, name), field(ONNX.value.type, type)));
}

/** The element type of the tensors of a sequence. */
function elementOf(value: readonly Field[]): number {
  const type = readFields(bytesOf(value, ONNX.value.type));
  const element = readFields(bytesOf(readFields(bytesOf(type, ONNX.type.sequence)), 1));
  return numberOf(readFields(bytesOf(element, ONNX.type.tensor)), 1) || ELEMENT.float32;
}
