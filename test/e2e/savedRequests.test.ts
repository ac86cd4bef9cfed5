import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { SavedRequest } from '../../contract/savedRequest';
import type { ModelProject } from '../integration/template/modelProject';
import { Editor } from './editor';
import { TestExplorer } from './harness/testExplorer';
import type { Workbench } from './harness/workbench';
import { Tester } from './tester';

describe('saved requests', function () {
  this.timeout(180_000);
  let editor: Editor;
  let window: Workbench;
  let project: ModelProject;
  let file: string;

  before(async () => {
    ({ editor, project, window } = await Editor.withProject({ version: 'newest' }));
    file = path.join(project.folder, 'requests', 'rural-driver.request.json');
  });
  after(() => editor.stop());
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await window.screenshot(`failed-${this.currentTest.title}`);
  });

  it('an answer of the tester is saved as an expectation, and its file opens', async () => {
    const tester = await Tester.open(window);
    await tester.send();
    await tester.prediction();
    await window.screenshot('50-save-button');
    await tester.frame.getByRole('button', { name: 'Save as Expectation' }).click();
    const { quickInput } = window;
    await quickInput.waitForTitle('Save Answer as Expectation');
    assert.equal(await quickInput.value(), 'Request 1');
    await quickInput.type('Rural driver');
    await quickInput.accept();
    await window.page.getByRole('tab', { name: /rural-driver\.request\.json/ }).waitFor();
    const saved = JSON.parse(await readFile(file, 'utf8')) as SavedRequest;
    assert.equal(saved.name, 'Rural driver');
    assert.equal(typeof saved.expect?.values?.[0]?.equals, 'number');
  });

  it('is never overwritten by another of its name', async () => {
    await window.runCommand('Bellhop: Save Answer as Expectation');
    await window.quickInput.waitForTitle('Save Answer as Expectation');
    await window.quickInput.type('rural DRIVER');
    await window.quickInput.waitForMessage('requests/rural-driver.request.json exists already');
    await window.quickInput.escape();
  });

  it('is green in the Test Explorer', async () => {
    const tests = await TestExplorer.open(window);
    await tests.run('Rural driver');
    await tests.waitFor('Rural driver', 'Passed');
    await window.screenshot('51-tests-green');
  });

  it('is red when a score drifts, with both values at the expectation in the file', async () => {
    const saved = JSON.parse(await readFile(file, 'utf8')) as SavedRequest;
    const [value] = saved.expect?.values ?? [];
    assert.ok(value && typeof value.equals === 'number');
    value.equals *= 1.01;
    await writeFile(file, `${JSON.stringify(saved, null, 2)}\n`);
    const newer = path.join(project.folder, 'requests', 'newer.request.json');
    await writeFile(newer, JSON.stringify({ ...saved, schema: 9 }));
    const tests = await TestExplorer.open(window);
    await tests.item('newer.request.json').waitFor();
    await tests.runAll();
    await tests.waitFor('Rural driver', 'Failed');
    await tests.waitFor('newer.request.json', 'Errored');
    // Opens the file at the expectation, with the difference below it.
    await tests.item('Rural driver').dblclick();
    const difference = window.page.locator('.zone-widget', { hasText: 'Expected' });
    await difference.locator('.filename', { hasText: /drifted: 0\.\d+ instead of 0\.\d+/ }).waitFor();
    const lines = (await readFile(file, 'utf8')).split('\n');
    const place = lines.findIndex((line) => line.includes('"equals"')) + 1;
    await window.statusBar.waitFor(`Ln ${place},`);
    await window.screenshot('52-tests-red');
    assert.ok(existsSync(newer));
  });
});
