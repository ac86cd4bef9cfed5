import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { DataRow } from '../../../contract/dataRow';
import { motor, predicted } from './models';
import type { OpenTester } from './openTester';
import { inOneLine, testerPages } from './testerPages';
import type { ThemeName } from './themes';

const screenshots = path.resolve(import.meta.dirname, '../../e2e/screenshots/tester');
const example = motor.examples[0]?.row ?? {};
const drawn = [12, 40, 41].map((number, index): DataRow => ({
  number,
  row: { ...example, bonus: 1 + index, age: number },
  actual: index / 4,
  isPrivate: true,
}));

describe('the tester’s page takes rows of the data', () => {
  const pages = testerPages();
  let tester: OpenTester;

  const open = async (options?: Parameters<typeof pages.open>[0]): Promise<void> => {
    tester = await pages.open(options);
    await tester.showModel(motor);
    await tester.page.getByRole('button', { name: 'From Data…' }).click();
    assert.deepEqual((await tester.posted()).at(-1), { type: 'pickData', key: '/projects/demo' });
  };
  const take = (rows: readonly DataRow[]): Promise<void> =>
    tester.say({
      type: 'fill',
      key: '/projects/demo',
      rows: rows.map(({ row }) => row),
      from: '',
      missing: [],
      send: false,
      data: [...rows],
    });
  const lines = async (): Promise<string[]> =>
    (await tester.page.locator('.grid tbody tr').all()).reduce<Promise<string[]>>(
      async (before, line) => [
        ...(await before),
        [await line.locator('.score').innerText(), await line.locator('.actual').innerText()].join(' '),
      ],
      Promise.resolve([]),
    );
  const listed = async (): Promise<string> => inOneLine(await tester.page.locator('.card').innerText());

  it('several of them fill the grid, and what happened stands beside each score', async () => {
    await open();
    await take(drawn);
    assert.deepEqual(await lines(), [' 0', ' 0.25', ' 0.5']);
    await tester.page.keyboard.press('Control+Enter');
    assert.deepEqual(
      (await tester.sent()).rows,
      drawn.map(({ row }) => row),
    );
    await tester.answer(predicted(motor, [0.1, 0.2, 0.3]));
    assert.deepEqual(await lines(), [
      '0.1 claims a year 0',
      '0.2 claims a year 0.25',
      '0.3 claims a year 0.5',
    ]);
    assert.match(
      await listed(),
      /Row 1 0\.1 claims a year Actual: 0 \(row 12 of the data\) Row 2 0\.2 .* Actual: 0\.25 \(row 40 of the data\) Row 3/,
    );
  });

  it('a row that was changed has no such thing any more; the others keep theirs', async () => {
    await open();
    await take(drawn);
    await tester.page.getByRole('textbox', { name: 'Bonus class, row 2' }).fill('6');
    assert.deepEqual(await lines(), [' 0', ' ', ' 0.5']);
    await tester.page.keyboard.press('Control+Enter');
    await tester.answer(predicted(motor, [0.1, 0.2, 0.3]));
    assert.equal((await listed()).match(/Actual/g)?.length, 2);
    const stored = await tester.page.evaluate(() => sessionStorage.getItem('state') ?? '');
    assert.match(stored, /unstored/);
    assert.doesNotMatch(stored, /"bonus":3/);
  });

  it('one of them fills the form', async () => {
    await open();
    await take(drawn.slice(1, 2));
    assert.equal(await tester.page.locator('#field-3').inputValue(), '40');
    await tester.page.keyboard.press('Control+Enter');
    await tester.answer(predicted(motor, [0.1]));
    assert.match(await listed(), /Actual: 0\.25 \(row 40 of the data\)/);
  });

  for (const theme of ['dark', 'light', 'contrast', 'contrast-light'] satisfies ThemeName[]) {
    it(`can be looked at in the theme ${theme}, narrow and wide`, async () => {
      await mkdir(screenshots, { recursive: true });
      await open({ theme });
      await take(drawn);
      await tester.page.keyboard.press('Control+Enter');
      await tester.answer(predicted(motor, [0.1, 0.2, 0.3]));
      for (const width of [300, 1000]) {
        await tester.page.setViewportSize({ width, height: 900 });
        await tester.page.screenshot({ path: path.join(screenshots, `data-rows-${theme}-${width}.png`) });
        assert.ok(await tester.page.getByRole('button', { name: 'From Data…' }).isVisible());
      }
    });
  }
});
