import { Buffer } from 'node:buffer';
import type { Prediction, Scalar } from '../../../../contract/artefact';
import type { Model, Scored } from '../../../model/model';
import { Slices } from '../../../slices';
import { jsonText } from '../../jsonText';
import type { Answer } from '../../scoringRoute';
import type { AskedOutput, InferenceAsked } from './asked';
import { HEADER_LENGTH, writeBinary } from './datatypes';
import type { OutputTensor } from './outputTensors';

/** So many rows are read in one go. */
const PIECE = 512;

/**
 * The answer to a request for inference. Parameters of the protocol are texts, numbers and booleans: warnings, where
 * there are any, stand as JSON in the parameter `warnings`, with `more_warnings` beside it; the labels of
 * probabilities as JSON in the parameter `labels` of their output.
 */
export async function writeInference(scored: Scored, model: Model, asked: InferenceAsked): Promise<Answer> {
  const binaries: Buffer[] = [];
  const outputs: string[] = [];
  for (const output of asked.outputs) {
    const { text, binary } = await writeOutput(output, scored.predictions);
    outputs.push(text);
    if (binary) binaries.push(binary);
  }
  const { name, version } = model.artefact;
  const head = JSON.stringify({
    model_name: name,
    model_version: version,
    ...(asked.id === undefined ? {} : { id: asked.id }),
    ...parametersOf(scored),
  });
  const text = `${head.slice(0, -1)},"outputs":[${outputs.join(',')}]}`;
  if (binaries.length === 0) return { type: 'application/json', body: text };
  const json = Buffer.from(text, 'utf8');
  return {
    type: 'application/octet-stream',
    body: Buffer.concat([json, ...binaries]),
    headers: [HEADER_LENGTH, String(json.length)],
  };
}

function parametersOf({ warnings, moreWarnings }: Scored): { parameters?: Record<string, unknown> } {
  if (warnings.length === 0) return {};
  const more = moreWarnings === 0 ? {} : { more_warnings: moreWarnings };
  return { parameters: { warnings: JSON.stringify(warnings), ...more } };
}

async function writeOutput(
  { tensor, isBinary }: AskedOutput,
  predictions: readonly Prediction[],
): Promise<{ text: string; binary?: Buffer }> {
  const { name, datatype, labels } = tensor;
  const values = await valuesOf(tensor, predictions);
  const binary = isBinary ? await writeBinary(values, datatype) : undefined;
  const parameters = {
    ...(labels ? { labels: JSON.stringify(labels) } : {}),
    ...(binary ? { binary_data_size: binary.length } : {}),
  };
  const head = JSON.stringify({
    name,
    datatype,
    shape: labels ? [predictions.length, labels.length] : [predictions.length],
    ...(Object.keys(parameters).length > 0 ? { parameters } : {}),
  });
  if (binary) return { text: head, binary };
  return { text: `${head.slice(0, -1)},"data":${await jsonText(values)}}` };
}

async function valuesOf(tensor: OutputTensor, predictions: readonly Prediction[]): Promise<Scalar[]> {
  const values: Scalar[] = [];
  const slices = new Slices();
  for (const [row, prediction] of predictions.entries()) {
    if (row % PIECE === 0 && slices.isOver) await slices.next();
    tensor.take(prediction, values);
  }
  return values;
}
