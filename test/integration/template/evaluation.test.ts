import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import { readEvaluation } from '../../../contract/evaluation';
import evaluationSchema from '../../../contract/evaluation.schema.json';
import { runProgram } from '../../../extension/processes/runProgram';
import { SOURCE } from '../../../scripts/templates/frameworkCopies';
import { TEMPLATE } from './modelProject';
import { pythonEnvironment } from './pythonEnvironment';

const TESTS = path.join(SOURCE, '../../tests');
const PACKAGE = 'company_framework';

describe('The evaluation of the framework', function () {
  // The first run installs scikit-learn and its kin.
  this.timeout('10m');

  let folder: string;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'bellhop-framework-'));
    await cp(SOURCE, path.join(folder, PACKAGE), { recursive: true });
    await mkdir(path.join(folder, 'tests'));
    for (const file of ['conftest.py', 'test_measures.py', 'test_evaluation.py']) {
      const text = await readFile(path.join(TESTS, file), 'utf8');
      await writeFile(
        path.join(folder, 'tests', file),
        text.replaceAll('{{ cookiecutter.package_name }}', PACKAGE),
      );
    }
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('passes its tests, and writes for every task what the contract says', async () => {
    const lock = path.join(TEMPLATE, '{{cookiecutter.__project_slug}}', 'requirements.lock');
    const command = await pythonEnvironment(lock);
    const reports = path.join(folder, 'reports');
    const args = ['-m', 'pytest', '-q', '--import-mode=importlib', `--basetemp=${reports}`, 'tests'];
    const env = { ...process.env, PYTHONPATH: folder, PYTHONDONTWRITEBYTECODE: '1' };
    let output = '';
    const program = { command, args, cwd: folder, env };
    const status = await runProgram(program, { onOutput: (text) => (output += text) });
    assert.equal(status, 0, output);

    const valid = new Ajv2020({ strict: false }).compile(evaluationSchema);
    const tasks = new Set<string>();
    for (const name of (await readdir(reports)).filter((each) => each.startsWith('report'))) {
      const text = await readFile(path.join(reports, name, 'evaluation.json'), 'utf8');
      assert.ok(valid(JSON.parse(text)), JSON.stringify(valid.errors));
      tasks.add(readEvaluation(text).task);
    }
    assert.deepEqual([...tasks].sort(), ['classification', 'frequency', 'regression', 'severity']);
  });
});
