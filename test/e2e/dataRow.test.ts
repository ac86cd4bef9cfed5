import assert from 'node:assert/strict';
import { modelPython } from '../integration/template/pythonEnvironment';
import { Editor } from './editor';
import { untilFound } from './harness/until';
import type { Workbench } from './harness/workbench';
import { Tester } from './tester';

/** How long a Python may take that imports pandas and scikit-learn on a busy machine, in milliseconds. */
const LONGEST = 120_000;

describe('rows of the data', function () {
  this.timeout(300_000);
  let editor: Editor;
  let window: Workbench;

  before(async () => {
    const python = await modelPython();
    // The project is not installed in it; the path is relative to the project.
    ({ editor, window } = await Editor.withProject({ version: 'newest', env: { PYTHONPATH: 'src' } }));
    await editor.writeMachineSettings({ 'bellhop.python': python, 'window.dialogStyle': 'custom' });
  });
  after(() => editor.stop());
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await window.screenshot(`failed-${this.currentTest.title}`);
  });

  it('fills the form, has what happened beside its prediction, and is stored nowhere', async () => {
    const { quickInput } = window;
    const tester = await Tester.open(window);
    await window.runCommand('Bellhop: Take Rows from the Data');
    const title = quickInput.widget.locator('.quick-input-title', { hasText: 'Rows of the Data of Motor' });
    await title.waitFor({ timeout: LONGEST });
    const first = await untilFound('a row', async () =>
      (await quickInput.rows()).find(({ label }) => /^Row \d+$/.test(label)),
    );
    const [, zone = assert.fail()] = /Zone (\d)/.exec(first.detail) ?? [];
    const [, actual = assert.fail()] = /^actual: ([\d.]+)$/.exec(first.description) ?? [];
    await window.screenshot('78-data-rows');
    await quickInput.pick(first.label);
    const filled = async (shown: Tester): Promise<void> => {
      await untilFound('the row in the form', async () =>
        (await shown.field('Zone').inputValue()) === zone ? true : undefined,
      );
    };
    await filled(tester);
    await tester.score();
    const words = await tester.frame.locator('.actual').innerText();
    assert.equal(words, `Actual: ${actual} (${first.label.toLowerCase()} of the data)`);
    await tester.frame.locator('.actual').scrollIntoViewIfNeeded();
    await window.screenshot('79-data-row-scored');

    await window.runCommand('Bellhop: Show Request History');
    await quickInput.waitForTitle('Requests of Motor');
    const request = await untilFound('the request', async () => (await quickInput.rows())[0]);
    assert.match(`${request.label} ${request.detail}`, /Zone •••/);
    await quickInput.escape();

    await window.runCommand('Bellhop: Save Answer as Expectation');
    await window.dialog.waitFor('The values are those of a row of the data');
    await window.dialog.click('Cancel');

    await window.views.open('Explorer');
    await window.views.open('Bellhop');
    await filled(await Tester.open(window));
  });

  it('several are taken by their numbers, from the page, and what happened stands beside each score', async () => {
    const { quickInput } = window;
    const tester = await Tester.open(window);
    await tester.frame.getByRole('button', { name: 'From Data…' }).click();
    const title = quickInput.widget.locator('.quick-input-title', { hasText: 'Rows of the Data of Motor' });
    await title.waitFor({ timeout: LONGEST });
    await window.screenshot('80-data-ways');
    await quickInput.pick('Rows by Number…');
    await quickInput.waitForMessage('The numbers of rows, from 1 to 2182');
    await quickInput.type('3000');
    await quickInput.waitForMessage('The rows are numbered from 1 to 2182.');
    await quickInput.type('7, 10-11');
    await quickInput.accept();
    const tab = tester.frame.getByRole('tab', { name: 'Rows (3)' });
    await tab.waitFor({ timeout: LONGEST });
    assert.equal(await tab.getAttribute('aria-selected'), 'true');
    await tester.frame.getByRole('button', { name: 'Send', exact: true }).click();
    const list = tester.frame.locator('.card .rows');
    await list.waitFor();
    const words = await list.innerText();
    assert.deepEqual(
      words.match(/row \d+ of the data/g),
      [7, 10, 11].map((row) => `row ${row} of the data`),
    );
    await window.screenshot('81-data-rows-scored');

    await tester.frame.getByRole('button', { name: 'From Data…' }).click();
    await title.waitFor({ timeout: LONGEST });
    await quickInput.pick('Several of These…');
    const checks = quickInput.widget.locator('.quick-input-list .monaco-list-row');
    await quickInput.waitForPlaceholder('Check the rows to take');
    await checks.nth(0).click();
    await checks.nth(2).click();
    await quickInput.accept();
    await tester.frame.getByRole('tab', { name: 'Rows (2)' }).waitFor({ timeout: LONGEST });
  });
});
