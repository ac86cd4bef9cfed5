import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Row, Scalar } from '../../../../contract/artefact';
import { pythonEnvironment } from '../../template/pythonEnvironment';
import { FIXTURES, readModelJson, scored, start, stopAll } from '../scorerInProcess';
import { predictionsOf, type InferenceResponse } from './tensors';

const FOLDER = join(__dirname, '../../../fixtures/tritonclient');

interface Said {
  live: boolean;
  ready: boolean;
  model_ready: boolean[];
  other_ready: boolean;
  server: string;
  index: { name: string; state: string }[];
  id: string;
  values: Record<string, Record<string, Scalar[]>>;
  errors: Record<'model' | 'columns' | 'metadata', { status: string; message: string }>;
}

/** Runs Triton's client, and gives what it printed. */
async function run(python: string, port: number, model: string, rows: readonly Row[]): Promise<Said> {
  const child = spawn(python, [join(FOLDER, 'score.py'), `127.0.0.1:${port}`, model]);
  const output: Buffer[] = [];
  const errors: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  child.stdin.end(JSON.stringify(rows));
  const status = await new Promise((resolve) => child.once('close', resolve));
  assert.equal(status, 0, Buffer.concat(errors).toString());
  return JSON.parse(Buffer.concat(output).toString()) as Said;
}

describe("Triton's client with its defaults", () => {
  let python: string;
  before(async function () {
    this.timeout(180_000);
    python = await pythonEnvironment(join(FOLDER, 'requirements.lock'));
  });
  afterEach(stopAll);

  for (const name of ['classification', 'forest', 'frequency', 'two-outputs', 'types']) {
    it(`scores the rows of ${name} as /predict does, in bytes and in JSON`, async () => {
      const scorer = await start(`${FIXTURES}/${name}`);
      const artefact = readModelJson(`${FIXTURES}/${name}`);
      const rows = artefact.golden.rows.map(({ row }) => row);
      const { predictions } = scored(await scorer.predict(rows));
      const said = await run(python, scorer.port, name, rows);

      assert.deepEqual([said.live, said.ready, said.model_ready], [true, true, [true, true]]);
      assert.equal(said.other_ready, false);
      assert.equal(said.server, 'bellhop');
      assert.equal(said.id, 'mine');
      assert.deepEqual(
        said.index.map((model) => [model.name, model.state]),
        [[name, 'READY']],
      );
      assert.equal(Object.keys(said.values).length, 8);
      for (const [way, values] of Object.entries(said.values)) {
        const outputs = Object.entries(values).map(([output, data]) => ({
          name: output,
          datatype: '',
          shape: output.endsWith('_probabilities') ? [rows.length, data.length / rows.length] : [rows.length],
          data,
          parameters: { labels: JSON.stringify(artefact.outputs[0]?.probabilities?.labels) },
        }));
        const response: InferenceResponse = { model_name: name, model_version: '', outputs };
        assert.deepEqual(predictionsOf(artefact.outputs, response), predictions, way);
      }
      assert.deepEqual(said.errors.model, { status: '404', message: 'Model other not found' });
      assert.equal(said.errors.metadata.status, '404');
      assert.equal(said.errors.columns.status, '400');
      assert.match(said.errors.columns.message, /the column is required/);
    }).timeout(60_000);
  }
});
