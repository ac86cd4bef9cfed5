import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { faintTexts } from './faintTexts';
import { api, motor, predicted } from './models';
import type { OpenTester } from './openTester';
import { inOneLine, testerPages } from './testerPages';
import type { ThemeName } from './themes';

const screenshots = path.resolve(import.meta.dirname, '../../e2e/screenshots/tester');

describe('the tester’s page in a low view', () => {
  const pages = testerPages();
  let tester: OpenTester;

  const open = async (width: number, height: number, theme: ThemeName = 'dark'): Promise<void> => {
    tester = await pages.open({ width, height, theme });
    await tester.showModel(motor, { target: api });
  };
  const answered = async (): Promise<void> => {
    await tester.page.keyboard.press('Control+Enter');
    await tester.answer(predicted(motor, [0.0812345]));
  };
  /** Whether the middle of an element is on the screen, and nothing lies over it. */
  const isInSight = (selector: string): Promise<boolean> =>
    tester.page.locator(selector).evaluate((element) => {
      const { left, top, width, height } = element.getBoundingClientRect();
      const seen = document.elementFromPoint(left + width / 2, top + height / 2);
      return seen !== null && element.contains(seen);
    });

  for (const [width, height] of [
    [260, 300],
    [260, 600],
    [600, 300],
    [600, 600],
  ] as const) {
    it(`of ${width} by ${height} pixels scrolls as a whole, with Send and the answer in brief in sight`, async () => {
      await mkdir(screenshots, { recursive: true });
      await open(width, height);
      const screenshot = path.join(screenshots, `low-${width}-${height}`);
      await tester.page.screenshot({ path: `${screenshot}-form.png` });
      assert.equal(await isInSight('button[type="submit"]'), true);
      await tester.page.locator('#field-7').focus();
      assert.equal(await isInSight('#field-7'), true, 'not below the bar');
      await answered();
      assert.equal(await isInSight('button[type="submit"]'), true);
      assert.equal(await isInSight('#field-7'), true, 'a person goes on typing');
      const brief = tester.page.locator('.brief');
      assert.equal(await brief.innerText(), '0.0812345 claims a year');
      await tester.page.screenshot({ path: `${screenshot}-answered.png` });
      await brief.click();
      assert.equal(await isInSight('.prediction'), true);
      assert.equal(await isInSight('button[type="submit"]'), true);
      await tester.page.screenshot({ path: `${screenshot}-answer.png` });
      await tester.page.locator('#field-2').fill('3');
      assert.equal(await brief.isVisible(), false, 'the answer belongs to other values now');
      assert.deepEqual(
        await tester.page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        ),
        0,
      );
      assert.deepEqual(await tester.page.evaluate(faintTexts), []);
    });
  }

  it('tells in brief what else came back', async () => {
    await open(260, 500);
    const brief = tester.page.locator('.brief');
    assert.equal(await brief.isVisible(), false);
    await tester.page.keyboard.press('Control+Enter');
    const { request } = await tester.sent();
    await tester.say({ type: 'failure', request, message: 'Nothing answers.', next: 'Start it.' });
    assert.equal(await brief.innerText(), 'No answer');
    await tester.page.keyboard.press('Control+Enter');
    await tester.answer({ status: 502, milliseconds: 1, body: '<html>' });
    assert.equal(await brief.innerText(), 'The answer is not a prediction.');
    const rows = motor.examples.map(({ row }) => row);
    await tester.say({ type: 'json', key: '/projects/demo', json: JSON.stringify({ rows }) });
    await tester.page.keyboard.press('Control+Enter');
    await tester.answer(predicted(motor, [1, 2]));
    assert.equal(await brief.innerText(), '2 predictions');
    await tester.page.setViewportSize({ width: 300, height: 900 });
    assert.equal(await brief.isVisible(), false, 'where the answer itself is in sight');
  });

  for (const theme of ['light', 'contrast', 'contrast-light'] satisfies ThemeName[]) {
    it(`can be read in the theme ${theme}`, async () => {
      await open(260, 420, theme);
      await answered();
      await tester.page.screenshot({ path: path.join(screenshots, `low-${theme}.png`) });
      assert.deepEqual(await tester.page.evaluate(faintTexts), []);
    });
  }

  it('leads to the picker of targets from the line of the target, except in Restricted Mode', async () => {
    await open(260, 420);
    const line = tester.page.getByRole('button', { name: 'Motor API Ready' });
    assert.equal(inOneLine(await line.innerText()), 'Motor API Ready');
    await line.press('Enter');
    assert.deepEqual((await tester.posted()).at(-1), { type: 'manageTargets' });
    await tester.showModel(motor, { target: api, trusted: false });
    await line.click({ force: true });
    assert.equal((await tester.posted()).filter(({ type }) => type === 'manageTargets').length, 1);
  });
});
