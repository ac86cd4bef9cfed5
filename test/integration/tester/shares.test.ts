import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Artefact } from '../../../contract/artefact';
import type { TesterModel } from '../../../contract/testerMessages';
import { faintTexts } from './faintTexts';
import { api, classifier, motor, predicted, predictedByKey, tariff, tariffOf } from './models';
import type { openTester, OpenTester } from './openTester';
import { inOneLine, testerPages } from './testerPages';
import type { ThemeName } from './themes';

const screenshots = path.resolve(import.meta.dirname, '../../e2e/screenshots/tester');
const [careful = {}, beginner = {}] = tariff.examples.map(({ row }) => row);

describe('the shares of a row on the tester’s page', () => {
  const pages = testerPages();
  let tester: OpenTester;
  const open = async (model: TesterModel, options?: Parameters<typeof openTester>[2]): Promise<void> => {
    tester = await pages.open(options);
    await tester.showModel(model);
  };
  const score = async (model: TesterModel, prediction: Parameters<typeof predicted>[1]): Promise<void> => {
    await tester.page.keyboard.press('Control+Enter');
    await tester.answer(predicted(model, prediction));
  };
  const room = (): ReturnType<OpenTester['page']['locator']> => tester.page.locator('.shares');
  const show = (): Promise<void> => tester.page.getByRole('button', { name: 'Show Shares' }).click();
  const lines = async (): Promise<string[]> =>
    (await room().locator('tbody tr').allInnerTexts()).map(inOneLine);
  const asks = async (): Promise<number> =>
    (await tester.posted()).filter(({ type }) => type === 'ask').length;

  it('multiply by the log link: the largest first, and with those at both ends they give the prediction', async () => {
    await open(tariff, { height: 1500 });
    assert.equal(await room().isVisible(), false, 'nothing was predicted yet');
    await score(tariff, [tariffOf(careful)]);
    assert.equal(await asks(), 0, 'nothing is asked before somebody wants it');
    await show();
    const { rows } = await tester.asked();
    assert.equal(rows.length, 8, 'the base row, the row itself, and six columns that are not typical');
    await tester.answerAsk(tariffOf);
    assert.deepEqual(await lines(), [
      'A row of typical values claims a year 0.05',
      'Bonus class 5 instead of 6 × 1.2',
      'Zone town instead of country × 1.1',
      'Age of the driver 44.5 instead of 45 × 1.005',
      'This row claims a year 0.06633',
    ]);
    assert.equal(
      inOneLine(await room().locator('p.hint').last().innerText()),
      'Without a share: Kilometres, Value of the car, Leased, Start of the policy, Remark.',
    );
    const bars = room().locator('.bar');
    const middle = await room().locator('.both-ways').first().boundingBox();
    const first = await bars.first().boundingBox();
    assert.ok(middle && first && Math.abs(first.x - (middle.x + middle.width / 2)) <= 1.5, 'from the middle');
    assert.ok(Math.abs(first.width - middle.width / 2) <= 2, 'the largest reaches the end');
  });

  it('of the next answer are asked at once, and those of a row that lowers the score go to the left', async () => {
    await open(tariff, { height: 1500 });
    await score(tariff, [tariffOf(careful)]);
    await show();
    await tester.answerAsk(tariffOf);
    await tester.page.locator('#field-3').fill('80');
    assert.equal((await lines()).length, 5, 'they belong to the answer, which is still on show');
    await score(tariff, [tariffOf({ ...careful, age: 80 })]);
    assert.deepEqual(await lines(), [], 'those of another row are gone');
    await tester.answerAsk(tariffOf);
    assert.match((await lines())[1] ?? '', /^Age of the driver 80 instead of 45 × 0\.7034$/);
    assert.equal(await room().locator('.bar').first().getAttribute('class'), 'bar less');
    assert.equal(await asks(), 2);
  });

  it('of a row by key are those of the features that the data source has', async () => {
    tester = await pages.open();
    await tester.showModel(tariff, { target: api });
    await tester.page.getByRole('tab', { name: 'By Key' }).click();
    await tester.page.locator('#feature-key').fill('P-47');
    await tester.page.keyboard.press('Control+Enter');
    await tester.answerByKey(predictedByKey(tariff, tariffOf({ ...careful, bonus: 2 }), { bonus: 2 }));
    await show();
    await tester.answerAsk(tariffOf);
    assert.match((await lines())[1] ?? '', /^Bonus class 2 instead of 6 × 2\.074$/);
  });

  it('multiply the odds by the logit link', async () => {
    const odds = ({ age }: Record<string, unknown>): number => 0.25 * 1.02 ** (50 - Number(age));
    const predict = (row: Record<string, unknown>) => {
      const leave = odds(row) / (1 + odds(row));
      return { label: 'stay', probabilities: { stay: 1 - leave, leave } };
    };
    const logistic: TesterModel = { ...classifier, additive: { link: 'logit', base: { age: 50 } } };
    await open(logistic);
    await score(logistic, [predict({ age: 40 })]);
    await show();
    await tester.answerAsk(predict);
    assert.deepEqual(await lines(), [
      'A row of typical values odds, at a probability of 20 % 0.25',
      'Age 40 instead of 50 × 1.219',
      'This row odds, at a probability of 23.4 % 0.3047',
    ]);
    assert.match(await room().locator('caption').innerText(), /odds of "leave"/);
  });

  it('of many columns are the first ten, with the others in a line that unfolds', async () => {
    const names = Array.from({ length: 15 }, (_, index) => `c${String(index)}`);
    const column = { type: 'number' as const };
    const wide: TesterModel = {
      ...motor,
      input: {
        type: 'object',
        'x-order': names,
        required: names,
        properties: Object.fromEntries(names.map((name) => [name, { ...column, title: name.toUpperCase() }])),
      },
      examples: [{ title: 'All two', row: Object.fromEntries(names.map((name) => [name, 2])) }],
      additive: { link: 'identity', base: Object.fromEntries(names.map((name) => [name, 1])) },
    };
    const total = (row: Record<string, unknown>): number =>
      names.reduce((sum, name, index) => sum + (index - 7.25) * Number(row[name]), 100);
    await open(wide, { height: 2000 });
    await score(wide, [total(wide.examples[0]?.row ?? {})]);
    await show();
    await tester.answerAsk(total);
    const shown = await lines();
    assert.equal(shown.length, 13);
    assert.equal(shown[0], 'A row of typical values claims a year 96.2500');
    assert.equal(shown[1], 'C0 2 instead of 1 −7.2500');
    assert.equal(shown[11], '5 other columns Show All 15 −1.2500');
    await tester.page.getByRole('button', { name: 'Show All 15' }).press('Enter');
    assert.equal((await lines()).length, 17);
    assert.match(await tester.focused(), /^C(5|9)/, 'the keyboard goes on where the lines are new');
  });

  it('are not told where they do not add up, where the target changed, or where the model does not', async () => {
    await open(tariff);
    await score(tariff, [tariffOf(beginner)]);
    await show();
    await tester.answerAsk(({ zone, bonus }) => (zone === 'town' && bonus === 5 ? 0.5 : 0.1));
    assert.match(await room().innerText(), /No shares: they do not add up/);
    await show();
    await tester.answerAsk((row) => 2 * tariffOf(row));
    assert.match(await room().innerText(), /now gives this row another score/);
    assert.deepEqual(await lines(), []);

    await open(motor);
    await score(motor, [0.5]);
    assert.equal(await room().isVisible(), false, 'a model that does not add up');
    const several: Pick<Artefact, 'outputs'> = {
      outputs: [...motor.outputs, { name: 'cost', onnx: 'cost' }],
    };
    await open({ ...tariff, ...several });
    await score({ ...tariff, ...several }, [{ claims: 1, cost: 2 }]);
    assert.equal(await room().isVisible(), false, 'several outputs');
    await open(tariff);
    await tester.say({
      type: 'json',
      key: '/projects/demo',
      json: JSON.stringify({ rows: [careful, beginner] }),
    });
    await tester.page.keyboard.press('Control+Enter');
    await tester.answer(predicted(tariff, [0.1, 0.2]));
    assert.equal(await room().isVisible(), false, 'an answer of several rows');
  });

  it('are cancelled, or told why they failed, and the keyboard can ask again', async () => {
    await open(tariff);
    await score(tariff, [tariffOf(careful)]);
    await show();
    await room().getByRole('button', { name: 'Cancel' }).click();
    assert.equal((await tester.posted()).at(-1)?.type, 'cancelAsk');
    assert.equal(await tester.focused(), 'Show Shares');
    await tester.page.keyboard.press('Enter');
    const { ask } = await tester.asked();
    await tester.say({ type: 'askFailed', ask, message: 'Nothing answers.', next: 'Start it.' });
    assert.match(await room().innerText(), /Nothing answers\. Start it\./);
  });

  it('are read in every theme, narrow and wide, without a bar to scroll sideways', async () => {
    await mkdir(screenshots, { recursive: true });
    for (const width of [220, 300, 700]) {
      await open(tariff, { width, height: 1500 });
      await score(tariff, [tariffOf(careful)]);
      await show();
      await tester.answerAsk(tariffOf);
      await room().locator('table').waitFor();
      for (const theme of ['dark', 'light', 'contrast', 'contrast-light'] satisfies ThemeName[]) {
        await tester.setTheme(theme);
        assert.deepEqual(await tester.page.evaluate(faintTexts), [], theme);
        await room().screenshot({ path: path.join(screenshots, `shares-${width}-${theme}.png`) });
      }
      const overflow = await room().evaluate((each) => each.scrollWidth - each.clientWidth);
      assert.equal(overflow, 0, `${width}`);
    }
  });
});
