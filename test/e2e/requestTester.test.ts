import assert from 'node:assert/strict';
import { Editor } from './editor';
import type { Workbench } from './harness/workbench';
import { Tester } from './tester';

describe('the request tester in the editor', function () {
  this.timeout(240_000);
  let editor: Editor;
  let window: Workbench;
  let tester: Tester;

  before(async () => {
    ({ editor, window } = await Editor.withProject({ version: 'newest' }));
    tester = await Tester.open(window);
  });
  after(() => editor.stop());
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await window.screenshot(`failed-${this.currentTest.title}`);
  });

  it('opens the request’s JSON in an editor that checks it by the model’s schema, in step with the page', async () => {
    const { frame } = tester;
    const { page } = window;
    await frame.getByRole('tab', { name: 'JSON' }).click();
    await frame.getByRole('button', { name: 'Edit in Editor' }).click();
    await page.getByRole('tab', { name: /\.tester\.json/ }).waitFor();
    const text = page.locator('.editor-instance .view-lines').first();
    await text.getByText('"rows"').waitFor();
    await text.click();
    await page.keyboard.press('Control+A');
    // Neither quotes nor brackets, which the editor would close by itself.
    await page.keyboard.type('1');
    await page.locator('.squiggly-warning').first().waitFor();
    await frame.getByText('Expected an object with "rows"').waitFor();
    await window.screenshot('60-json-in-editor');
    await frame.getByRole('tab', { name: 'Form' }).click();
    await frame.getByLabel('Example').selectOption({ index: 1 });
    await text.getByText('"rows"').waitFor();
    await page.locator('.squiggly-warning').first().waitFor({ state: 'detached' });
  });

  it('opens as an editor tab with the same rows, and tells what if', async () => {
    await tester.frame.getByRole('button', { name: 'Open in Editor' }).click();
    const { frame: tab } = await tester.asTab(window);
    await tab.getByRole('button', { name: 'Send' }).click();
    const score = tab.locator('.prediction .value').first();
    await score.waitFor();
    assert.ok(Number(await score.textContent()) > 0);
    await window.screenshot('61-tester-tab');
    await tab.getByRole('tab', { name: 'What If' }).click();
    await tab.getByRole('button', { name: 'Try Each Column' }).click();
    await tab.locator('.influences li').first().waitFor();
    await tab.locator('.influences button').first().click();
    await tab.locator('svg.chart').waitFor();
    await window.screenshot('62-what-if');
  });

  it('splits the prediction of a linear model into what each factor makes of it', async () => {
    const shown = await tester.asTab(window);
    const { frame: tab } = shown;
    await tab.getByRole('tab', { name: 'Answer' }).click();
    await tab.getByLabel('Example').selectOption('City driver with a recent claim');
    const [score = ''] = await shown.score();
    await tab.getByRole('button', { name: 'Show Shares' }).click();
    await tab.locator('.shares table').waitFor();
    const amounts = (await tab.locator('.shares tbody td').allInnerTexts()).map((text) =>
      Number(text.replace('× ', '')),
    );
    const product = amounts.slice(0, -1).reduce((all, amount) => all * amount, 1);
    // Zone, bonus and kilometres differ from those of the typical row; the make does not.
    assert.equal(amounts.length, 5, amounts.join());
    assert.ok(Math.abs(product / Number(score) - 1) < 2e-3, `${product} for ${score}`);
    await tab.locator('.shares').scrollIntoViewIfNeeded();
    for (const theme of ['light', 'high-contrast', 'dark'] as const) {
      await window.setTheme(theme);
      await window.screenshot(`68-shares-${theme}`);
    }
  });
});
