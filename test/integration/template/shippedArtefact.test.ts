import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { columnsOf, type Artefact, type Row } from '../../../contract/artefact';
import artefactSchema from '../../../contract/artefact.schema.json';
import { PROJECT_FILE, readProjectFile } from '../../../contract/project';
import { RowValidator } from '../../../contract/rows';
import { sharesOf, sharesQuestion } from '../../../webview/tester/answer/shares';
import { artefactOf, makeModelProject, TEMPLATE, type ModelProject } from './modelProject';
import { storedScores } from './scores';

describe('The artefact that ships in the model template', () => {
  let outputDir: string;
  let project: ModelProject;
  let artefact: Artefact;
  let session: InferenceSession;

  before(async () => {
    outputDir = await mkdtemp(path.join(tmpdir(), 'bellhop-template-'));
    project = await makeModelProject(outputDir);
    artefact = await artefactOf(project);
    session = await InferenceSession.create(path.join(project.artefactFolder, 'model.onnx'));
  });
  after(() => rm(outputDir, { recursive: true, force: true }));

  /** What ONNX gives for rows. */
  async function scores(rows: readonly Row[]): Promise<number[]> {
    const feeds = Object.fromEntries(
      columnsOf(artefact.input).map(({ name, kind }) => {
        const values = rows.map((row) => row[name]);
        const shape = [values.length, 1];
        const tensor =
          kind === 'string'
            ? new Tensor('string', values.map(String), shape)
            : new Tensor('float64', values.map(Number), shape);
        return [name, tensor];
      }),
    );
    const [output] = artefact.outputs;
    assert.ok(output);
    const scored = (await session.run(feeds))[output.onnx];
    return Array.from(scored?.data ?? [], Number);
  }

  it('is what the contract says', () => {
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats(ajv);
    ajv.validate(artefactSchema, artefact);
    assert.deepEqual(ajv.errors, null);
    assert.equal(artefact.name, 'claim-frequency');
    assert.ok(artefact.golden.rows.length >= 20);
    assert.equal(artefact.parity?.beyond, 0);
  });

  it('has examples that a caller may send as they are', () => {
    assert.equal(artefact.examples.length, 3);
    const { problems, warnings } = new RowValidator(artefact.input).check(
      artefact.examples.map(({ row }) => row),
    );
    assert.deepEqual({ problems, warnings }, { problems: [], warnings: [] });
  });

  it('gives the scores of scikit-learn for every row of the sample data', async () => {
    const expected = await storedScores();
    assert.equal(expected.length, 2182);
    const scored = await scores(expected.map(({ row }) => row));
    const { tolerance, scale } = artefact.golden;
    for (const [index, { row, prediction }] of expected.entries()) {
      const got = scored[index] ?? NaN;
      const agrees = Math.abs(got - prediction) <= tolerance * Math.max(prediction, scale);
      assert.ok(agrees, `${JSON.stringify(row)}: got ${got}, scikit-learn gave ${prediction}`);
    }
  });

  it('splits the prediction of every row of the sample data into shares that add up to scikit-learn’s own', async () => {
    const { additive, golden } = artefact;
    assert.ok(additive);
    assert.equal(additive.link, 'log');
    assert.deepEqual(additive.base, { Kilometres: '1', Zone: '4', Bonus: 7, Make: '9' });
    for (const { row, prediction } of await storedScores()) {
      const { columns, rows } = sharesQuestion(additive, row);
      const shares = sharesOf(additive, columns, await scores(rows as Row[]), false, golden);
      assert.ok(shares, JSON.stringify(row));
      const sum = shares.shares.reduce((total, { share }) => total + share, Math.log(shares.base));
      const apart = Math.abs(sum - Math.log(prediction));
      // As close as the graph, which computes in single precision, is to scikit-learn; with that itself it is 1e-9.
      assert.ok(apart < 1e-6, `${JSON.stringify(row)}: ${apart}`);
    }
  });

  it('has the data of its source, byte for byte', async () => {
    const data = 'data/swedish-motor-1977.csv';
    const made = await readFile(path.join(project.folder, data));
    const name = `{% if cookiecutter.__sample in ['frequency', 'severity'] %}${path.basename(data)}{% endif %}`;
    const source = await readFile(path.join(TEMPLATE, '{{cookiecutter.__project_slug}}/data', name));
    assert.ok(made.equals(source));
  });

  it('takes its name and description from the answers, whatever signs they hold', async () => {
    const description = `Åse "Q" O'Neil & 50 % <x> \\ # {% {{`;
    const other = await makeModelProject(outputDir, {
      project_name: 'Skadefrekvens "Ærø" \\ 2',
      description,
      author: description,
    });
    const file = readProjectFile(await readFile(path.join(other.folder, PROJECT_FILE), 'utf8'));
    assert.equal(file.name, 'Skadefrekvens "Ærø" \\ 2');
    assert.equal(path.basename(other.folder), 'skadefrekvens-aeroe-2');
    assert.equal(other.packageName, 'skadefrekvens_aeroe_2');
    const named = await artefactOf(other);
    assert.equal(named.name, 'skadefrekvens-aeroe-2');
    assert.equal(named.description, description);
    assert.equal(named.python?.module, 'skadefrekvens_aeroe_2.framework.worker');
    const { name, description: told, python } = artefact;
    assert.deepEqual({ ...named, name, description: told, python }, artefact);
  });
});
