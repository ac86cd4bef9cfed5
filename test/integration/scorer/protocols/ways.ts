import assert from 'node:assert/strict';
import type { Artefact, Output, Prediction, Row, Scalar } from '../../../../contract/artefact';
import { scored, type Running } from '../scorerInProcess';
import {
  binaryBody,
  columnInputs,
  infer,
  metadataOf,
  predictionsOf,
  type Metadata,
  type Tensor,
} from './tensors';

const JSON_TYPE = { 'content-type': 'application/json' };

/**
 * Holds every way to send the same rows to what `/predict` answers: one row, some, and more than are checked and scored
 * at once.
 */
export async function assertSameThroughAll(
  scorer: Running,
  artefact: Artefact,
  assertSame: (got: Prediction[], expected: Prediction[], what: string) => void = assert.deepEqual,
): Promise<void> {
  const metadata = await metadataOf(scorer, artefact.name);
  const golden = artefact.golden.rows.map(({ row }) => row);
  const ways = waysOf(scorer, artefact.outputs, metadata);
  for (const count of [1, golden.length, 1000]) {
    const rows = Array.from({ length: count }, (_, index) => golden[index % golden.length] ?? {});
    const { predictions } = scored(await scorer.predict(rows));
    assert.equal(predictions.length, count);
    for (const [way, predict] of Object.entries(ways)) {
      assertSame(await predict(rows), predictions, `${count} rows, ${way}`);
    }
  }
}

/** Every way to send the same rows, each giving the predictions. */
export function waysOf(scorer: Running, outputs: readonly Output[], metadata: Metadata): Record<string, Way> {
  const { name } = metadata;
  const names = metadata.inputs.map((input) => input.name);
  const listOf = (row: Row): Scalar[] => names.map((column) => row[column] ?? null);
  const posted =
    (path: string, bodyOf: (rows: readonly Row[]) => unknown): Way =>
    async (rows) => {
      const answer = await scorer.send('POST', path, JSON.stringify(bodyOf(rows)), JSON_TYPE);
      assert.equal(answer.status, 200, answer.text);
      return (JSON.parse(answer.text) as { predictions: Prediction[] }).predictions;
    };
  const inferred =
    (inputsOf: (rows: readonly Row[]) => Tensor[], more: Record<string, unknown> = {}): Way =>
    async (rows) =>
      predictionsOf(
        outputs,
        await infer(scorer, metadata, JSON.stringify({ inputs: inputsOf(rows), ...more }), JSON_TYPE),
      );
  const binary =
    (parameters: Record<string, unknown>): Way =>
    async (rows) => {
      const { body, headers } = binaryBody({ inputs: columnInputs(metadata, rows), parameters });
      return predictionsOf(outputs, await infer(scorer, metadata, body, headers));
    };
  const isNumeric = metadata.inputs.every(({ datatype }) => /^FP|^INT/.test(datatype));
  const v1 = `/v1/models/${encodeURIComponent(name)}:predict`;
  return {
    dataframe_split: posted('/invocations', (rows) => ({
      dataframe_split: { columns: names, index: rows.map((_, index) => index), data: rows.map(listOf) },
    })),
    'dataframe_split without names': posted('/invocations', (rows) => ({
      dataframe_split: { columns: names.map((_, position) => position), data: rows.map(listOf) },
    })),
    'dataframe_split in another order': posted('/invocations', (rows) => ({
      dataframe_split: {
        columns: [...names].reverse(),
        data: rows.map((row) => listOf(row).reverse()),
      },
    })),
    dataframe_records: posted('/invocations', (rows) => ({ dataframe_records: rows })),
    'instances as objects': posted('/invocations', (rows) => ({ instances: rows })),
    'instances as lists': posted('/invocations', (rows) => ({ instances: rows.map(listOf) })),
    'inputs as columns': posted('/invocations', (rows) => ({ inputs: columnsOf(rows, names), params: {} })),
    'inputs as columns of [N, 1]': posted('/invocations', (rows) => ({
      inputs: Object.fromEntries(names.map((column) => [column, rows.map((row) => [row[column] ?? null])])),
    })),
    'inputs as lists': posted('/invocations', (rows) => ({ inputs: rows.map(listOf) })),
    'text/csv': async (rows) => {
      const csv = [names, ...rows.map(listOf)].map((fields) => fields.map(csvField).join(',')).join('\r\n');
      const answer = await scorer.send('POST', '/invocations', csv, { 'content-type': 'text/csv' });
      assert.equal(answer.status, 200, answer.text);
      return (JSON.parse(answer.text) as { predictions: Prediction[] }).predictions;
    },
    'KServe V1 with objects': posted(v1, (rows) => ({ instances: rows })),
    'KServe V1 with lists': posted(v1, (rows) => ({ instances: rows.map(listOf) })),
    'Open Inference, [N]': inferred((rows) => columnInputs(metadata, rows)),
    'Open Inference, [N, 1] flat': inferred((rows) =>
      columnInputs(metadata, rows).map((tensor) => ({ ...tensor, shape: [rows.length, 1] })),
    ),
    'Open Inference, [N, 1] nested': inferred((rows) =>
      columnInputs(metadata, rows).map(({ data = [], ...tensor }) => ({
        ...tensor,
        shape: [rows.length, 1],
        data: data.map((value) => [value].flat()),
      })),
    ),
    'Open Inference, binary in': binary({}),
    'Open Inference, binary in and out': binary({ binary_data_output: true }),
    ...(isNumeric
      ? {
          'Open Inference, one tensor nested': inferred((rows) => [oneTensor(rows, rows.map(listOf))]),
          'Open Inference, one tensor flat': inferred((rows) => [oneTensor(rows, rows.flatMap(listOf))]),
        }
      : {}),
  };

  function oneTensor(rows: readonly Row[], data: (Scalar | Scalar[])[]): Tensor {
    return { name: 'input-0', datatype: 'FP64', shape: [rows.length, names.length], data };
  }
}

export type Way = (rows: readonly Row[]) => Promise<Prediction[]>;

function columnsOf(rows: readonly Row[], names: readonly string[]): Record<string, unknown[]> {
  return Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name] ?? null)]));
}

function csvField(value: Scalar): string {
  if (value === null) return '';
  return typeof value === 'string' ? `"${value.replaceAll('"', '""')}"` : String(value);
}
