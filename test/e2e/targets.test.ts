import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Artefact } from '../../contract/artefact';
import type { SavedRequest } from '../../contract/savedRequest';
import type { ModelProject } from '../integration/template/modelProject';
import { Editor } from './editor';
import { guardedScorer, KEY, KEY_HEADER, type GuardedScorer } from './guardedScorer';
import { untilFound } from './harness/until';
import type { Workbench } from './harness/workbench';
import { Tester } from './tester';

/** What the editor, a page in a browser, has stored under names of extensions; runs in the page. */
async function storedInBrowser(name: string): Promise<string> {
  const found: string[] = [];
  for (const { name: database = '' } of await indexedDB.databases()) {
    const opened = await new Promise<IDBDatabase | undefined>((resolve) => {
      const request = indexedDB.open(database);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => resolve(undefined);
    });
    if (opened?.objectStoreNames.contains('ItemTable') === true) {
      const values = await new Promise<unknown[]>((resolve) => {
        const request = opened.transaction('ItemTable').objectStore('ItemTable').getAll();
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => resolve([]);
      });
      found.push(...values.map(String).filter((value) => value.includes(name)));
    }
    opened?.close();
  }
  return found.join('\n');
}

describe('targets, history and the tree of saved requests', function () {
  this.timeout(180_000);
  let editor: Editor;
  let window: Workbench;
  let project: ModelProject;
  let second: GuardedScorer;

  before(async () => {
    ({ editor, project, window } = await Editor.withProject({ version: 'newest' }));
    second = await guardedScorer(project.folder);
  });
  after(async () => {
    await second.stop();
    await editor.stop();
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await window.screenshot(`failed-${this.currentTest.title}`);
  });

  const targetWords = async (tester: Tester): Promise<string> =>
    (await tester.frame.locator('.target').first().innerText()).replace(/\s+/g, ' ');
  const waitForTarget = (tester: Tester, words: RegExp): Promise<string> =>
    untilFound(`the target ${String(words)}`, async () => {
      const text = await targetWords(tester);
      return words.test(text) ? text : undefined;
    });
  const saved = (name: string): string => path.join(project.folder, 'requests', name);
  const description = (label: string, words: RegExp): Promise<string> =>
    untilFound(`${label} with ${String(words)}`, async () => {
      const row = (await window.views.rows('Saved Requests')).find((each) => each.label === label);
      return row && words.test(row.description) ? row.description : undefined;
    });

  it('one picker holds them all, and an address is added by hand with a secret header', async () => {
    await Tester.open(window);
    await window.runCommand('Bellhop: Choose Target');
    const { quickInput } = window;
    await quickInput.waitForTitle('Choose Target of Motor');
    assert.deepEqual(
      (await quickInput.rows()).map(({ label, description: words }) => [label, words]),
      [
        ['Embedded scorer', 'stopped · chosen'],
        ['Scorer in a container', 'stopped'],
        ['Add Address…', ''],
        ['Add Published Version…', ''],
      ],
    );
    await quickInput.pick('Add Address…');
    await quickInput.type('stage');
    await quickInput.waitForMessage('This is no address of a target');
    await quickInput.type(`${second.url}/`);
    await quickInput.accept();
    await quickInput.waitForMessage('What the target is called');
    await quickInput.type('Test stage');
    await quickInput.accept();
    await quickInput.pick('Add a Header…');
    await quickInput.type(KEY_HEADER);
    await quickInput.accept();
    await quickInput.waitForMessage(`The value of ${KEY_HEADER}`);
    await quickInput.type(KEY);
    await window.screenshot('60-target-header');
    await quickInput.accept();
    await quickInput.row(KEY_HEADER).waitFor();
    await quickInput.pick('Done');
    const tester = await Tester.open(window);
    await waitForTarget(tester, /Test stage Ready/);
    await window.screenshot('61-target-chosen');
  });

  it('the same request goes to any of them', async () => {
    const tester = await Tester.open(window);
    await tester.send();
    const there = await tester.prediction();
    assert.ok(second.heard.includes('POST /predict'));
    await window.runCommand('Bellhop: Choose Target');
    await window.quickInput.pick('Embedded scorer');
    await waitForTarget(tester, /Embedded scorer/);
    await tester.send();
    await waitForTarget(tester, /Embedded scorer Ready/);
    assert.equal(await tester.prediction(), there);
    assert.equal(second.heard.filter((each) => each === 'POST /predict').length, 1);
    await window.runCommand('Bellhop: Choose Target');
    const { quickInput } = window;
    const rows = await untilFound('both ready', async () => {
      const found = await quickInput.rows();
      return found.filter(({ description: words }) => words.startsWith('ready · ')).length === 2
        ? found
        : undefined;
    });
    assert.match(rows[0]?.description ?? '', /^ready · \S+ \d+\.\d+\.\d+ · chosen$/);
    await window.screenshot('62-target-picker');
    await quickInput.pick('Test stage');
    await waitForTarget(await Tester.open(window), /Test stage Ready/);
  });

  it('the chosen one and the history survive a reload; no file holds the secret, which is given anew', async () => {
    await untilFound(
      'the choice to be stored',
      async () =>
        (await window.page.evaluate(storedInBrowser, 'bellhop.targets.chosen')).includes('"url.') ||
        undefined,
    );
    await window.reload();
    await window.views.open('Bellhop');
    const { quickInput } = window;
    const tester = await Tester.open(window);
    // The editor of the tests, a page in a browser, keeps its secrets no longer than its window.
    await waitForTarget(tester, /Test stage Failed/);
    await window.runCommand('Bellhop: Choose Target');
    await untilFound(
      'the reason',
      async () =>
        (await quickInput.rows()).some(({ detail }) => detail.includes(`${KEY_HEADER} is not known here`)) ||
        undefined,
    );
    await quickInput.row('Test stage').hover();
    await quickInput.row('Test stage').locator('.action-label[aria-label^="Edit"]').click();
    await quickInput.waitForMessage('The address that stands before /predict');
    await quickInput.accept();
    await quickInput.waitForMessage('What the target is called');
    await quickInput.accept();
    await quickInput.pick('Add a Header…');
    await quickInput.type(KEY_HEADER);
    await quickInput.accept();
    await quickInput.waitForMessage(`The value of ${KEY_HEADER}`);
    await quickInput.type(KEY);
    await quickInput.accept();
    await quickInput.pick('Done');
    await quickInput.waitForTitle('Choose Target of Motor');
    await quickInput.escape();
    await waitForTarget(tester, /Test stage Ready/);
    await window.runCommand('Bellhop: Show Request History');
    await quickInput.waitForTitle('Requests of Motor');
    const rows = await untilFound('two requests', async () => {
      const found = await quickInput.rows();
      return found.length === 2 ? found : undefined;
    });
    assert.match(rows[0]?.description ?? '', /^Embedded scorer · .* ms$/);
    assert.match(rows[1]?.description ?? '', /^Test stage · .* ms$/);
    await window.screenshot('63-history');
    const storage = path.join(editor.server.options.serverDataDir, 'data', 'User', 'globalStorage');
    const files = (await readdir(storage, { recursive: true })).filter((file) =>
      /(history|targets)\/.*json$/.test(file),
    );
    assert.equal(files.length, 3);
    for (const file of files) {
      assert.ok(!(await readFile(path.join(storage, file), 'utf8')).includes(KEY), file);
    }
    await quickInput.type('Test stage');
    await quickInput.widget.locator('.monaco-list-row', { hasText: 'Test stage' }).first().hover();
    await quickInput.widget.locator('.action-label[aria-label^="Send Again"]').first().click();
    await untilFound('a second request at the stage', () =>
      second.heard.filter((each) => each === 'POST /predict').length === 2 ? true : undefined,
    );
    await tester.prediction();
  });

  it('a request of the history is saved, and stands in the tree', async () => {
    await window.runCommand('Bellhop: Show Request History');
    const { quickInput } = window;
    await quickInput.waitForTitle('Requests of Motor');
    await quickInput.widget.locator('.monaco-list-row').first().hover();
    await quickInput.widget.locator('.action-label[aria-label^="Save as Expectation"]').first().click();
    await quickInput.waitForTitle('Save Answer as Expectation');
    await quickInput.type('City driver');
    await quickInput.accept();
    await window.views.expand('Saved Requests');
    await window.views.row('Saved Requests', 'City driver').waitFor();
    await window.views.clickRowAction('Saved Requests', 'City driver', 'Run Saved Requests');
    await description('City driver', /^\d+ ms$/);
  });

  it('is duplicated, renamed with its file, and deleted after a question', async () => {
    const { quickInput, views } = window;
    const menu = async (label: string, item: string): Promise<void> => {
      await views.row('Saved Requests', label).click({ button: 'right' });
      await window.page.locator('.context-view .action-menu-item', { hasText: item }).hover();
      await window.page.keyboard.press('Enter');
    };
    await menu('City driver', 'Duplicate Saved Request');
    await quickInput.waitForTitle('Duplicate Saved Request');
    assert.equal(await quickInput.value(), 'City driver copy');
    await quickInput.type('Rural driver');
    await quickInput.accept();
    await views.row('Saved Requests', 'Rural driver').waitFor();
    await menu('Rural driver', 'Rename Saved Request');
    await quickInput.waitForTitle('Rename Saved Request');
    await quickInput.type('city DRIVER');
    await quickInput.waitForMessage('requests/city-driver.request.json exists already');
    await quickInput.type('Old driver');
    await quickInput.accept();
    await views.row('Saved Requests', 'Old driver').waitFor();
    assert.deepEqual(
      [existsSync(saved('rural-driver.request.json')), existsSync(saved('old-driver.request.json'))],
      [false, true],
    );
    const renamed = JSON.parse(await readFile(saved('old-driver.request.json'), 'utf8')) as SavedRequest;
    assert.equal(renamed.name, 'Old driver');
    await window.screenshot('64-saved-tree');
    await menu('Old driver', 'Delete Saved Request');
    await window.dialog.waitFor('Delete the saved request Old driver?');
    await window.dialog.click('Delete');
    await untilFound('the file to be gone', () =>
      existsSync(saved('old-driver.request.json')) ? undefined : true,
    );
  });

  it('those that no longer fit a new model are listed with the fix, which makes them fit', async () => {
    const file = path.join(project.artefactFolder, 'model.json');
    const before = await readFile(file, 'utf8');
    const artefact = JSON.parse(before) as Artefact;
    const { input } = artefact;
    const [first = ''] = input['x-order'];
    const renamed = `${first}_new`;
    const { [first]: column, ...others } = input.properties;
    assert.ok(column);
    input['x-order'] = input['x-order'].map((name) => (name === first ? renamed : name));
    input.required = input.required.map((name) => (name === first ? renamed : name));
    input.properties = { ...others, [renamed]: column };
    const rename = <T>(row: Record<string, T>): Record<string, T> =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [name === first ? renamed : name, value]),
      );
    artefact.examples = artefact.examples.map((example) => ({ ...example, row: rename(example.row) }));
    artefact.golden.rows = artefact.golden.rows.map((golden) => ({ ...golden, row: rename(golden.row) }));
    if (artefact.additive) artefact.additive.base = rename(artefact.additive.base);
    await writeFile(file, JSON.stringify(artefact));
    await description('City driver', new RegExp(`^no longer fits: ${first}$`));
    await window.runCommand('Problems: Focus on Problems View');
    await window.page
      .locator('.markers-panel', { hasText: `Fix: Rename "${first}" to "${renamed}"` })
      .waitFor();
    await window.screenshot('65-no-longer-fits');
    await window.views.clickRowAction('Saved Requests', 'City driver', 'Fit to the Model');
    await description('City driver', /^outdated: \d+ ms$/);
    const fitted = JSON.parse(await readFile(saved('city-driver.request.json'), 'utf8')) as SavedRequest;
    assert.ok(renamed in (fitted.rows[0] ?? {}));
    await window.screenshot('66-fitted-outdated');
    await writeFile(file, before);
  });

  it('a target that is gone is not reachable, and is removed after a question', async () => {
    const { quickInput } = window;
    await second.stop();
    await window.runCommand('Bellhop: Choose Target');
    await untilFound(
      'not reachable',
      async () =>
        (await quickInput.rows()).some(({ description: words }) => words.startsWith('not reachable')) ||
        undefined,
    );
    await window.screenshot('67-not-reachable');
    await quickInput.row('Test stage').hover();
    await quickInput.row('Test stage').locator('.action-label[aria-label^="Remove"]').click();
    await window.dialog.waitFor('Remove the target Test stage?');
    await window.dialog.click('Remove');
    const tester = await Tester.open(window);
    await waitForTarget(tester, /Embedded scorer/);
  });
});
