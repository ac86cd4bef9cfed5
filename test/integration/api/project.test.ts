import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readSavedRequest, SAVED_REQUEST_ENDING } from '../../../contract/savedRequest';
import { runProgram } from '../../../extension/processes/runProgram';
import { trainPythonProject, type PythonProject } from '../scorer/pythonRuntime/pythonProject';
import { readiness, scored, sendTo, until } from '../scorer/scorerInProcess';
import { artefactOf, makeModelProject, ROOT, type ModelProject } from '../template/modelProject';
import { pythonEnvironment } from '../template/pythonEnvironment';
import { storedScores } from '../template/scores';
import { installedWheel, makeApiProject, packageOf, serve, type ApiProject } from './apiProject';

/** Runs the project's own tests, linter and type checker beside a model package. */
async function assertSound({ folder, python }: ApiProject, modelPackage: string): Promise<void> {
  for (const args of [['pytest', '-q'], ['ruff', 'check'], ['ruff', 'format', '--check'], ['mypy']]) {
    let output = '';
    const env = { ...process.env, PYTHONPATH: modelPackage, PYTHONDONTWRITEBYTECODE: '1' };
    const program = { command: python, args: ['-m', ...args], cwd: folder, env };
    const status = await runProgram(program, { onOutput: (text) => (output += text) });
    assert.equal(status, 0, `${args.join(' ')}:\n${output}`);
  }
}

describe('A project of the API template, with the wheel of a model project', function () {
  // The first run installs the packages of both.
  this.timeout('10m');
  let outputDir: string;
  let model: ModelProject;
  let api: ApiProject;
  let modelPackage: string;

  before(async () => {
    outputDir = await mkdtemp(path.join(tmpdir(), 'bellhop-api-'));
    model = await makeModelProject(outputDir);
    const python = await pythonEnvironment(path.join(model.folder, 'requirements.lock'));
    modelPackage = await installedWheel(python, model, outputDir);
    api = await makeApiProject(outputDir, { project_name: `Åse's "Claims" & 50 % \\` });
  });
  after(() => rm(outputDir, { recursive: true, force: true }));

  it('passes its own tests, lint and types', () => assertSound(api, modelPackage));

  it('saves the rows of its package as requests that Bellhop reads', async () => {
    const output: string[] = [];
    const env = { ...process.env, PYTHONPATH: modelPackage, PYTHONDONTWRITEBYTECODE: '1' };
    const args = ['-m', 'flask', '--app', 'src/aase_s_claims_50_api/app.py', 'save-requests'];
    const program = { command: api.python, args, cwd: api.folder, env };
    const status = await runProgram(program, { onOutput: (text) => output.push(text) });
    assert.equal(status, 0, output.join(''));
    const { examples, golden } = await artefactOf(model);
    const folder = path.join(api.folder, 'requests');
    const files = await readdir(folder);
    assert.equal(files.length, examples.length + 1);
    for (const file of files) {
      assert.ok(file.endsWith(SAVED_REQUEST_ENDING));
      const { rows } = readSavedRequest(await readFile(path.join(folder, file), 'utf8'), file);
      assert.equal(rows.length, file.startsWith('golden') ? golden.rows.length : 1);
    }
  });

  it('scores every row of the sample data as scikit-learn does', async () => {
    const server = await serve(api, modelPackage, { BUILD_VERSION: '1.2.3', BUILD_COMMIT: 'abc' });
    try {
      const { golden } = await artefactOf(model);
      const expected = await storedScores();
      const body = JSON.stringify({ rows: expected.map(({ row }) => row) });
      const headers = { 'content-type': 'application/json' };
      const { predictions } = scored(await sendTo(server.port, 'POST', '/predict', body, headers));
      assert.equal(predictions.length, expected.length);
      for (const [index, { row, prediction }] of expected.entries()) {
        const allowed = golden.tolerance * Math.max(prediction, golden.scale);
        assert.ok(Math.abs(Number(predictions[index]) - prediction) <= allowed, JSON.stringify(row));
      }
      const { build } = readiness(await sendTo(server.port, 'GET', '/health/ready'));
      assert.deepEqual(build, { version: '1.2.3', commit: 'abc' });
    } finally {
      await server.end();
    }
    assert.ok(server.log.every((line) => typeof line['message'] === 'string'));
    assert.equal(server.log.filter(({ message }) => message === 'Request').length, 2);
  });

  it('drains: told to end it is not ready, goes on answering, and ends', async () => {
    const server = await serve(api, modelPackage, { DRAIN_SECONDS: '2' });
    const ask = (where: string) => sendTo(server.port, 'GET', where);
    assert.equal((await ask('/health/ready')).status, 200);
    server.terminate();
    const stopping = await until('not ready', async () => {
      const answer = await ask('/health/ready');
      return answer.status === 503 ? answer : undefined;
    });
    assert.equal(readiness(stopping).status, 'stopping');
    assert.equal((await ask('/health/live')).status, 200);
    assert.equal((await ask('/schema')).status, 200);
    // It ends by itself, in the middle of nothing.
    const asked = until('ended', async () =>
      ask('/health/live').then(
        () => undefined,
        () => true,
      ),
    );
    assert.equal(await asked, true);
    assert.equal(await server.end(), 0);
  });

  it('is live without its model package, and says what is missing', async () => {
    const server = await serve(api, path.join(outputDir, 'nothing'));
    try {
      assert.equal((await sendTo(server.port, 'GET', '/health/live')).status, 200);
      const ready = await sendTo(server.port, 'GET', '/health/ready');
      assert.equal(ready.status, 503);
      assert.equal(readiness(ready).reason, 'The package claim_frequency is not installed.');
    } finally {
      await server.end();
    }
  });
});

describe('A project of the API template with the runtime scikit-learn', function () {
  this.timeout('10m');
  let outputDir: string;
  let model: PythonProject;
  let api: ApiProject;

  before(async () => {
    outputDir = await mkdtemp(path.join(tmpdir(), 'bellhop-api-'));
    model = await trainPythonProject();
    api = await makeApiProject(outputDir, { runtime: 'scikit-learn' });
  });
  after(async () => {
    await model.end();
    await rm(outputDir, { recursive: true, force: true });
  });

  it('passes its own tests, lint and types, golden rows among them, with a model that ONNX cannot express', () =>
    assertSound(api, path.join(model.folder, 'src')));

  it('says of a package that holds no skops file what it holds', async () => {
    const onnx = await packageOf(path.join(ROOT, 'test/fixtures/artefacts/frequency'), outputDir);
    const server = await serve(api, onnx);
    try {
      const { reason } = readiness(await sendTo(server.port, 'GET', '/health/ready'));
      assert.equal(reason, 'frequency 1.0.0 has no model.skops; it has model.onnx.');
    } finally {
      await server.end();
    }
  });
});
