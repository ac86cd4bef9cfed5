import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { markedProcesses } from '../../scripts/vscode/markedProcesses';
import { makeModelProject } from '../integration/template/modelProject';
import { activateInHost } from './host/extensionHost';

describe('in the extension host', function () {
  this.timeout(180_000);
  let folder: string;

  before(async () => (folder = await mkdtemp(path.join(os.tmpdir(), 'bellhop-activation-'))));
  after(() => rm(folder, { recursive: true, force: true }));

  it('a folder without a project does not activate the extension', async () => {
    const report = await activateInHost({ version: 'newest', trust: true, folder });
    assert.equal(report.wasActive, false);
    console.log(`      activate() took ${report.milliseconds.toFixed(1)} ms`);
  });

  for (const version of ['oldest', 'newest'] as const) {
    it(`activation loads the extension alone, on the ${version} VS Code`, async () => {
      const { folder: project } = await makeModelProject(folder, { project_name: `Motor ${version}` });
      const report = await activateInHost({ version, trust: true, folder: project });
      const own = report.loaded
        .filter((file) => file.includes('bellhop-host-'))
        .map((file) => path.basename(file));
      assert.deepEqual(own.sort(), ['extension.js', 'runner.js']);
      console.log(`      activate() took ${report.milliseconds.toFixed(1)} ms`);
    });
  }

  it('Restricted Mode refuses to run programs in code, not only by hiding commands', async () => {
    const { folder: project } = await makeModelProject(folder, { project_name: 'Restricted' });
    const report = await activateInHost({ version: 'newest', trust: false, folder: project });
    assert.equal(report.isTrusted, false);
    assert.deepEqual(markedProcesses(`BELLHOP_PROJECT=${project}`), []);
    assert.equal(report.refusals, 3, 'start, restart and train are each refused');
  });
});
