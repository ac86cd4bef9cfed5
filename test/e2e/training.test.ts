import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { markedProcesses } from '../../scripts/vscode/markedProcesses';
import { artefactOf, type ModelProject } from '../integration/template/modelProject';
import { Editor } from './editor';
import { untilFound } from './harness/until';
import type { Workbench } from './harness/workbench';

describe('Train Model', function () {
  this.timeout(600_000);
  let editor: Editor;
  let window: Workbench;
  let project: ModelProject;

  before(async () => {
    ({ editor, project, window } = await Editor.withProject({
      version: 'newest',
      settings: { 'window.dialogStyle': 'custom' },
      env: { BELLHOP_TEST_TRAINING: '1' },
    }));
  });
  after(() => editor.stop());
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await window.screenshot(`failed-${this.currentTest.title}`);
  });

  it('asks before it installs anything', async () => {
    await window.runCommand('Bellhop: Train Model');
    const question = await window.dialog.waitFor('Install the packages');
    assert.match(question, /Python 3\.\d+/);
    await window.screenshot('60-install-question');
    await window.dialog.click('Cancel');
    assert.ok(!existsSync(path.join(project.folder, '.venv')));
  });

  it('ends every process when it is cancelled', async () => {
    await window.runCommand('Bellhop: Train Model');
    await window.dialog.waitFor('Install the packages');
    await window.dialog.click('Install');
    await untilFound('pip at work', () => Promise.resolve(pythons().length > 0 || undefined));
    await window.notifications.waitFor('Training Motor');
    await window.notifications.click('Training Motor', 'Cancel');
    await untilFound('no Python left', () => Promise.resolve(pythons().length === 0 || undefined));
    const venv = path.join(project.folder, '.venv');
    await untilFound('no half-made environment', () => Promise.resolve(!existsSync(venv) || undefined));
  });

  it('ends with the window, and what it began is completed the next time', async () => {
    await window.runCommand('Bellhop: Train Model');
    await window.dialog.waitFor('Install the packages');
    await window.dialog.click('Install');
    await untilFound('pip at work', () => Promise.resolve(pythons().length > 0 || undefined));
    await window.runCommand('Developer: Reload Window');
    await untilFound('no Python left', () => Promise.resolve(pythons().length === 0 || undefined));
    await window.ready();
    await window.statusBar.waitFor(/Motor: scorer stopped/);
  });

  it('trains with live output and ends with metrics and parity', async () => {
    const before = await artefactOf(project);
    await window.runCommand('Bellhop: Train Model');
    await window.dialog.waitFor('Install the packages');
    await window.dialog.click('Install');
    await window.panel.waitForTerminal('Install the pinned packages', 120_000);
    const message = await window.notifications.waitFor('Trained motor 0.1.0', 480_000);
    await window.screenshot('61-trained');
    assert.match(message, /ONNX agrees with scikit-learn on 2182 rows/);
    await window.notifications.click('Trained motor 0.1.0', 'Show Evaluation');
    const page = await window.webviewFrame('.measures');
    await page.getByRole('rowheader', { name: 'Gini coefficient' }).waitFor();
    const after = await artefactOf(project);
    assert.notEqual(after.training.trained_at, before.training.trained_at);
    assert.match(await readFile(path.join(project.folder, '.gitignore'), 'utf8'), /\.venv/);
  });

  /** The Python processes of this editor. */
  function pythons(): number[] {
    return markedProcesses('BELLHOP_TEST_TRAINING=1')
      .filter(({ command }) => /python|pip|uv /.test(command))
      .map(({ pid }) => pid);
  }
});
