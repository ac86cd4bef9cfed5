import assert from 'node:assert/strict';
import { modelPython } from '../integration/template/pythonEnvironment';
import { Editor } from './editor';
import { untilFound } from './harness/until';
import type { Workbench } from './harness/workbench';
import { Tester } from './tester';

/** How long a Python may take that imports pandas and scikit-learn on a busy machine, in milliseconds. */
const LONGEST = 120_000;

describe('a row of the data', function () {
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
    await window.runCommand('Bellhop: Take a Row from the Data');
    const title = quickInput.widget.locator('.quick-input-title', { hasText: 'A Row of the Data of Motor' });
    await title.waitFor({ timeout: LONGEST });
    const [first = assert.fail()] = await quickInput.rows();
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
});
