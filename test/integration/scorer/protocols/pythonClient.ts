import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Artefact, Prediction, Row, Scalar } from '../../../../contract/artefact';
import { pythonEnvironment } from '../../template/pythonEnvironment';
import { FIXTURES, readModelJson, scored, start } from '../scorerInProcess';
import { predictionsOf, type InferenceResponse } from './tensors';

/** What the clients are tried on. */
export const CLIENT_FIXTURES = ['classification', 'forest', 'frequency', 'two-outputs', 'types'] as const;

/** Makes the environment of a client, which takes long the first time. */
export function prepareClient(folder: string): Promise<string> {
  return pythonEnvironment(join(folder, 'requirements.lock'));
}

/** Has a client score the golden rows of a fixture, in a scorer of its own. */
export async function scoreWith<Said>(folder: string, name: string) {
  const scorer = await start(`${FIXTURES}/${name}`);
  const artefact = readModelJson(`${FIXTURES}/${name}`);
  const rows = artefact.golden.rows.map(({ row }) => row);
  const { predictions } = scored(await scorer.predict(rows));
  const python = await prepareClient(folder);
  const said = await runClient<Said>(python, join(folder, 'score.py'), scorer.port, name, rows);
  return { artefact, rows, predictions, said };
}

/** Runs a client that others wrote in Python, and gives what its script printed. */
async function runClient<Said>(
  python: string,
  script: string,
  port: number,
  model: string,
  rows: readonly Row[],
): Promise<Said> {
  const child = spawn(python, [script, `127.0.0.1:${port}`, model]);
  const output: Buffer[] = [];
  const errors: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  child.stdin.end(JSON.stringify(rows));
  const status = await new Promise((resolve) => child.once('close', resolve));
  assert.equal(status, 0, Buffer.concat(errors).toString());
  return JSON.parse(Buffer.concat(output).toString()) as Said;
}

/** The predictions that a client of Open Inference read: the values of each output, in row-major order. */
export function predictionsIn(
  values: Readonly<Record<string, Scalar[]>>,
  artefact: Artefact,
  rows: number,
): Prediction[] {
  const outputs = Object.entries(values).map(([name, data]) => ({
    name,
    datatype: '',
    shape: name.endsWith('_probabilities') ? [rows, data.length / rows] : [rows],
    data,
    parameters: { labels: JSON.stringify(artefact.outputs[0]?.probabilities?.labels) },
  }));
  const response: InferenceResponse = { model_name: artefact.name, model_version: '', outputs };
  return predictionsOf(artefact.outputs, response);
}
