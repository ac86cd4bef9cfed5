import path from 'node:path';
import type { ModelDescription } from '../../../contract/artefact';
import { metadataOf, ONNX, type OnnxFile } from '../../engine/onnxFile';
import { numberOf, textOf } from '../../engine/protobuf';

/** Names that say nothing of a model. */
const COMMON_NAMES: readonly string[] = ['', 'model', 'graph', 'main_graph', 'onnx'];
/** So much of the digest is the version of a file that has none. */
const VERSION_DIGITS = 12;

/**
 * What an ONNX file calls itself: `name`, `version` and `description` of its metadata come first; then the file's name
 * or the graph's, the file's version number or the beginning of its digest, and the file's own text.
 *
 * @param file the file's name.
 * @param digest its SHA-256 in hex.
 */
export function foreignName(
  onnx: OnnxFile,
  file: string,
  digest: string,
): Pick<ModelDescription, 'name' | 'version' | 'description'> {
  const { model, graph } = onnx;
  const metadata = metadataOf(onnx);
  const own = (key: string): string => (metadata.get(key) ?? '').trim();
  const stem = path.basename(file, path.extname(file));
  const names = [stem, textOf(graph, ONNX.graph.name)];
  const name = names.find((candidate) => !COMMON_NAMES.includes(candidate.toLowerCase())) ?? stem;
  const number = numberOf(model, ONNX.model.version);
  const version = number > 0 ? String(number) : digest.slice(0, VERSION_DIGITS);
  const producer = [ONNX.model.producer, ONNX.model.producerVersion].map((field) => textOf(model, field));
  const made = producer.join(' ').trim();
  const described = own('description') || textOf(model, ONNX.model.description).trim();
  return {
    name: own('name') || name,
    version: own('version') || version,
    description:
      described || `An ONNX file${made === '' ? '' : ` made by ${made}`}, served as it describes itself.`,
  };
}
