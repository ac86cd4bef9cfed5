import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT, type ModelProject } from '../integration/template/modelProject';
import { makeCompanyTemplate } from './companyTemplate';
import { Editor } from './editor';
import { TestExplorer } from './harness/testExplorer';
import type { Workbench } from './harness/workbench';
import { Tester } from './tester';

describe('Restricted Mode', function () {
  this.timeout(180_000);
  let editor: Editor;
  let window: Workbench;
  let project: ModelProject;

  before(async () => {
    ({ editor, project, window } = await Editor.withProject({ version: 'newest', trust: false }));
  });
  after(() => editor.stop());
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await window.screenshot(`failed-${this.currentTest.title}`);
  });

  it('shows the project and the form of its model', async () => {
    const tester = await Tester.open(window);
    assert.ok(await tester.field('Bonus class').isVisible());
    await window.screenshot('40-restricted');
  });

  it('sends nothing and says why', async () => {
    const tester = await Tester.open(window);
    await tester.frame.getByRole('status').getByText('Restricted Mode').waitFor();
    assert.ok(await tester.frame.getByRole('button', { name: 'Send' }).isDisabled());
    assert.deepEqual(editor.scorersOf(project.folder), []);
  });

  it('offers no command that runs programs', async () => {
    await window.quickInput.openPalette('>Bellhop: ');
    const listed = (await window.quickInput.rows()).map(({ label }) => label);
    await window.quickInput.escape();
    assert.ok(listed.includes('Bellhop: Test a Request'));
    assert.ok(!listed.some((label) => /Scorer|Train/.test(label)), listed.join(', '));
  });

  it('shows evaluations, and offers no training where there is none', async () => {
    await window.runCommand('Bellhop: Show Evaluation');
    const page = await window.webviewFrame('.empty-state');
    await page.getByText('Restricted Mode: reports can be read.').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Train Model' }).count(), 0);
    const released = path.join(ROOT, 'test/fixtures/released/evaluation.schema-1.json');
    await mkdir(path.join(project.folder, 'reports/0.1.0'), { recursive: true });
    await copyFile(released, path.join(project.folder, 'reports/0.1.0/evaluation.json'));
    await page.getByRole('heading', { name: 'Motor 0.1.0' }).waitFor();
  });

  it('lists saved requests and offers no way to run them', async () => {
    const request = { schema: 1, name: 'Rural driver', rows: [{ Bonus: 1 }] };
    await mkdir(path.join(project.folder, 'requests'), { recursive: true });
    await writeFile(path.join(project.folder, 'requests', 'rural.request.json'), JSON.stringify(request));
    const tests = await TestExplorer.open(window);
    const item = tests.item('Rural driver');
    await item.hover();
    assert.equal(await item.getByRole('button', { name: 'Run Test' }).count(), 0);
    await window.screenshot('41-restricted-tests');
    await rm(path.join(project.folder, 'requests'), { recursive: true });
    await item.waitFor({ state: 'detached' });
  });

  it("makes a project from a template without running the template's programs", async () => {
    const { quickInput } = window;
    const url = await makeCompanyTemplate(path.join(editor.folder, 'company-model'));
    await window.runCommand('Bellhop: New Project from Template');
    await quickInput.waitForTitle('New Project from Template');
    await quickInput.type(url);
    await quickInput.accept();
    await quickInput.waitForMessage('A branch, tag or commit');
    await quickInput.accept();
    await quickInput.waitForStep(1, 5);
    await quickInput.clickButton('Take the Defaults for the Rest');
    await quickInput.waitForStep(5, 5);
    await quickInput.type(editor.folder);
    await quickInput.accept();
    await quickInput.row('Create churn').waitFor();
    await quickInput.accept();
    await quickInput.waitForTitle('Created');
    await window.notifications.waitFor("the template's hooks/post_gen_project.sh");
    assert.ok(!existsSync(path.join(editor.folder, 'churn', 'finished')));
    await quickInput.escape();
  });
});
