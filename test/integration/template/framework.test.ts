import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createProject } from '../../../extension/scaffold/render/createProject';
import { openTemplate } from '../../../extension/scaffold/template/template';
import { makeModelProject, ROOT, runPython } from './modelProject';
import { pythonEnvironment } from './pythonEnvironment';

describe('A project of the framework template', function () {
  this.timeout('10m');
  let outputDir: string;
  let folder: string;
  let python: string;

  before(async () => {
    outputDir = await mkdtemp(path.join(tmpdir(), 'bellhop-framework-'));
    const template = await openTemplate(path.join(ROOT, 'templates/framework'));
    ({ path: folder } = await createProject({ template, answers: new Map(), outputDir }));
    const model = await makeModelProject(outputDir);
    // What it depends on is what a model project locks.
    python = await pythonEnvironment(path.join(model.folder, 'requirements.lock'));
  });
  after(() => rm(outputDir, { recursive: true, force: true }));

  for (const args of [['pytest', '-q'], ['ruff', 'check'], ['ruff', 'format', '--check'], ['mypy']]) {
    it(`passes ${args.join(' ')}`, async () => {
      const project = { folder, packageName: 'company_framework', artefactFolder: folder };
      const { status, output } = await runPython(python, project, ['-m', ...args]);
      assert.equal(status, 0, output);
    });
  }
});
