import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { classifier, motor, predicted, twoOutputs } from './models';
import { faintTexts } from './faintTexts';
import type { openTester, OpenTester } from './openTester';
import { inOneLine, testerPages } from './testerPages';
import type { ThemeName } from './themes';

const screenshots = path.resolve(import.meta.dirname, '../../e2e/screenshots/tester');

describe('the request tester’s page', () => {
  const pages = testerPages();
  let tester: OpenTester;
  const open = async (options?: Parameters<typeof openTester>[2]): Promise<void> => {
    tester = await pages.open(options);
  };

  const card = (): ReturnType<OpenTester['page']['locator']> => tester.page.locator('.card');
  const field = (label: string): ReturnType<OpenTester['page']['locator']> =>
    tester.page.getByRole('group', { name: 'Values' }).getByLabel(label, { exact: false }).first();
  const json = (): ReturnType<OpenTester['page']['locator']> => tester.page.getByLabel('Request as JSON');
  const openView = (name: string): Promise<void> => tester.page.getByRole('tab', { name }).click();
  const openJson = (): Promise<void> => openView('JSON');

  describe('sending', () => {
    it('sends the first example without an edit and shows the prediction with unit, status and time', async () => {
      await open();
      await tester.showModel(motor);
      await tester.page.getByRole('button', { name: 'Send' }).click();
      assert.deepEqual((await tester.sent()).rows, [motor.examples[0]?.row]);
      assert.equal((await tester.sent()).key, '/projects/demo');
      assert.equal(await tester.page.getByRole('button', { name: 'Cancel' }).isVisible(), true);
      await tester.answer(predicted(motor, [0.0812345678]));
      const text = await card().innerText();
      for (const part of ['0.0812346', 'claims a year', 'Status 200', '4.2 ms', 'claim-frequency 1.0.0']) {
        assert.ok(text.includes(part), `${part} in: ${text}`);
      }
      assert.equal(await card().getAttribute('role'), 'status');
      assert.equal(await tester.page.getByRole('button', { name: 'Cancel' }).isVisible(), false);
    });

    it('says that the scorer starts first, and follows the target’s state', async () => {
      await open();
      await tester.showModel(motor, {
        target: { id: 'scorer.process', title: 'Embedded scorer', state: 'stopped' },
      });
      assert.equal(
        await tester.page.locator('.target').innerText().then(inOneLine),
        'Embedded scorer Stopped Start',
      );
      await tester.page.getByRole('button', { name: 'Start' }).click();
      assert.equal((await tester.posted()).at(-1)?.type, 'start');
      await tester.page.keyboard.press('Control+Enter');
      assert.equal(await tester.page.locator('#note').innerText(), 'Starting the scorer…');
      await tester.say({
        type: 'target',
        target: { id: 'scorer.process', title: 'Embedded scorer', state: 'ready' },
        targets: [],
      });
      assert.equal(await tester.page.locator('#note').innerText(), 'Sending…');
      await tester.say({
        type: 'target',
        target: { id: 'scorer.process', title: 'Embedded scorer', state: 'failed', detail: 'No model.' },
        targets: [],
      });
      assert.match(await tester.page.locator('.target').innerText(), /Failed[^]*Show Log[^]*No model\./);
      await tester.page.getByRole('button', { name: 'Show Log' }).click();
      assert.equal((await tester.posted()).at(-1)?.type, 'showLog');
    });

    it('cancels a request, and takes no answer to it any more', async () => {
      await open();
      await tester.showModel(motor);
      await tester.page.keyboard.press('Control+Enter');
      const { request } = await tester.sent();
      await tester.page.getByRole('button', { name: 'Cancel' }).click();
      assert.deepEqual((await tester.posted()).at(-1), { type: 'cancel', request });
      await tester.answer(predicted(motor, [1]));
      assert.equal(await card().innerText(), '');
      assert.equal(await tester.page.getByText('Send the values').isVisible(), true);
      assert.equal(await tester.focused(), 'Send');
    });

    it('shows what failed on the way and what to do', async () => {
      await open();
      await tester.showModel(motor);
      await tester.page.keyboard.press('Control+Enter');
      const { request } = await tester.sent();
      await tester.say({ type: 'failure', request, message: 'Nothing answers.', next: 'Start the scorer.' });
      assert.equal(inOneLine(await card().innerText()), 'Nothing answers. Start the scorer.');
    });

    it('offers to save the answer on show, as long as it belongs to the values and the host has it', async () => {
      await open();
      await tester.showModel(motor);
      const save = tester.page.getByRole('button', { name: 'Save as Expectation' });
      assert.equal(await save.isVisible(), false);
      await tester.page.keyboard.press('Control+Enter');
      const { request } = await tester.sent();
      await tester.answer(predicted(motor, [0.5]));
      await save.click();
      assert.deepEqual((await tester.posted()).at(-1), { type: 'save', request });
      await field('Bonus class').fill('3');
      assert.equal(await save.isVisible(), false);
      await tester.page.keyboard.press('Control+Enter');
      await tester.answer(predicted(motor, [0.6]));
      assert.equal(await save.isVisible(), true);
      await tester.page.reload();
      await tester.showModel(motor);
      assert.equal(await save.isVisible(), false);
      await tester.showModel(motor, { answered: request + 1 });
      assert.equal(await save.isVisible(), true);
    });

    it('lists a classifier’s probabilities and several outputs by their names', async () => {
      await open();
      await tester.showModel(classifier);
      await tester.page.keyboard.press('Control+Enter');
      await tester.answer(
        predicted(classifier, [{ label: 'leave', probabilities: { stay: 0.25, leave: 0.75 } }]),
      );
      assert.match(
        inOneLine(await card().innerText()),
        /^Prediction leave leave 75 % stay 25 % Decision threshold 0\.5 .*Status/,
      );
      await tester.showModel(twoOutputs, { key: '/projects/two' });
      await tester.page.keyboard.press('Control+Enter');
      await tester.answer(predicted(twoOutputs, [{ claims: 0.5, cost: 1200 }]));
      assert.match(inOneLine(await card().innerText()), /^Claims 0\.5 a year Cost 1200 SEK/);
    });

    it('sends nothing in Restricted Mode, and says why', async () => {
      await open();
      await tester.showModel(motor, { trusted: false });
      await tester.page.getByRole('button', { name: 'Send' }).click({ force: true });
      await tester.page.keyboard.press('Control+Enter');
      assert.deepEqual(
        (await tester.posted()).map(({ type }) => type),
        ['ready'],
      );
      assert.match(await tester.page.locator('#note').innerText(), /Restricted Mode/);
      assert.equal(await field('Bonus class').inputValue(), '5');
    });
  });

  describe('marks', () => {
    it('marks a refused value at its field, sends nothing and moves the focus there', async () => {
      await open();
      await tester.showModel(motor);
      await field('Bonus class').fill('9');
      await field('Age of the driver').fill('old');
      await tester.page.keyboard.press('Control+Enter');
      assert.equal(
        (await tester.posted()).some(({ type }) => type === 'send'),
        false,
      );
      const bonus = field('Bonus class');
      assert.equal(await bonus.getAttribute('aria-invalid'), 'true');
      assert.equal(await bonus.evaluate((element) => element === document.activeElement), true);
      assert.match(await describedBy('Bonus class'), /Expected an integer from 1 to 7, got 9\./);
      assert.match(await describedBy('Age of the driver'), /Expected a number of at least 0, got "old"\./);
      await bonus.fill('3');
      assert.equal(await bonus.getAttribute('aria-invalid'), null);
    });

    it('warns of a value that training never saw, and sends it', async () => {
      await open();
      await tester.showModel(motor);
      await field('Age of the driver').fill('91');
      assert.match(await describedBy('Age of the driver'), /Training saw 18 to 88/);
      assert.equal(await field('Age of the driver').getAttribute('aria-invalid'), null);
      await tester.page.keyboard.press('Control+Enter');
      assert.equal((await tester.sent()).rows[0]?.['age'], 91);
      const warnings = [{ row: 0, column: 'age', got: 91, observed: '18 to 88' }];
      await tester.answer(predicted(motor, [0.2], warnings));
      assert.match(await card().innerText(), /Row 1, age: Training saw 18 to 88/);
    });

    it('maps the problems of a refusing answer to their fields until the value changes', async () => {
      await open();
      await tester.showModel(motor);
      await tester.page.keyboard.press('Control+Enter');
      const errors = [{ row: 0, column: 'value', got: 90000, expected: 'a smaller number' }];
      const problem = {
        type: 'about:blank',
        title: 'Invalid rows',
        status: 422,
        detail: '1 problem',
        request_id: 'x',
        errors,
      };
      await tester.answer({ status: 422, milliseconds: 2, body: JSON.stringify(problem), problem });
      assert.match(await describedBy('Value of the car'), /a smaller number/);
      assert.match(await card().innerText(), /Refused[^]*Invalid rows[^]*Status 422/);
      await field('Value of the car').fill('80000');
      assert.doesNotMatch(await describedBy('Value of the car'), /a smaller number/);
      assert.match(await tester.page.locator('.answer .stale').innerText(), /have changed/);
    });

    it('takes another category where the model allows one, and only there', async () => {
      await open();
      await tester.showModel(motor);
      assert.deepEqual(await field('Zone').locator('option').allInnerTexts(), [
        'city – Stockholm, Göteborg, Malmö',
        'town',
        'country',
      ]);
      await field('Kilometres').selectOption({ label: 'Another value…' });
      await tester.page.keyboard.type('6');
      assert.match(await describedBy('Kilometres'), /Training saw one of 1, 2, 3, 4, 5/);
      await tester.page.keyboard.press('Control+Enter');
      assert.equal((await tester.sent()).rows[0]?.['kilometres'], 6);
    });
  });

  describe('form and JSON', () => {
    it('keeps both in step, with null for an empty nullable field', async () => {
      await open();
      await tester.showModel(motor);
      await field('Value of the car').fill('');
      await field('Leased').selectOption('true');
      await field('Start of the policy').fill('2026-03-01');
      await openJson();
      const { rows } = JSON.parse(await json().inputValue()) as { rows: Record<string, unknown>[] };
      assert.deepEqual(rows, [{ ...motor.examples[0]?.row, value: null, leased: true, start: '2026-03-01' }]);
      await json().fill('{"kilometres": 1, "zone": "city", "bonus": 2, "age": 30, "leased": false}');
      await openView('Form');
      assert.equal(await field('Bonus class').inputValue(), '2');
      assert.equal(await field('Zone').inputValue(), 'city');
      assert.equal(await field('Start of the policy').inputValue(), '');
    });

    it('marks broken JSON, keeps the form’s last good state and refuses to send', async () => {
      await open();
      await tester.showModel(motor);
      await openJson();
      await json().fill('{"rows": [');
      assert.equal(await json().getAttribute('aria-invalid'), 'true');
      assert.match(await tester.page.locator('#json-marks').innerText(), /Not valid JSON/);
      await openView('Form');
      assert.equal(await field('Bonus class').inputValue(), '5');
      await field('Bonus class').focus();
      await tester.page.keyboard.press('Control+Enter');
      assert.equal(await tester.focused(), 'json');
      assert.equal(
        (await tester.posted()).some(({ type }) => type === 'send'),
        false,
      );
    });

    it('shows the first of several rows, sends all, and names the row of a problem', async () => {
      await open();
      await tester.showModel(motor);
      await openJson();
      const rows = motor.examples.map(({ row }) => row);
      await json().fill(JSON.stringify(rows));
      await openView('Form');
      assert.equal(await tester.page.locator('.row-of').innerText(), 'Row 1 of 2');
      await tester.page.keyboard.press('Control+Enter');
      assert.deepEqual((await tester.sent()).rows, rows);
      await tester.answer(predicted(motor, [0.1, 0.2]));
      assert.match(inOneLine(await card().innerText()), /Row 1 0\.1 claims a year Row 2 0\.2 claims a year/);
      await openJson();
      await json().fill(JSON.stringify([rows[0], { ...rows[1], bonus: 0 }]));
      assert.match(await tester.page.locator('#json-marks').innerText(), /Row 2, bonus: Expected an integer/);
    });

    it('fills the form from the example that is picked', async () => {
      await open();
      await tester.showModel(motor);
      await tester.page.getByLabel('Example').selectOption({ label: 'A beginner' });
      assert.equal(await field('Age of the driver').inputValue(), '19');
      assert.equal(await field('Value of the car').inputValue(), '');
      await field('Bonus class').fill('2');
      assert.equal(await tester.page.getByLabel('Example').inputValue(), '');
    });
  });

  describe('what is kept', () => {
    it('survives a reload: values, answer, open section; and each project has its own', async () => {
      await open();
      await tester.showModel(motor);
      await field('Bonus class').fill('3');
      await openJson();
      await tester.page.keyboard.press('Control+Enter');
      await tester.answer(predicted(motor, [0.777]));
      await tester.page.reload();
      await tester.showModel(motor);
      assert.match(await card().innerText(), /0\.777/);
      assert.equal(await json().isVisible(), true);
      await openView('Form');
      assert.equal(await field('Bonus class').inputValue(), '3');
      await tester.showModel(motor, { key: '/projects/other' });
      assert.equal(await field('Bonus class').inputValue(), '5');
      assert.equal(await card().innerText(), '');
      await tester.showModel(motor);
      assert.equal(await field('Bonus class').inputValue(), '3');
    });

    it('goes on waiting for a request that still runs, and gives up one that is gone', async () => {
      await open();
      await tester.showModel(motor);
      await tester.page.keyboard.press('Control+Enter');
      const { request } = await tester.sent();
      await tester.page.reload();
      await tester.showModel(motor, { running: request });
      assert.equal(await tester.page.locator('#note').innerText(), 'Sending…');
      await tester.say({ type: 'answer', request, answer: predicted(motor, [0.5]) });
      assert.match(await card().innerText(), /0\.5/);
      await tester.page.keyboard.press('Control+Enter');
      await tester.page.reload();
      await tester.showModel(motor);
      assert.equal(await tester.page.getByRole('button', { name: 'Cancel' }).isVisible(), false);
    });

    it('takes over a retrained model: an untouched form follows it, typed values stay', async () => {
      await open();
      await tester.showModel(motor);
      const example = { title: 'New', row: { ...motor.examples[0]?.row, bonus: 6 } };
      const retrained = { ...motor, version: '1.1.0', examples: [example] };
      await tester.showModel(retrained);
      assert.equal(await field('Bonus class').inputValue(), '6');
      await field('Bonus class').fill('4');
      await tester.showModel({ ...retrained, version: '1.2.0' });
      assert.equal(await field('Bonus class').inputValue(), '4');
      assert.match(await tester.page.locator('h1').innerText(), /1\.2\.0/);
    });
  });

  describe('with nothing to ask', () => {
    it('says how to get a project, and what is wrong with an artefact', async () => {
      await open();
      await tester.show({});
      assert.match(
        await tester.page.locator('main').innerText(),
        /No model project is open[^]*New Model Project/,
      );
      await tester.show({
        key: '/a',
        problem: { message: 'model.json is not valid JSON.', next: 'Train again.' },
      });
      assert.equal(
        inOneLine(await tester.page.locator('main').innerText()),
        'model.json is not valid JSON. Train again.',
      );
      await tester.showModel(motor);
      assert.equal(await field('Bonus class').inputValue(), '5');
    });
  });

  describe('for everybody', () => {
    it('names every control and is used by the keyboard alone', async () => {
      await open();
      await tester.showModel(motor);
      const names = await tester.page.evaluate(() =>
        [...document.querySelectorAll<HTMLInputElement>('input, select, textarea')]
          .filter((control) => control.ariaHidden !== 'true')
          .map((control) => control.labels?.[0]?.textContent ?? control.getAttribute('aria-label') ?? ''),
      );
      assert.ok(names.length > 11);
      assert.deepEqual(
        names.filter((name) => name === ''),
        [],
      );
      const visited: string[] = [];
      while (visited.at(-1) !== 'Send' && visited.length < 30) {
        await tester.page.keyboard.press('Tab');
        const focused = await tester.focused();
        // A date control has several stops inside.
        if (focused !== visited.at(-1)) visited.push(focused);
      }
      const fields = motor.input['x-order'].map((_, index) => `field-${index}`);
      assert.deepEqual(visited, [
        'target',
        'Open in Editor',
        'examples',
        'From Data…',
        'view-form',
        ...fields,
        'Send',
      ]);
      await tester.page.keyboard.press('Enter');
      assert.deepEqual((await tester.sent()).rows, [motor.examples[0]?.row]);
    });

    it('shows hostile names and answers as they are', async () => {
      await open();
      const evil = '<img src=x onerror="document.title=1"><b>bold</b>';
      const column = {
        ...motor.input.properties['bonus'],
        type: 'integer' as const,
        title: evil,
        description: evil,
      };
      const hostile = {
        ...motor,
        name: evil,
        input: { ...motor.input, properties: { ...motor.input.properties, bonus: column } },
        examples: motor.examples.map((example) => ({ ...example, title: evil })),
      };
      await tester.showModel(hostile);
      await tester.page.keyboard.press('Control+Enter');
      await tester.answer(predicted(hostile, [evil]));
      assert.equal(await tester.page.locator('img, b').count(), 0);
      assert.ok((await card().innerText()).includes(evil));
    });

    it('allows the page nothing but its own script and style', async () => {
      await open();
      const policy = pages
        .server()
        .policy()
        .replace(/nonce-[A-Za-z0-9+/]{22}==/, 'nonce-N');
      assert.equal(
        policy,
        `default-src 'none'; script-src 'nonce-N'; style-src ${pages.server().url.slice(0, -1)}; base-uri 'none'; form-action 'none'`,
      );
    });

    for (const width of [200, 300, 700]) {
      it(`fits a view of ${width} pixels`, async () => {
        await open({ width });
        await tester.showModel(motor);
        await field('Age of the driver').fill('-1');
        await openJson();
        await tester.page.keyboard.press('Control+Enter');
        const overflow = await tester.page.evaluate(() =>
          [document.documentElement, ...document.querySelectorAll('.scroll, .panel')].map(
            (element) => element.scrollWidth - element.clientWidth,
          ),
        );
        assert.deepEqual(overflow, [0, 0, 0]);
      });
    }

    for (const theme of ['dark', 'light', 'contrast', 'contrast-light'] satisfies ThemeName[]) {
      it(`can be read in the theme ${theme}, narrow and wide`, async () => {
        await mkdir(screenshots, { recursive: true });
        await open({ theme, width: 300, height: 880 });
        await tester.showModel(motor);
        await field('Age of the driver').fill('91');
        await tester.page.keyboard.press('Control+Enter');
        await tester.answer(predicted(motor, [0.0812345]));
        await field('Bonus class').fill('8');
        await tester.page.screenshot({ path: path.join(screenshots, `${theme}-300.png`) });
        assert.deepEqual(await tester.page.evaluate(faintTexts), []);
        await tester.page.setViewportSize({ width: 700, height: 620 });
        await tester.page.screenshot({ path: path.join(screenshots, `${theme}-700.png`) });
      });
    }
  });

  /** What a screen reader says of a field after its name. */
  async function describedBy(label: string): Promise<string> {
    const ids = (await field(label).getAttribute('aria-describedby'))?.split(' ') ?? [];
    const texts = ids.map((id) => tester.page.locator(`[id="${id}"]`).textContent());
    return (await Promise.all(texts)).join(' ');
  }
});
