import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { faintTexts } from './faintTexts';
import { api, motor, predicted, predictedByKey, unknownKey } from './models';
import type { OpenTester } from './openTester';
import { inOneLine, testerPages } from './testerPages';
import type { ThemeName } from './themes';

const screenshots = path.resolve(import.meta.dirname, '../../e2e/screenshots/tester');

describe('the tester’s page asks by key', () => {
  const pages = testerPages();
  let tester: OpenTester;

  const open = async (options?: Parameters<typeof pages.open>[0]): Promise<void> => {
    tester = await pages.open(options);
    await tester.showModel(motor, { target: api });
    await tab('By Key').click();
  };
  const tab = (name: string): ReturnType<OpenTester['page']['locator']> =>
    tester.page.getByRole('tab', { name, exact: true });
  const key = (): ReturnType<OpenTester['page']['locator']> => tester.page.locator('#feature-key');
  const override = (label: string): ReturnType<OpenTester['page']['locator']> =>
    tester.page.getByRole('group', { name: 'Overrides' }).getByLabel(label).first();
  const types = async (): Promise<string[]> => (await tester.posted()).map(({ type }) => type);

  it('only where the target fetches features by key', async () => {
    tester = await pages.open();
    await tester.showModel(motor);
    assert.equal(await tab('By Key').isVisible(), false);
    await tab('Form').focus();
    await tester.page.keyboard.press('End');
    assert.equal(await tester.focused(), 'view-json', 'the keyboard does not find it either');
    await tester.say({ type: 'target', target: api, targets: [api] });
    await tester.page.keyboard.press('End');
    assert.equal(await key().isVisible(), true);
    await key().fill('P-47');
    const plain = { ...api, byKey: false };
    await tester.say({ type: 'target', target: plain, targets: [plain] });
    assert.equal(await tester.page.locator('#field-2').isVisible(), true, 'back in the form');
    await tester.page.keyboard.press('Control+Enter');
    assert.deepEqual((await tester.sent()).rows, [motor.examples[0]?.row]);
    await tester.say({ type: 'target', target: api, targets: [api] });
    assert.equal(await key().inputValue(), 'P-47');
  });

  it('with nothing but what was filled in, and marks each feature by where it came from', async () => {
    await open();
    await key().fill('P-47');
    await override('Bonus class').fill('2');
    await override('Leased').selectOption('true');
    await tester.page.keyboard.press('Control+Enter');
    const { featureKey, overrides } = await tester.sentByKey();
    assert.deepEqual([featureKey, overrides], ['P-47', { bonus: 2, leased: true }]);
    await tester.answerByKey(predictedByKey(motor, 0.25, overrides));
    const rows = await tester.page.locator('.features tbody tr').allInnerTexts();
    assert.deepEqual(rows.map(inOneLine), [
      'Kilometres 2 data source',
      'Zone town data source',
      'Bonus class 2 override',
      'Age of the driver 44.5 data source',
      'Value of the car 90000 data source',
      'Leased true override',
      'Start of the policy 2026-01-31 data source',
    ]);
    assert.equal(await tester.page.getByRole('button', { name: 'Save as Expectation' }).isVisible(), false);
    assert.match(
      await tester.page.locator('.answer .not-saved').innerText(),
      /neither saved nor kept in the history, since a key stands for a person/,
    );
    await tab('History').click();
    assert.ok(await tester.page.getByText('Requests by key are not kept here').isVisible());
    await tab('Answer').click();
    await override('Leased').selectOption('');
    assert.match(await tester.page.locator('.answer .stale').innerText(), /have changed/);
    await tester.page.keyboard.press('Control+Enter');
    assert.deepEqual((await tester.sentByKey()).overrides, { bonus: 2 });
    await tester.answerByKey(predictedByKey(motor, 0.2, { bonus: 2 }));
    assert.match(
      inOneLine(await tester.page.locator('.card').innerText()),
      /Since the previous answer: −0\.05 \(−20 %\) Leased true → false/,
    );
  });

  it('with null for a column that may have no value, by mouse and keyboard, and told to a screen reader', async () => {
    await open();
    await key().fill('P-47');
    const boxes = tester.page.getByRole('checkbox');
    assert.equal(await boxes.count(), 2, 'only where null is a value');
    const none = tester.page.getByRole('checkbox', { name: 'Value of the car: no value (null)' });
    const value = override('Value of the car');
    await value.fill('5');
    await value.press('Tab');
    await tester.page.keyboard.press('Space');
    assert.equal(await none.isChecked(), true);
    assert.deepEqual([await value.inputValue(), await value.isDisabled()], ['', true]);
    await tester.page.keyboard.press('Control+Enter');
    assert.deepEqual((await tester.sentByKey()).overrides, { value: null });
    await tester.answerByKey(predictedByKey(motor, 0.25, { value: null }));
    const rows = await tester.page.locator('.features tbody tr.is-override').allInnerTexts();
    assert.deepEqual(rows.map(inOneLine), ['Value of the car null override']);
    await none.scrollIntoViewIfNeeded();
    await tester.page.screenshot({ path: path.join(screenshots, 'by-key-null.png') });
    await none.uncheck();
    assert.equal(await value.isEnabled(), true);
    await tester.page.keyboard.press('Control+Enter');
    assert.deepEqual((await tester.sentByKey()).overrides, {});
  });

  it('and puts the features into the form, to go on from there', async () => {
    await open();
    await key().fill('P-47');
    await tester.page.keyboard.press('Control+Enter');
    await tester.answerByKey(predictedByKey(motor, 0.25, { age: 30, start: null }));
    await tester.page.getByRole('button', { name: 'Put into the Form' }).click();
    assert.equal(await tester.focused(), 'view-form');
    assert.equal(await tester.page.locator('#field-3').inputValue(), '30');
    await tester.page.keyboard.press('Control+Enter');
    assert.deepEqual((await tester.sent()).rows, [{ ...motor.examples[0]?.row, age: 30, start: null }]);
    await tester.answer(predicted(motor, [0.3]));
    assert.equal(await tester.page.locator('.features').count(), 0);
  });

  it('and says at the key that nobody has it, until it is changed', async () => {
    await open();
    const mark = tester.page.locator('#feature-key-mark');
    assert.equal(await mark.innerText(), '', 'nothing is missed before it was tried');
    await override('Age').focus();
    await tester.page.keyboard.press('Control+Enter');
    assert.deepEqual([await mark.innerText(), await tester.focused()], ['Give a key.', 'feature-key']);
    assert.deepEqual(await types(), ['ready']);
    await key().fill('P-48');
    await tester.page.keyboard.press('Enter');
    await tester.answerByKey(unknownKey);
    assert.equal(await mark.innerText(), 'The data source has nothing for this key.');
    assert.equal(await key().getAttribute('aria-invalid'), 'true');
    await key().fill('P-49');
    assert.equal(await mark.innerText(), '');
  });

  it('and sends no override that the model refuses', async () => {
    await open();
    await key().fill('P-47');
    await override('Bonus class').fill('9');
    await tester.page.keyboard.press('Control+Enter');
    assert.deepEqual(await types(), ['ready']);
    assert.equal(await tester.focused(), 'override-2');
    assert.match(await tester.page.locator('#override-2-mark').innerText(), /from 1 to 7, got 9/);
    await override('Bonus class').fill('7');
    assert.match(await tester.page.locator('#override-2-mark').innerText(), /Training saw 1 to 6/);
    await tester.page.keyboard.press('Control+Enter');
    assert.deepEqual((await tester.sentByKey()).overrides, { bonus: 7 });
  });

  it('survives a reload, and rows from the history go to the form', async () => {
    await open();
    await key().fill('P-47');
    await override('Zone').selectOption('city');
    await tester.page.reload();
    await tester.showModel(motor, { target: api });
    assert.deepEqual([await key().inputValue(), await override('Zone').inputValue()], ['P-47', 'city']);
    const rows = [{ ...motor.examples[1]?.row }];
    await tester.say({ type: 'fill', key: '/projects/demo', rows, from: '', missing: [], send: true });
    assert.equal(await tester.page.locator('#field-2').isVisible(), true);
    assert.deepEqual((await tester.sent()).rows, rows);
  });

  it('copies the request as it would be sent', async () => {
    await open();
    const curl = tester.page.getByRole('button', { name: 'curl' });
    assert.equal(await curl.isVisible(), false);
    await key().fill('P 47');
    await override('Age').fill('30');
    await curl.click();
    const copied = (await tester.posted()).at(-1);
    assert.ok(copied?.type === 'copy');
    assert.match(copied.text, /predict\/P%2047'[^]*\{"overrides":\{"age":30\},"features":true\}/);
  });

  for (const theme of ['dark', 'light', 'contrast', 'contrast-light'] satisfies ThemeName[]) {
    it(`can be read in the theme ${theme}, narrow and wide`, async () => {
      await mkdir(screenshots, { recursive: true });
      await open({ theme, width: 260, height: 1200 });
      await key().fill('P-47');
      await override('Bonus class').fill('2');
      await tester.page.keyboard.press('Control+Enter');
      await tester.answerByKey(predictedByKey(motor, 0.0812345, { bonus: 2 }));
      await tester.page.screenshot({ path: path.join(screenshots, `by-key-${theme}-260.png`) });
      assert.deepEqual(await tester.page.evaluate(faintTexts), []);
      await tester.page.setViewportSize({ width: 900, height: 700 });
      await tester.page.screenshot({ path: path.join(screenshots, `by-key-${theme}-900.png`) });
      const overflow = await tester.page.evaluate(() =>
        [document.documentElement, ...document.querySelectorAll('.scroll, .panel')].map(
          (element) => element.scrollWidth - element.clientWidth,
        ),
      );
      assert.deepEqual(overflow, [0, 0, 0]);
    });
  }
});
