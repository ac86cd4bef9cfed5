import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Row } from '../../../contract/artefact';
import type { PredictResponse } from '../../../contract/scoring';
import { createLog } from '../../../local-server/log';
import { startScorer } from '../../../local-server/startScorer';
import { artefactOf, makeModelProject, runPython, type ModelProject } from './modelProject';
import { pythonEnvironment } from './pythonEnvironment';
import { scikitLearnScores, storedScores } from './scores';

/** How far training again may move a score, as a share of it: another processor's arithmetic, no more. */
const RETRAINED = 1e-6;

describe('Training a project of the model template', function () {
  // The first run installs scikit-learn and its kin.
  this.timeout('10m');

  let outputDir: string;
  let project: ModelProject;
  let python: string;

  before(async () => {
    outputDir = await mkdtemp(path.join(tmpdir(), 'bellhop-training-'));
    const author = `Åse "Q" O'Neil & 50 % <x> \\`;
    project = await makeModelProject(outputDir, { project_name: 'Motor Frequency', author });
    python = await pythonEnvironment(path.join(project.folder, 'requirements.lock'));
  });
  after(() => rm(outputDir, { recursive: true, force: true }));

  it("passes the project's own tests and lint as it comes, the artefact being fresh", async () => {
    for (const args of [
      ['pytest', '-q'],
      ['ruff', 'check'],
      ['ruff', 'format', '--check'],
    ]) {
      const { status, output } = await runPython(python, project, ['-m', ...args]);
      assert.equal(status, 0, output);
    }
  });

  for (const task of ['severity', 'classification']) {
    it(`has an artefact that belongs to it by ONNX and by scikit-learn, whatever its name: ${task}`, async () => {
      const other = await makeModelProject(outputDir, { project_name: `Other ${task}`, task });
      assert.deepEqual(Object.keys((await artefactOf(other)).files), ['model.onnx', 'model.skops']);
      const { status, output } = await runPython(python, other, ['-m', other.packageName, 'check']);
      assert.equal(status, 0, output);
    });
  }

  it('gives the stored scores again, row by row', async () => {
    const stored = await storedScores();
    const fitted = await scikitLearnScores(python, project);
    assert.deepEqual(
      fitted.map(({ row }) => row),
      stored.map(({ row }) => row),
    );
    for (const [index, { row, prediction }] of stored.entries()) {
      const got = fitted[index]?.prediction ?? NaN;
      assert.ok(
        Math.abs(got - prediction) <= RETRAINED * prediction,
        `${JSON.stringify(row)}: got ${got}, stored ${prediction}`,
      );
    }
  });

  it('says what ONNX gets wrong beyond the tolerance, and publishes the model for Python', async () => {
    const strict = await makeModelProject(outputDir, { project_name: 'Strict' });
    const exporting = path.join(strict.folder, 'src/strict/framework/parity.py');
    const code = await readFile(exporting, 'utf8');
    await writeFile(exporting, code.replace('TOLERANCE = 1e-5', 'TOLERANCE = 1e-12'));
    const { status, output } = await runPython(python, strict, ['-m', 'strict', 'train']);
    assert.equal(status, 0, output);
    assert.match(output, /rows are beyond the tolerance 1e-12\. The worst are in parity-worst\.json\./);
    const [worst] = JSON.parse(
      await readFile(path.join(strict.folder, 'parity-worst.json'), 'utf8'),
    ) as Row[];
    assert.deepEqual(Object.keys(worst ?? {}), ['row', 'onnx', 'scikit-learn']);
    const { runtime, files } = await artefactOf(strict);
    assert.deepEqual([runtime, ...Object.keys(files)], ['python', 'model.skops']);
  });

  it('is refused for a model that nothing can hold, and leaves the artefact as it is', async () => {
    const loose = await makeModelProject(outputDir, { project_name: 'Loose' });
    const file = path.join(loose.folder, 'src/loose/model.py');
    const code = await readFile(file, 'utf8');
    const step = '("as_is", FunctionTransformer(lambda rows: rows)), ';
    await writeFile(
      file,
      code
        .replace(
          'import Pipeline\n',
          'import Pipeline\nfrom sklearn.preprocessing import FunctionTransformer\n',
        )
        .replace('Pipeline([("features"', `Pipeline([${step}("features"`),
    );
    const before = await readFile(path.join(loose.artefactFolder, 'model.json'));
    const { status, output } = await runPython(python, loose, ['-m', 'loose', 'train']);
    assert.equal(status, 1, output);
    assert.match(output, /The model cannot be published: .*\nThe artefact was left as it is\./);
    assert.doesNotMatch(output, /Traceback/);
    assert.ok(before.equals(await readFile(path.join(loose.artefactFolder, 'model.json'))));
  });

  it('writes an artefact with the metrics, the agreement and the input of the shipped one', async () => {
    const shipped = await artefactOf(project);
    const { status, output } = await runPython(python, project, ['-m', project.packageName, 'train']);
    assert.equal(status, 0, output);
    assert.match(output, /Parity: 2,182 rows and \d+ probes agree/);
    const trained = await artefactOf(project);
    assert.deepEqual(trained.input, shipped.input);
    const digests = ({ data, code, lock }: typeof shipped.training) => ({ data, code, lock });
    assert.deepEqual(digests(trained.training), digests(shipped.training));
    const metric = (name: string) => trained.metrics.find((found) => found.name === name)?.value ?? NaN;
    assert.ok(Math.abs(metric('balance') - 1) < 0.001);
    assert.ok(metric('d2') > 0.8);
  });

  it('scores over HTTP as scikit-learn does, for every row of the sample data', async () => {
    const { golden } = await artefactOf(project);
    const expected = await scikitLearnScores(python, project);
    const ignored = (): void => undefined;
    const scorer = await startScorer(
      { artefact: project.artefactFolder, host: '127.0.0.1', port: 0, allowedHosts: [] },
      { log: createLog(ignored), onListening: ignored, onModel: ignored, onRefused: ignored },
    );
    try {
      const response = await fetch(`http://127.0.0.1:${scorer.port}/predict`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ rows: expected.map(({ row }) => row) }),
      });
      assert.equal(response.status, 200);
      const answer = (await response.json()) as PredictResponse;
      assert.deepEqual(answer.model, { name: 'motor-frequency', version: '0.1.0' });
      assert.deepEqual(answer.warnings, []);
      assert.equal(answer.predictions.length, expected.length);
      for (const [index, { row, prediction }] of expected.entries()) {
        const got = Number(answer.predictions[index]);
        assert.ok(
          Math.abs(got - prediction) <= golden.tolerance * Math.max(prediction, golden.scale),
          `${JSON.stringify(row)}: got ${got}, scikit-learn gave ${prediction}`,
        );
      }
    } finally {
      await scorer.stop();
    }
  });
});
