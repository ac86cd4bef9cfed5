import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import { readEvaluation } from '../../../contract/evaluation';
import evaluationSchema from '../../../contract/evaluation.schema.json';
import { makeFramework, runPython } from './modelProject';
import { modelPython } from './pythonEnvironment';

describe('A project of the framework template', function () {
  this.timeout('10m');
  let outputDir: string;
  let folder: string;
  let python: string;

  before(async () => {
    outputDir = await mkdtemp(path.join(tmpdir(), 'bellhop-framework-'));
    folder = await makeFramework(outputDir);
    // What it depends on is what a model project locks.
    python = await modelPython();
  });
  after(() => rm(outputDir, { recursive: true, force: true }));

  const passes = async (args: readonly string[]): Promise<void> => {
    const { status, output } = await runPython(python, { folder }, ['-m', ...args]);
    assert.equal(status, 0, output);
  };

  it('passes its tests, and writes for every task the evaluation that the contract says', async () => {
    const reports = path.join(outputDir, 'reports');
    await passes(['pytest', '-q', `--basetemp=${reports}`]);

    const isValid = new Ajv2020({ strict: false }).compile(evaluationSchema);
    const tasks = new Set<string>();
    for (const name of (await readdir(reports)).filter((each) => each.startsWith('report'))) {
      const text = await readFile(path.join(reports, name, 'evaluation.json'), 'utf8');
      assert.ok(isValid(JSON.parse(text)), JSON.stringify(isValid.errors));
      tasks.add(readEvaluation(text).task);
    }
    assert.deepEqual([...tasks].sort(), ['classification', 'frequency', 'regression', 'severity']);
  });

  for (const args of [['ruff', 'check'], ['ruff', 'format', '--check'], ['mypy']]) {
    it(`passes ${args.join(' ')}`, () => passes(args));
  }
});
