import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { TesterHistoryEntry } from '../../../contract/testerMessages';
import { faintTexts } from './faintTexts';
import { motor, predicted } from './models';
import type { OpenTester } from './openTester';
import { inOneLine, testerPages } from './testerPages';
import type { ThemeName } from './themes';

const screenshots = path.resolve(import.meta.dirname, '../../e2e/screenshots/tester');

const unanswered: TesterHistoryEntry = {
  id: '3',
  time: '2026-11-23T14:00:00.000Z',
  target: 'Embedded scorer',
  result: 'Nothing answers.',
  rows: 1,
  kept: 1,
  summary: 'kilometres 2, zone town, bonus 5, age 44.5, value 90000, leased false, start 2026-01-31',
  missing: [],
};
const entry = { ...unanswered, id: '0mb2k3-a1b2', status: 200, milliseconds: 4.2, result: '0.0812345' };
const refused = { ...entry, id: '1', status: 400, result: 'Invalid rows: bonus', rows: 3, kept: 3 };
const masked = { ...entry, id: '2', missing: ['age'], summary: 'kilometres 2, age •••' };

describe('the history in the tester’s page', () => {
  const pages = testerPages();
  let tester: OpenTester;

  const open = async (options?: Parameters<typeof pages.open>[0], trusted = true): Promise<void> => {
    tester = await pages.open(options);
    await tester.showModel(motor, { trusted });
    await tester.page.getByRole('tab', { name: 'History' }).click();
  };
  const say = (entries: TesterHistoryEntry[], enabled = true): Promise<void> =>
    tester.say({ type: 'history', enabled, entries });
  const room = async (): Promise<string> =>
    inOneLine(await tester.page.getByRole('region', { name: 'History' }).innerText());
  const last = async (): Promise<unknown> => (await tester.posted()).at(-1);

  it('says what will be there, and that it is turned off', async () => {
    await open();
    await say([]);
    assert.equal(await room(), 'No requests yet. What you send is listed here and can be sent again.');
    await say([], false);
    assert.match(await room(), /turned off by the setting bellhop\.requests\.history/);
    await open({}, false);
    await say([], false);
    assert.match(await room(), /Restricted Mode/);
  });

  it('lists the last requests with target, time and result, and sends one again', async () => {
    await open();
    await say([entry, refused, masked, unanswered]);
    const items = (await tester.page.locator('.history li').allInnerTexts()).map(inOneLine);
    assert.match(items[0] ?? '', /^0\.0812345 Send Again Embedded scorer · \S.* · 4 ms kilometres 2, zone/);
    assert.match(items[1] ?? '', /Status 400 · Embedded scorer .* · 3 rows/);
    assert.match(items[2] ?? '', /age ••• To be filled in again: age$/);
    assert.equal(await tester.page.locator('.is-failed').count(), 2);
    await tester.page.getByRole('button', { name: 'Send Again: 0.0812345' }).first().click();
    assert.deepEqual(await last(), { type: 'recall', entry: entry.id, send: true });
    const rows = [{ ...motor.examples[1]?.row }];
    await tester.say({ type: 'fill', key: '/projects/demo', rows, from: '', missing: [], send: true });
    assert.deepEqual((await tester.sent()).rows, rows);
    assert.equal(await tester.focused(), 'panel-answer');
    await tester.answer(predicted(motor, [0.0812345]));
    assert.equal(await tester.page.locator('.prediction').isVisible(), true);
  });

  it('puts values into the form, by the keyboard, and leads to the search in all', async () => {
    await open();
    await say([masked]);
    assert.equal(await tester.page.getByRole('button', { name: /^Send Again/ }).count(), 0);
    await tester.page.keyboard.press('Tab');
    assert.equal(await tester.focused(), '0.0812345');
    await tester.page.keyboard.press('Enter');
    assert.deepEqual(await last(), { type: 'recall', entry: '2', send: false });
    const rows = [{ kilometres: 2 }];
    await tester.say({ type: 'fill', key: '/projects/demo', rows, from: '', missing: ['age'], send: false });
    assert.equal(await tester.focused(), 'view-form');
    assert.equal(await tester.page.locator('#field-0').inputValue(), '2');
    await tester.page.getByRole('button', { name: 'Search in All' }).click();
    assert.deepEqual(await last(), { type: 'showHistory' });
  });

  for (const theme of ['dark', 'light', 'contrast', 'contrast-light'] satisfies ThemeName[]) {
    it(`can be read in the theme ${theme}`, async () => {
      await mkdir(screenshots, { recursive: true });
      await open({ theme, width: 260, height: 1000 });
      await say([entry, refused, masked, unanswered]);
      await tester.page.screenshot({ path: path.join(screenshots, `history-${theme}.png`) });
      assert.deepEqual(await tester.page.evaluate(faintTexts), []);
    });
  }
});
