import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import type { TesterModel } from '../../../contract/testerMessages';
import { classifier, motor, predicted } from './models';
import type { openTester, OpenTester } from './openTester';
import { inOneLine, testerPages } from './testerPages';

const screenshots = path.resolve(import.meta.dirname, '../../e2e/screenshots/tester');
const quantiles = Array.from({ length: 101 }, (_, index) => index / 500);
const scored: TesterModel = {
  ...motor,
  quantiles,
  golden: { ...motor.golden, rows: [{ row: motor.examples[0]?.row ?? {}, prediction: 0.08 }] },
};
const target = {
  id: 'url.a',
  title: 'API',
  state: 'ready' as const,
  url: 'http://127.0.0.1:5123',
  headers: ['X-Key'],
};

describe('the rooms of the tester’s page', () => {
  const pages = testerPages();
  let tester: OpenTester;
  const open = async (model: TesterModel, options?: Parameters<typeof openTester>[2]): Promise<void> => {
    tester = await pages.open(options);
    await tester.showModel(model, { target, targets: [target] });
  };
  const button = (name: string | RegExp): Locator => tester.page.getByRole('button', { name });
  const tab = (name: string): Promise<void> => tester.page.getByRole('tab', { name }).click();
  const cell = (label: string, row: number): Locator =>
    tester.page.getByLabel(`${label}, row ${row}`, { exact: true });
  const send = (): Promise<void> => tester.page.keyboard.press('Control+Enter');
  const copied = async (): Promise<string> => {
    const last = (await tester.posted()).at(-1);
    return last?.type === 'copy' ? last.text : '';
  };

  describe('rows', () => {
    it('are typed in a grid, marked at their cells, and follow the form and the JSON', async () => {
      await open(motor, { width: 700 });
      await tab('Rows');
      await button('Add Row').click();
      await cell('Kilometres', 2).fill('3');
      await cell('Zone', 2).fill('nowhere');
      await cell('Bonus class', 2).fill('9');
      assert.equal(await cell('Bonus class', 2).getAttribute('aria-invalid'), 'true');
      assert.match(
        await tester.page.locator('#cell-mark').innerText(),
        /Bonus class: Expected an integer from 1 to 7/,
      );
      await send();
      assert.equal(
        await tester
          .focused()
          .then(() => cell('Zone', 2).evaluate((each) => each === document.activeElement)),
        true,
      );
      await cell('Zone', 2).fill('city');
      await cell('Bonus class', 2).fill('4');
      await cell('Age of the driver', 2).fill('30');
      await tester.page.keyboard.press('Enter');
      await cell('Leased', 2).fill('true');
      await send();
      const { rows } = await tester.sent();
      assert.deepEqual(rows[1], { kilometres: 3, zone: 'city', bonus: 4, age: 30, leased: true });
      await tester.answer(predicted(motor, [0.1, 0.2]));
      assert.match(
        inOneLine(await tester.page.locator('.grid tbody tr').nth(1).innerText()),
        /0\.2 claims a year/,
      );
      await button('Show row 2 in the form').click();
      assert.equal(await tester.page.locator('.row-of').innerText(), 'Row 2 of 2');
      assert.equal(await tester.page.locator('#field-3').inputValue(), '30');
      await tab('Rows');
      await button('Remove row 1').click();
      assert.equal(await tester.page.locator('.grid tbody tr').count(), 1);
      assert.equal(await cell('Age of the driver', 1).inputValue(), '30');
    });

    it('are pasted, with what was found said before they are taken over', async () => {
      await open(motor);
      await tab('Rows');
      await tester.page.getByText('Paste rows').click();
      const box = tester.page.getByRole('textbox', { name: 'Paste rows' });
      await box.fill('   age  zone\n0   ..  ...\n1   30  city');
      await box.fill('age\tzone\tfoo\n30\tcity\tx\n31\ttown\ty');
      const found = tester.page.locator('.found');
      assert.match(
        await found.innerText(),
        /^Rows: 2\. Columns found: 2\. Not in the text: .*kilometres.* no such column: foo\.$/,
      );
      await button('Replace Rows').click();
      assert.equal(await tester.page.getByRole('tab', { name: 'Rows (2)' }).isVisible(), true);
      assert.equal(await cell('Zone', 2).inputValue(), 'town');
      assert.equal(await found.innerText(), 'Rows taken over: 2.');
      await box.fill("{'age': frame.age}");
      assert.match(await found.innerText(), /neither JSON nor a Python dict/);
      assert.equal(await button('Replace Rows').isVisible(), false);
    });

    it('fill the grid from the cell on where cells of a spreadsheet are pasted', async () => {
      await open(motor);
      await tab('Rows');
      await cell('Bonus class', 1).evaluate((element) => {
        const data = new DataTransfer();
        data.setData('text/plain', '2\t40,5\n3\t50\n');
        element.dispatchEvent(
          new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
        );
      });
      assert.equal(await cell('Age of the driver', 1).inputValue(), '40.5');
      assert.equal(await cell('Bonus class', 2).inputValue(), '3');
    });

    it('are many without slowing the page: some at a time, all of them sent', async () => {
      await open(motor);
      const rows = Array.from({ length: 1000 }, (_, age) => ({
        ...motor.examples[0]?.row,
        age: 18 + (age % 60),
      }));
      await tester.say({ type: 'json', key: '/projects/demo', json: JSON.stringify({ rows }) });
      await tab('Rows (1000)');
      assert.equal(await tester.page.locator('.grid tbody tr').count(), 50);
      await button('Later rows').click();
      assert.equal(await cell('Age of the driver', 51).inputValue(), String(18 + 50));
      await send();
      assert.equal((await tester.sent()).rows.length, 1000);
    });
  });

  describe('JSON in an editor', () => {
    it('opens with the request’s text, follows the form, and is followed by it', async () => {
      await open(motor);
      await tab('JSON');
      await button('Edit in Editor').click();
      const opened = (await tester.posted()).at(-1);
      assert.ok(opened?.type === 'editJson' && opened.key === '/projects/demo');
      await tester.say({ type: 'json', key: '/projects/demo', json: '{"rows":[{"age":33' });
      assert.match(await tester.page.locator('#json-marks').innerText(), /Not valid JSON/);
      await tester.say({ type: 'json', key: '/projects/demo', json: '{"rows":[{"age":33}]}' });
      assert.equal((await tester.posted()).filter(({ type }) => type === 'followJson').length, 0);
      await tab('Form');
      assert.equal(await tester.page.locator('#field-3').inputValue(), '33');
      await tester.page.locator('#field-3').fill('34');
      const told = (await tester.posted()).at(-1);
      assert.ok(told?.type === 'followJson' && told.json.includes('34'));
    });

    it('leads to the page as an editor tab, with the same rows', async () => {
      await open(motor);
      await button('Open in Editor').click();
      assert.deepEqual((await tester.posted()).at(-1), {
        type: 'openPage',
        key: '/projects/demo',
        rows: [motor.examples[0]?.row],
      });
    });
  });

  describe('the answer', () => {
    it('stands among the training scores, beside the golden score and the answer before it', async () => {
      await open(scored, { width: 700, height: 760 });
      await send();
      await tester.answer(predicted(scored, [0.08]));
      const card = tester.page.locator('.card');
      assert.match(
        inOneLine(await card.innerText()),
        /Higher than 40 % of the training scores Training scores: median 0\.1, mean about 0\.1/,
      );
      assert.match(await card.innerText(), /Equal to the golden score of the training/);
      await tester.page.locator('#field-2').fill('3');
      await send();
      await tester.answer(predicted(scored, [0.1]));
      assert.match(
        inOneLine(await card.innerText()),
        /Since the previous answer: \+0\.02 \(\+25 %\) Bonus class 5 → 3/,
      );
      assert.doesNotMatch(await card.innerText(), /golden/);
      await mkdir(screenshots, { recursive: true });
      await tester.page.screenshot({ path: path.join(screenshots, 'answer-700.png') });
      await tester.page.locator('#field-2').fill('5');
      await send();
      await tester.answer(predicted(scored, [0.09]));
      assert.match(await card.innerText(), /Differs from the golden score of the training: 0\.08 → 0\.09/);
    });

    it('of a classifier has bars and a threshold, and the label follows it', async () => {
      await open({
        ...classifier,
        threshold: 0.3,
        quantiles: Array.from({ length: 101 }, (_, index) => index / 100),
      });
      await send();
      await tester.answer(
        predicted(classifier, [{ label: 'leave', probabilities: { stay: 0.6, leave: 0.4 } }]),
      );
      const threshold = tester.page.getByRole('slider', { name: /Decision threshold/ });
      assert.equal(await threshold.inputValue(), '0.3');
      assert.equal(await tester.page.locator('.prediction .value').innerText(), 'leave');
      await threshold.focus();
      for (let press = 0; press < 11; press++) await tester.page.keyboard.press('ArrowRight');
      assert.equal(await tester.page.locator('.prediction .value').innerText(), 'stay');
      assert.match(
        inOneLine(await tester.page.locator('.threshold').innerText()),
        /0\.41 .*The model’s own is 0\.3\./,
      );
      const width = await tester.page
        .locator('.bar')
        .first()
        .evaluate((bar) => bar.clientWidth / (bar.parentElement?.clientWidth ?? 1));
      assert.ok(Math.abs(width - 0.6) < 0.02, String(width));
      await tester.page.screenshot({ path: path.join(screenshots, 'classifier-300.png') });
    });

    it('is read laid out, as it came and by its headers, and copied', async () => {
      await open(motor);
      await send();
      const answer = {
        ...predicted(motor, [0.5]),
        headers: { 'content-type': 'application/json' },
        bytes: 12_345,
      };
      await tester.answer(answer);
      assert.match(
        await tester.page.locator('.status-line').innerText(),
        /· 12\.3 kB · claim-frequency 1\.0\.0 · Request a1b2/,
      );
      await tester.page.getByText('Answer as text').click();
      assert.match(
        await tester.page.getByRole('tabpanel', { name: 'Pretty' }).innerText(),
        /\{\n {2}"model"/,
      );
      await tab('Raw');
      assert.equal(
        await tester.page.getByRole('tabpanel', { name: 'Raw' }).locator('pre').innerText(),
        answer.body,
      );
      await tab('Headers');
      assert.match(
        await tester.page.getByRole('tabpanel', { name: 'Headers' }).innerText(),
        /content-type\s+application\/json/,
      );
      await button('Copy Answer').click();
      assert.equal(await copied(), answer.body);
    });

    it('of ten megabytes is shown a piece at a time', async () => {
      await open(motor);
      await send();
      const { request } = await tester.sent();
      // Made in the page: the way there is not what is tested.
      await tester.page.evaluate(async (number) => {
        const predictions = Array.from({ length: 900_000 }, () => 0.123456789);
        const prediction = { model: { name: 'm', version: '1' }, request_id: 'r', predictions, warnings: [] };
        const answer = { status: 200, milliseconds: 1, body: JSON.stringify(prediction), prediction };
        const heard = new Promise((resolve) => window.addEventListener('message', resolve, { once: true }));
        window.postMessage({ type: 'answer', request: number, answer });
        await heard;
      }, request);
      await tester.page.getByText('Answer as text').click();
      const pre = tester.page.locator('pre').first();
      const length = (): Promise<number> => pre.evaluate((each) => each.textContent.length);
      const first = await length();
      assert.ok(first > 40_000 && first < 200_000, String(first));
      await button('Show More').click();
      assert.ok((await length()) > first * 1.5);
      const nodes = await tester.page.evaluate(() => document.querySelectorAll('*').length);
      assert.ok(nodes < 1500, `${nodes} elements`);
      await tester.page.locator('#field-2').fill('3');
      assert.match(await tester.page.locator('.answer .stale').innerText(), /have changed/);
    });

    it('is asked for by other tools with the same rows, and a place for the header’s value', async () => {
      await open(motor);
      await button('curl').click();
      assert.match(
        await copied(),
        /^curl --fail-with-body 'http:\/\/127\.0\.0\.1:5123\/predict'[^]*"\$X_KEY"/,
      );
      assert.match(
        await tester.page.locator('.copy').innerText(),
        /Copied as curl\. Set these environment variables first: X_KEY\./,
      );
      await button('Python').click();
      assert.match(await copied(), /^import os/);
      await button('.http').click();
      assert.match(await copied(), /^POST /);
    });
  });

  describe('what if', () => {
    const risk = (row: Record<string, unknown>): number =>
      Number(row['bonus']) / 10 + (row['zone'] === 'city' ? 0.05 : 0);

    it('draws the prediction over a column’s range in one batch, read by the arrows, and saves it', async () => {
      await open(motor, { width: 700, height: 760 });
      await tab('What If');
      await tester.page.getByLabel('Column', { exact: true }).selectOption('bonus');
      await button('Show Chart').click();
      assert.equal(await tester.page.getByText('Asking the model…').isVisible(), true);
      const { rows } = await tester.asked();
      assert.deepEqual(
        rows.map(({ bonus }) => bonus),
        [5, 1, 2, 3, 4, 5, 6],
      );
      await tester.answerAsk(risk);
      const chart = tester.page.getByRole('slider', { name: /^Claims \(claims a year\) over Bonus class/ });
      await chart.focus();
      await tester.page.keyboard.press('End');
      assert.equal(await chart.getAttribute('aria-valuetext'), 'Bonus class 6: 0.6');
      assert.equal(await tester.page.locator('.chart circle').count(), 7, 'six values and the row’s own');
      await tester.page.getByText('Values as a table').click();
      assert.match(
        inOneLine(await tester.page.locator('table.values').innerText()),
        /Bonus class Row 1 1 0\.1 2 0\.2/,
      );
      await button('Save as CSV').click();
      const csv = (await tester.posted()).at(-1);
      assert.ok(csv?.type === 'saveFile' && csv.name === 'claim-frequency-bonus.csv');
      assert.equal(
        csv.content,
        'Bonus class,Row 1\r\n1,0.1\r\n2,0.2\r\n3,0.3\r\n4,0.4\r\n5,0.5\r\n6,0.6\r\n',
      );
      await button('Save as PNG').click();
      const png = (await tester.posted()).at(-1);
      assert.ok(png?.type === 'saveFile' && png.kind === 'png');
      const picture = Buffer.from(png.content, 'base64');
      assert.equal(picture.subarray(1, 4).toString(), 'PNG');
      assert.ok(picture.length > 3000, 'something is drawn');
      await tester.page.screenshot({ path: path.join(screenshots, 'what-if-700.png') });
      await tester.page.locator('#field-2').fill('3');
      assert.match(await tester.page.locator('.what-if .stale').innerText(), /Ask again/);
    });

    it('draws several rows over each other, and categories with their labels', async () => {
      await open(motor, { width: 300, height: 900 });
      const rows = motor.examples.map(({ row }) => row);
      await tester.say({ type: 'json', key: '/projects/demo', json: JSON.stringify({ rows }) });
      await tab('What If');
      await tester.page.getByLabel('Column', { exact: true }).selectOption('zone');
      await button('Show Chart').click();
      assert.equal((await tester.asked()).rows.length, 2 + 2 * 3);
      await tester.answerAsk(risk);
      assert.equal(inOneLine(await tester.page.locator('.legend').innerText()), 'Row 1 Row 2');
      assert.match(
        await tester.page.locator('.readout').innerText(),
        /Zone city – Stockholm.*Row 1 0\.55 · Row 2 0\.15/,
      );
      const overflow = await tester.page.evaluate(() =>
        [...document.querySelectorAll('.panel')].map((each) => each.scrollWidth - each.clientWidth),
      );
      assert.deepEqual(overflow, [0]);
      await tester.page.screenshot({ path: path.join(screenshots, 'what-if-300.png') });
    });

    it('lists the columns that move the prediction, the strongest first, each leading to its chart', async () => {
      await open(motor, { width: 300, height: 1100 });
      await tab('What If');
      await button('Try Each Column').click();
      await tester.answerAsk(risk);
      const lines = tester.page.locator('.influences li');
      assert.match(inOneLine(await lines.nth(0).innerText()), /^Bonus class 0\.1 at 1 → 0\.6 at 6/);
      assert.match(inOneLine(await lines.nth(1).innerText()), /^Zone 0\.5 at town → 0\.55 at city/);
      assert.equal(await lines.count(), 2);
      assert.match(await tester.page.locator('.sensitivity').innerText(), /Not tried.*: Remark\./);
      await tester.page.screenshot({ path: path.join(screenshots, 'sensitivity-300.png') });
      await button('Zone').last().click();
      assert.deepEqual(
        [...new Set((await tester.asked()).rows.map(({ zone }) => zone))],
        ['town', 'city', 'country'],
      );
    });

    it('says what is in its way: values to correct, nothing known of a column, a refusal, Cancel', async () => {
      await open(motor);
      await tester.page.locator('#field-2').fill('9');
      await tab('What If');
      await button('Show Chart').click();
      assert.equal(await tester.page.getByText('Correct the marked values').isVisible(), true);
      await tester.page.locator('#field-2').fill('2');
      await tester.page.getByLabel('Column', { exact: true }).selectOption('remark');
      await button('Show Chart').click();
      assert.equal(await tester.page.getByText('Nothing says which values').isVisible(), true);
      await tester.page.getByLabel('Column', { exact: true }).selectOption('bonus');
      await button('Show Chart').click();
      const { ask } = await tester.asked();
      await tester.say({ type: 'askFailed', ask, message: 'Nothing answers.', next: 'Start it.' });
      assert.equal(await tester.page.getByText('Nothing answers. Start it.').isVisible(), true);
      await button('Show Chart').click();
      await tester.page.locator('.what-if').getByRole('button', { name: 'Cancel' }).click();
      assert.equal((await tester.posted()).at(-1)?.type, 'cancelAsk');
      await tester.answerAsk(risk);
      assert.equal(await tester.page.locator('.chart').count(), 0);
    });
  });
});
