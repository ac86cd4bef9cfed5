import assert from 'node:assert/strict';
import { markedProcesses } from '../../scripts/vscode/markedProcesses';
import { Editor } from '../e2e/editor';
import { untilFound } from '../e2e/harness/until';
import type { Workbench } from '../e2e/harness/workbench';
import type { ModelProject } from '../integration/template/modelProject';

/** The real Jupyter Lab in a real browser, on a fresh clone; test/integration/environment asks a stand-in. */
describe('Open in Jupyter Lab', function () {
  this.timeout('20m');
  let editor: Editor;
  let window: Workbench;
  let project: ModelProject;

  before(async () => {
    ({ editor, project, window } = await Editor.withProject({
      version: 'newest',
      settings: { 'window.dialogStyle': 'custom' },
    }));
  });
  after(() => editor.stop());

  it('offers to install what is missing, and runs the notebook on the package of the project', async () => {
    const opened = window.page.context().waitForEvent('page', { timeout: 900_000 });
    await window.runCommand('Bellhop: Open in Jupyter Lab');
    const question = await window.dialog.waitFor('Install Jupyter Lab into the environment of Motor?');
    assert.match(question, /Make \.venv[\s\S]*requirements-notebooks\.lock/);
    await window.dialog.click('Install');
    const lab = await opened;
    lab.setDefaultTimeout(120_000);
    await lab.locator('.jp-DirListing-item', { hasText: 'notebooks' }).dblclick();
    await lab.locator('.jp-DirListing-item', { hasText: 'explore.ipynb' }).dblclick();
    await lab.locator('.jp-Notebook').waitFor();
    await lab.getByRole('menuitem', { name: 'Run', exact: true }).click();
    await lab.getByRole('menuitem', { name: 'Run All Cells', exact: true }).click();
    // The last cell asks the trained model by its examples.
    await lab.locator('.jp-OutputArea-output', { hasText: 'prediction' }).waitFor();
    await lab.screenshot({ path: 'test/e2e/screenshots/jupyter-lab.png' });
    await lab.close();
  });

  it('ends with the window', async () => {
    const processes = () => markedProcesses(`BELLHOP_PROJECT=${project.folder}`);
    assert.ok(processes().length > 0);
    await window.runCommand('Developer: Reload Window');
    await untilFound(
      'no Jupyter Lab left',
      () => Promise.resolve(processes().length === 0 || undefined),
      60_000,
    );
  });
});
