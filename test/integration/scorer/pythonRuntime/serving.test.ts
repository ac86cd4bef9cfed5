import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import type { Prediction } from '../../../../contract/artefact';
import artefactSchema from '../../../../contract/artefact.schema.json';
import { summary } from '../../../../extension/environment/train';
import { artefactOf, runPython } from '../../template/modelProject';
import { scikitLearnScores } from '../../template/scores';
import { assertSameThroughAll } from '../protocols/ways';
import { refused, scored, start, stopAll, until, type Running } from '../scorerInProcess';
import { rowThat, trainPythonProject, USUAL, type PythonProject } from './pythonProject';

/** Sums of floating point numbers differ in their last bits with the number of rows that are added at once. */
const ROUNDING = 1e-12;

function assertClose(got: readonly Prediction[], expected: readonly Prediction[], what: string): void {
  assert.equal(got.length, expected.length, what);
  for (const [index, value] of expected.entries()) {
    const difference = Math.abs(Number(got[index]) - Number(value));
    assert.ok(
      difference <= ROUNDING * Math.abs(Number(value)),
      `${what}, row ${index}: ${Number(got[index])}`,
    );
  }
}

describe('A model that ONNX cannot express', function () {
  // The first run installs scikit-learn and its kin.
  this.timeout('10m');

  let project: PythonProject;
  let scorer: Running;
  before(async () => {
    project = await trainPythonProject();
    scorer = await start(project.artefactFolder, { python: project.python });
    assert.deepEqual(scorer.refused, []);
  });
  after(async () => {
    await stopAll();
    await project.end();
  });

  const lines = (): string[] =>
    scorer.log.map((entry) => (typeof entry['line'] === 'string' ? entry['line'] : ''));

  it('is published as model.skops alone, which training says plainly', async () => {
    const artefact = await artefactOf(project);
    assert.equal(artefact.runtime, 'python');
    assert.deepEqual(Object.keys(artefact.files), ['model.skops']);
    assert.ok(artefact.python?.trusted.includes('claim_frequency.model.checked'));
    assert.match(project.output, /ONNX cannot express this model: its runtime is "python"/);
    assert.match(project.output, /trusts these types:\n.*claim_frequency\.model\.checked/);
    assert.match(summary(artefact).at(-1) ?? '', /runtime is "python"/);
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats(ajv);
    ajv.validate(artefactSchema, artefact);
    assert.deepEqual(ajv.errors, null);
    await assert.rejects(readFile(path.join(project.artefactFolder, 'model.onnx')), { code: 'ENOENT' });
  });

  it("passes the project's own tests of its artefact", async () => {
    const args = ['-m', 'pytest', '-q', 'tests/test_contract.py'];
    const { status, output } = await runPython(project.python, project, args);
    assert.equal(status, 0, output);
  });

  it('scores every row of the sample data as scikit-learn does, in chunks', async () => {
    const expected = await scikitLearnScores(project.python, project);
    const { predictions, warnings } = scored(await scorer.predict(expected.map(({ row }) => row)));
    assert.deepEqual(warnings, []);
    assertClose(
      predictions,
      expected.map(({ prediction }) => prediction),
      'scikit-learn',
    );
  });

  it('is served through every protocol', async () => {
    await assertSameThroughAll(scorer, await artefactOf(project), assertClose);
    const { text } = await scorer.send('GET', '/v2/models/claim-frequency');
    assert.equal((JSON.parse(text) as { platform: string }).platform, 'scikitlearn_skops');
  });

  it('prints what it likes: the answers are as before, and the log has it', async () => {
    const [usual] = scored(await scorer.predict([USUAL])).predictions;
    assert.equal(scored(await scorer.predict([rowThat('prints')])).predictions.length, 1);
    assertClose(scored(await scorer.predict([USUAL])).predictions, [usual ?? null], 'after printing');
    for (const said of [
      'printed while the package is imported',
      'printed by the model',
      'written to standard output',
    ]) {
      await until(`"${said}" in the log`, () => lines().includes(said));
    }
  });

  it('refuses alone the request with a row that it raises on, names the row and gives nothing away', async () => {
    const asked = Array.from({ length: 12 }, (_, index) => (index % 4 === 1 ? rowThat('raises') : USUAL));
    const answers = await Promise.all(asked.map((row) => scorer.predict([USUAL, row])));
    for (const [index, answer] of answers.entries()) {
      if (index % 4 !== 1) {
        scored(answer);
        continue;
      }
      const { type, errors } = refused(answer, 400);
      assert.equal(type, 'urn:bellhop:problem:rows-invalid');
      assert.deepEqual(
        errors.map(({ row }) => row),
        [1],
      );
      assert.match(errors[0]?.expected ?? '', /ValueError, with its traceback in the scorer's log/);
      assert.doesNotMatch(answer.text, /a\/path|Traceback|\.py/);
    }
    const traceback = scorer.log.find(({ message }) => message === 'The model raised')?.['traceback'];
    assert.match(
      String(traceback),
      /model\.py", line \d+, in checked[^]*ValueError: the model does not like/,
    );
  });

  it('scores together what arrives together, with the phases in the log', async () => {
    const runs = async (): Promise<number> => {
      const { text } = await scorer.send('GET', '/metrics');
      return Number(/^bellhop_batch_rows_count (\d+)/m.exec(text)?.[1]);
    };
    const before = await runs();
    const answers = await Promise.all(Array.from({ length: 64 }, () => scorer.predict([USUAL])));
    for (const answer of answers) scored(answer);
    const count = (await runs()) - before;
    assert.ok(count < 32, `${count} runs for 64 requests`);
    const last = answers.at(-1)?.headers['x-request-id'];
    const entry = await until('its line', () => scorer.log.find(({ request_id }) => request_id === last));
    assert.ok(Number(entry['compute']) > 0 && Number(entry['queue']) >= 0);
  });

  it('answers short requests while a long one is computed', async () => {
    const order: string[] = [];
    const rows = Array.from({ length: 20_000 }, (_, index) => ({ ...USUAL, Bonus: 1 + (index % 7) }));
    const long = scorer.predict(rows).then((answer) => {
      order.push('long');
      return scored(answer).predictions;
    });
    for (let index = 0; index < 3; index++) {
      scored(await scorer.predict([USUAL]));
      order.push('short');
    }
    const predictions = await long;
    assert.deepEqual(order, ['short', 'short', 'short', 'long']);
    assertClose(predictions.slice(7), predictions.slice(0, -7), 'the same seven rows again and again');
  });
});
