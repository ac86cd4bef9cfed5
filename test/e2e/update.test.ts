import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { commit, git, TemplateRepository } from '../integration/scaffold/templateRepository';
import { Editor } from './editor';
import { untilFound } from './harness/until';
import type { Workbench } from './harness/workbench';

const LINES = ['import pandas', '', 'RATE = 0.1', '', 'def train():', '    return RATE', ''].join('\n');

/** A project of a company's own template, without a bellhop.json: its record is enough. */
describe('Update from Template', function () {
  this.timeout(180_000);
  let template: TemplateRepository;
  let editor: Editor;
  let window: Workbench;
  let project: string;

  before(async () => {
    template = await TemplateRepository.make(
      { slug: 'claims', author: 'Åse' },
      {
        'README.md': '# {{ cookiecutter.slug }}\n\nBy {{ cookiecutter.author }}.\n',
        'train.py': LINES,
        'setup.cfg': '[metadata]\n',
      },
    );
    project = await template.project();
    await commit(project, { 'train.py': LINES.replace('0.1', '0.25'), 'notes.md': 'mine\n' });
    editor = await Editor.start({ version: 'newest' });
    window = await editor.open({ folder: project });
  });
  after(async () => {
    await editor.stop();
    await template.close();
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await window.screenshot(`failed-${this.currentTest.title}`);
  });

  const status = () => git(project, 'status', '--porcelain');

  it('says when the project has the newest version', async () => {
    await window.runCommand('Bellhop: Update from Template');
    await window.notifications.waitFor('claims has the newest version of its template');
    await window.notifications.clear();
  });

  it('shows what would change before anything is written, and writes nothing without a yes', async () => {
    await template.commit(
      {
        'train.py': LINES.replace('0.1', '0.2'),
        'README.md':
          '# {{ cookiecutter.slug }}\n\nBy {{ cookiecutter.author }}, for {{ cookiecutter.team }}.\n',
        Makefile: 'train:\n\tpython train.py\n',
        'setup.cfg': null,
      },
      { slug: 'claims', author: 'Åse', team: 'Motor' },
    );
    await window.runCommand('Bellhop: Update from Template');
    await window.quickInput.waitForTitle('Update from Template');
    assert.equal(await window.quickInput.value(), 'Motor');
    await window.quickInput.type('House');
    await window.quickInput.accept();
    const message = await window.notifications.waitFor('Nothing is written yet');
    assert.match(message, /Files with conflicts: 1/);
    await window.page.locator('.multiDiffEntry', { hasText: 'README.md' }).first().waitFor();
    await window.screenshot('80-update-preview');
    assert.equal(status(), '');
    await window.notifications.click('Nothing is written yet', 'Cancel');
    await window.page.locator('.multiDiffEntry').first().waitFor({ state: 'hidden' });
    assert.equal(status(), '');
  });

  it('writes the change after a yes, and opens the conflict in the merge editor', async () => {
    await window.runCommand('Bellhop: Update from Template');
    await window.quickInput.waitForTitle('Update from Template');
    await window.quickInput.type('House');
    await window.quickInput.accept();
    await window.notifications.click('Nothing is written yet', 'Apply');
    await window.notifications.waitFor('files with conflicts: 1');
    await window.page.locator('.merge-editor').waitFor();
    await window.page.locator('.merge-editor', { hasText: 'RATE = 0.25' }).waitFor();
    await untilFound('the changes in Source Control', async () => {
      const view = await window.page.locator('.part.sidebar').innerText();
      return /Merge Changes[\s\S]*train\.py[\s\S]*Changes[\s\S]*README\.md/.test(view) || undefined;
    });
    await window.screenshot('81-update-conflict');
    assert.deepEqual(status().split('\n').sort(), [
      ' D setup.cfg',
      ' M .cruft.json',
      ' M README.md',
      '?? Makefile',
      'UU train.py',
    ]);
    assert.match(await readFile(path.join(project, 'README.md'), 'utf8'), /By Åse, for House\./);
  });

  it('refuses a project with changes that are not committed, by their names', async () => {
    await window.runCommand('Bellhop: Update from Template');
    await window.notifications.waitFor('Not everything in');
  });
});
