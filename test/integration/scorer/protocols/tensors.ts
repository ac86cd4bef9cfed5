import assert from 'node:assert/strict';
import type { Output, Prediction, Row, Scalar } from '../../../../contract/artefact';
import type { Answer, Running } from '../scorerInProcess';

/** A client of the Open Inference Protocol, made from its specification: what a request holds, what an answer says. */

export interface Tensor {
  name: string;
  datatype: string;
  shape: number[];
  data?: (Scalar | Scalar[])[];
  parameters?: Record<string, unknown>;
}

export interface InferenceResponse {
  model_name: string;
  model_version: string;
  id?: string;
  parameters?: { warnings?: string; more_warnings?: number };
  outputs: Tensor[];
}

export interface Metadata {
  name: string;
  versions: string[];
  platform: string;
  inputs: Tensor[];
  outputs: Tensor[];
  properties?: Record<string, string>;
}

export const HEADER_LENGTH = 'inference-header-content-length';

/** One input a column, [rows], with the datatypes that the model's metadata names. */
export function columnInputs({ inputs }: Metadata, rows: readonly Row[]): Tensor[] {
  return inputs.map(({ name, datatype }) => ({
    name,
    datatype,
    shape: [rows.length],
    data: rows.map((row) => row[name] ?? null),
  }));
}

/** The same inputs with their data as bytes after the JSON. */
export function binaryBody(request: { inputs: Tensor[] } & Record<string, unknown>): {
  body: Buffer;
  headers: Record<string, string>;
} {
  const binaries: Buffer[] = [];
  const inputs = request.inputs.map(({ data = [], ...input }) => {
    const bytes = Buffer.concat(data.flat().map((value) => bytesOf(value, input.datatype)));
    binaries.push(bytes);
    return { ...input, parameters: { binary_data_size: bytes.length } };
  });
  const json = Buffer.from(JSON.stringify({ ...request, inputs }));
  return { body: Buffer.concat([json, ...binaries]), headers: { [HEADER_LENGTH]: String(json.length) } };
}

function bytesOf(value: Scalar, datatype: string): Buffer {
  const bytes = Buffer.alloc({ BOOL: 1, INT32: 4, FP32: 4, INT64: 8, FP64: 8 }[datatype] ?? 4);
  switch (datatype) {
    case 'BOOL':
      bytes.writeUInt8(Number(value));
      return bytes;
    case 'INT32':
      bytes.writeInt32LE(value as number);
      return bytes;
    case 'INT64':
      bytes.writeBigInt64LE(BigInt(value as number));
      return bytes;
    case 'FP32':
      bytes.writeFloatLE((value as number | null) ?? NaN);
      return bytes;
    case 'FP64':
      bytes.writeDoubleLE((value as number | null) ?? NaN);
      return bytes;
    default: {
      const text = Buffer.from(String(value ?? ''));
      bytes.writeUInt32LE(text.length);
      return Buffer.concat([bytes, text]);
    }
  }
}

export async function metadataOf(scorer: Running, name: string): Promise<Metadata> {
  const answer = await scorer.send('GET', `/v2/models/${encodeURIComponent(name)}`);
  assert.equal(answer.status, 200, answer.text);
  return JSON.parse(answer.text) as Metadata;
}

export async function infer(
  scorer: Running,
  { name }: Pick<Metadata, 'name'>,
  body: string | Buffer,
  headers: Record<string, string> = {},
): Promise<InferenceResponse> {
  const answer = await scorer.send('POST', `/v2/models/${encodeURIComponent(name)}/infer`, body, headers);
  assert.equal(answer.status, 200, answer.text);
  return responseOf(answer);
}

/** The answer, with binary data read into `data`. */
export function responseOf(answer: Answer): InferenceResponse {
  const length = Number(answer.headers[HEADER_LENGTH] ?? answer.bytes.length);
  const response = JSON.parse(answer.bytes.toString('utf8', 0, length)) as InferenceResponse;
  let at = length;
  for (const output of response.outputs) {
    const size = output.parameters?.['binary_data_size'];
    if (typeof size !== 'number') continue;
    output.data = valuesOf(answer.bytes.subarray(at, at + size), output.datatype);
    at += size;
  }
  assert.equal(at, answer.bytes.length);
  return response;
}

function valuesOf(bytes: Buffer, datatype: string): Scalar[] {
  const values: Scalar[] = [];
  for (let at = 0; at < bytes.length;) {
    if (datatype === 'BYTES') {
      const end = at + 4 + bytes.readUInt32LE(at);
      values.push(bytes.toString('utf8', at + 4, end));
      at = end;
    } else {
      const read: Record<string, () => [Scalar, number]> = {
        BOOL: () => [bytes.readUInt8(at) === 1, 1],
        INT32: () => [bytes.readInt32LE(at), 4],
        INT64: () => [Number(bytes.readBigInt64LE(at)), 8],
        FP32: () => [bytes.readFloatLE(at), 4],
        FP64: () => [bytes.readDoubleLE(at), 8],
      };
      const [value, size] = read[datatype]?.() ?? assert.fail(datatype);
      values.push(typeof value === 'number' && Number.isNaN(value) ? null : value);
      at += size;
    }
  }
  return values;
}

/** The predictions that the tensors of an answer stand for, as /predict has them. */
export function predictionsOf(outputs: readonly Output[], response: InferenceResponse): Prediction[] {
  const named = (name: string): Tensor =>
    response.outputs.find((output) => output.name === name) ?? assert.fail(name);
  const [count = 0] = named(outputs[0]?.name ?? '').shape;
  return Array.from({ length: count }, (_, row) => {
    const values = outputs.map(({ name, probabilities }): [string, Prediction] => {
      const value = named(name).data?.[row] as Scalar;
      if (!probabilities) return [name, value];
      const chances = named(`${name}_probabilities`);
      const { labels } = probabilities;
      assert.deepEqual(chances.shape, [count, labels.length]);
      assert.deepEqual(JSON.parse(String(chances.parameters?.['labels'])), labels);
      const entries = labels.map((label, index): [string, number] => [
        String(label),
        chances.data?.[row * labels.length + index] as number,
      ]);
      return [name, { label: value, probabilities: Object.fromEntries(entries) }];
    });
    return values.length === 1 && values[0] ? values[0][1] : Object.fromEntries(values);
  });
}
