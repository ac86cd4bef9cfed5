import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Row } from '../../../contract/artefact';
import type { TesterHistoryEntry, TesterModel } from '../../../contract/testerMessages';
import {
  api,
  classifier,
  motor,
  predicted,
  predictedByKey,
  tariff,
  tariffOf,
  twoOutputs,
  unknownKey,
} from './models';
import type { OpenTester } from './openTester';
import { testerPages } from './testerPages';
import type { ThemeName } from './themes';

const axeFile = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const quantiles = Array.from({ length: 101 }, (_, index) => index / 100);

const sentBefore: TesterHistoryEntry = {
  id: '1',
  time: '2026-11-23T14:00:00.000Z',
  target: 'Embedded scorer',
  status: 200,
  milliseconds: 4,
  result: '0.5',
  rows: 1,
  kept: 1,
  summary: 'age 1',
  missing: [],
};

/** The states that the page can be in, each reached from a fresh page. */
const states: Record<string, (tester: OpenTester) => Promise<void>> = {
  'no project': (tester) => tester.show({}),
  'a broken artefact': (tester) =>
    tester.show({ key: '/a', problem: { message: 'Broken.', next: 'Train.' } }),
  'Restricted Mode': (tester) => tester.showModel(motor, { trusted: false }),
  'values to correct': async (tester) => {
    await tester.showModel(motor);
    await tester.page.locator('#field-2').fill('9');
    await tester.page.locator('#field-3').fill('91');
    await tester.page.keyboard.press('Control+Enter');
  },
  'a request under way': async (tester) => {
    await tester.showModel(motor);
    await tester.page.keyboard.press('Control+Enter');
  },
  'a failure': async (tester) => {
    await tester.showModel(motor);
    await tester.page.keyboard.press('Control+Enter');
    const { request } = await tester.sent();
    await tester.say({ type: 'failure', request, message: 'Nothing answers.', next: 'Start it.' });
  },
  'a regressor’s answer, unfolded': async (tester) => {
    await tester.showModel({ ...motor, quantiles });
    await tester.page.keyboard.press('Control+Enter');
    const warnings = [{ row: 0, column: 'age', got: 91, observed: '18 to 88' }];
    await tester.answer({ ...predicted(motor, [0.5], warnings), headers: { 'x-a': 'b' } });
    await tester.page.getByText('Answer as text').click();
  },
  'the shares of a row': async (tester) => {
    await tester.showModel(tariff);
    await tester.page.keyboard.press('Control+Enter');
    await tester.answer(predicted(tariff, [tariffOf(tariff.examples[0]?.row ?? {})]));
    await tester.page.getByRole('button', { name: 'Show Shares' }).click();
    await tester.answerAsk(tariffOf);
    await tester.page.locator('.shares table').waitFor();
  },
  'a classifier’s answer': async (tester) => {
    await tester.showModel({ ...classifier, quantiles, threshold: 0.5 });
    await tester.page.keyboard.press('Control+Enter');
    await tester.answer(
      predicted(classifier, [{ label: 'leave', probabilities: { stay: 0.25, leave: 0.75 } }]),
    );
  },
  'an answer to several rows and outputs, in the grid': async (tester) => {
    await tester.showModel(twoOutputs);
    await tester.say({
      type: 'json',
      key: '/projects/demo',
      json: '{"rows":[{"age":1},{"age":"x"},{"age":3}]}',
    });
    await tester.page.getByRole('tab', { name: 'Rows' }).click();
    await tester.page.getByText('Paste rows').click();
    await tester.page.getByRole('textbox', { name: 'Paste rows' }).fill('age\n1\n2');
  },
  'an answer by key, with the features used': async (tester) => {
    await tester.showModel(motor, { target: api });
    await tester.page.getByRole('tab', { name: 'By Key' }).click();
    await tester.page.locator('#feature-key').fill('P-47');
    await tester.page.keyboard.press('Control+Enter');
    await tester.answerByKey(predictedByKey(motor, 0.5, { bonus: 2 }));
  },
  'a key that nobody has': async (tester) => {
    await tester.showModel(motor, { target: api });
    await tester.page.getByRole('tab', { name: 'By Key' }).click();
    await tester.page.locator('#feature-key').fill('P-48');
    await tester.page.locator('#override-2').fill('9');
    await tester.page.keyboard.press('Control+Enter');
    await tester.page.locator('#override-2').fill('2');
    await tester.page.keyboard.press('Control+Enter');
    await tester.answerByKey(unknownKey);
  },
  'the history': async (tester) => {
    await tester.showModel(motor);
    const entries = [
      sentBefore,
      { ...sentBefore, id: '2', status: 400, result: 'Refused', missing: ['age'] },
    ];
    await tester.say({ type: 'history', enabled: true, entries });
    await tester.page.getByRole('tab', { name: 'History' }).click();
  },
  'broken JSON': async (tester) => {
    await tester.showModel(motor);
    await tester.page.getByRole('tab', { name: 'JSON' }).click();
    await tester.page.getByLabel('Request as JSON').fill('{');
  },
  'what if, with a chart and a list': async (tester) => {
    await tester.showModel(motor);
    await tester.page.getByRole('tab', { name: 'What If' }).click();
    await tester.page.getByLabel('Column', { exact: true }).selectOption('bonus');
    await tester.page.getByRole('button', { name: 'Show Chart' }).click();
    await tester.answerAsk(({ bonus }) => Number(bonus));
    await tester.page.getByText('Values as a table').click();
    await tester.page.getByRole('button', { name: 'Try Each Column' }).click();
    await tester.answerAsk(({ bonus, leased }) => Number(bonus) + Number(leased));
  },
};

describe('the tester’s page for everybody', function () {
  this.timeout(60_000);
  const pages = testerPages();
  let axe: string;

  before(async () => {
    axe = await readFile(axeFile, 'utf8');
  });

  /** What axe-core calls serious or critical, and where. */
  async function complaints(tester: OpenTester): Promise<string[]> {
    const { violations } = await tester.page.evaluate(() =>
      (window as unknown as { axe: { run: () => Promise<AxeResults> } }).axe.run(),
    );
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')}: ${failureSummary ?? ''}`),
      );
  }

  for (const [name, reach] of Object.entries(states)) {
    it(`has nothing serious for axe-core in any theme: ${name}`, async () => {
      const tester = await pages.open();
      await reach(tester);
      await tester.page.evaluate(axe);
      for (const theme of ['dark', 'light', 'contrast', 'contrast-light'] satisfies ThemeName[]) {
        await tester.setTheme(theme);
        assert.deepEqual(await complaints(tester), [], theme);
      }
    });
  }

  it('is gone through once by the keyboard alone: form, rows, send, answer, what if, by key, history', async () => {
    const tester = await pages.open();
    const { keyboard } = tester.page;
    await tester.showModel(motor);
    const tabTo = async (id: string): Promise<void> => {
      for (let press = 0; press < 80; press++) {
        if ((await tester.focused()).startsWith(id)) return;
        await keyboard.press('Tab');
      }
      assert.fail(`Tab never came to ${id}`);
    };
    await tabTo('field-2');
    await keyboard.press('ArrowDown');
    await tabTo('field-3');
    await keyboard.press('Control+A');
    await keyboard.type('30');
    await keyboard.press('Control+Enter');
    assert.deepEqual((await tester.sent()).rows, [{ ...motor.examples[0]?.row, bonus: 4, age: 30 }]);
    await tester.answer(predicted(motor, [0.5]));
    // Back to the tabs of the form, and on to the grid: a second row, filled from the first.
    for (let press = 0; press < 40 && (await tester.focused()) !== 'view-form'; press++) {
      await keyboard.press('Shift+Tab');
    }
    await keyboard.press('ArrowRight');
    await tabTo('Duplicate Row');
    await keyboard.press('Enter');
    await tabTo('Send');
    await keyboard.press('Enter');
    assert.equal((await tester.sent()).rows.length, 2);
    await tester.answer(predicted(motor, [0.5, 0.6]));
    await tabTo('panel-answer');
    await keyboard.press('ArrowRight');
    await tabTo('what-column');
    await keyboard.type('Bonus');
    await tabTo('Show Chart');
    await keyboard.press('Enter');
    await tester.answerAsk(({ bonus }) => Number(bonus));
    await tabTo('Save as CSV');
    await keyboard.press('Enter');
    const saved = (await tester.posted()).at(-1);
    assert.ok(saved?.type === 'saveFile' && saved.content.startsWith('Bonus class,Row 1,Row 2'));
    // Another target, by the line at the top; it fetches features by key.
    await tester.page.locator('body').press('Control+Home');
    await tabTo('target');
    await keyboard.press('Enter');
    assert.equal((await tester.posted()).at(-1)?.type, 'manageTargets');
    await tester.say({ type: 'target', target: api, targets: [api] });
    await tabTo('view-rows');
    await keyboard.press('End');
    await tabTo('feature-key');
    await keyboard.type('P-47');
    await tabTo('override-2');
    await keyboard.type('2');
    await keyboard.press('Enter');
    const { featureKey, overrides } = await tester.sentByKey();
    assert.deepEqual([featureKey, overrides], ['P-47', { bonus: 2 }]);
    await tester.answerByKey(predictedByKey(motor, 0.5, overrides));
    await tabTo('Put into the Form');
    await keyboard.press('Enter');
    assert.equal(await tester.focused(), 'view-form');
    await tabTo('panel-answer');
    await keyboard.press('End');
    await tester.say({ type: 'history', enabled: true, entries: [sentBefore] });
    await tabTo('Send Again');
    await keyboard.press('Enter');
    assert.deepEqual((await tester.posted()).at(-1), { type: 'recall', entry: '1', send: true });
  });

  it('takes hostile text in every field of schema, examples and answers for what it is: text', async () => {
    const evil = `"><img src=x onerror="document.title='owned'"><script>document.title='owned'</script>{{7*7}}\u202e\u0000`;
    const column = (
      type: 'string' | 'number' | 'integer' | 'boolean',
    ): TesterModel['input']['properties'][string] => ({
      type: [type, 'null'],
      title: evil,
      description: evil,
      'x-unit': evil,
    });
    const hostile: TesterModel = {
      name: evil,
      version: evil,
      description: evil,
      task: 'classification',
      input: {
        type: 'object',
        'x-order': [evil, 'n', '__proto__', 'constructor'],
        required: [],
        properties: JSON.parse(
          JSON.stringify({
            [evil]: {
              ...column('string'),
              'x-observed': { categories: [evil, 'b'] },
              'x-labels': { [evil]: evil },
            },
            n: { ...column('number'), 'x-observed': { minimum: 0, maximum: 1 } },
            constructor: column('boolean'),
          }).replace('{', '{"__proto__":{"type":"integer","title":"proto","minimum":1,"maximum":3},'),
        ) as TesterModel['input']['properties'],
      },
      outputs: [
        { name: evil, title: evil, unit: evil, onnx: 'x', probabilities: { onnx: 'p', labels: [evil, 'b'] } },
      ],
      examples: [
        { title: evil, row: { [evil]: evil, n: 0.5 } },
        { title: evil, row: { n: 0.5 } },
      ],
      golden: { tolerance: 1, probability: 1, scale: 1, rows: [] },
      quantiles,
      additive: {
        link: 'logit',
        base: JSON.parse(
          JSON.stringify({ [evil]: 'b', n: 0.2, constructor: null }).replace('{', '{"__proto__":3,'),
        ) as Row,
      },
      threshold: 0.5,
    };
    const target = {
      id: 'a',
      title: evil,
      state: 'failed' as const,
      detail: evil,
      url: 'http://127.0.0.1:1',
      headers: [evil],
      byKey: true,
    };
    const tester = await pages.open();
    await tester.showModel(hostile, { target, targets: [target], project: evil });
    const { page } = tester;
    const prediction = { label: evil, probabilities: { [evil]: 0.4, b: 0.6 } };
    const answered = async (): Promise<void> => {
      await page.keyboard.press('Control+Enter');
      const warnings = [{ row: 0, column: evil, got: evil, observed: evil }];
      const answer = predicted(hostile, [prediction], warnings);
      if (answer.prediction) {
        Object.assign(answer.prediction, { request_id: evil, model: { name: evil, version: evil } });
      }
      await tester.answer({ ...answer, body: evil, headers: { [evil]: evil } });
    };
    await answered();
    await page.locator('#field-1').fill('0.6');
    await answered();
    await page.getByRole('button', { name: 'Show Shares' }).click();
    await tester.answerAsk(({ n }) => ({
      label: evil,
      probabilities: n === 0.2 ? { [evil]: 0.3, b: 0.7 } : { [evil]: 0.4, b: 0.6 },
    }));
    await page.locator('.shares tbody').waitFor();
    await page.getByText('Answer as text').click();
    const sent = { id: '1', time: evil, target: evil, result: evil, rows: 1, kept: 1, summary: evil };
    await tester.say({ type: 'history', enabled: true, entries: [{ ...sent, missing: [evil] }] });
    for (const name of ['Raw', 'Headers', 'Rows', 'JSON', 'Form', 'History', 'Answer']) {
      await page.getByRole('tab', { name, exact: true }).click();
    }
    await page.getByRole('button', { name: 'Python' }).click();
    await page.getByRole('tab', { name: 'By Key' }).click();
    await page.locator('#feature-key').fill(evil.replace('\u0000', ''));
    await page.keyboard.press('Control+Enter');
    await tester.answerByKey(predictedByKey(hostile, prediction, { [evil]: evil }));
    await page.getByText('Features used').waitFor();
    await page.getByRole('tab', { name: 'Form', exact: true }).click();
    await page.getByRole('tab', { name: 'What If' }).click();
    await page.getByRole('button', { name: 'Show Chart' }).click();
    await tester.answerAsk(() => prediction);
    await page.getByRole('button', { name: 'Try Each Column' }).click();
    await tester.answerAsk(({ n }) => ({
      label: evil,
      probabilities: { [evil]: Number(n), b: 1 - Number(n) },
    }));
    await page.getByText('Values as a table').click();
    await page.getByRole('tab', { name: 'Answer' }).click();
    await page.keyboard.press('Control+Enter');
    const { request } = await tester.sent();
    await tester.say({ type: 'failure', request, message: evil, next: evil });
    assert.equal(await page.locator('img, script:not([nonce])').count(), 0);
    assert.equal(await page.title(), 'Request Tester');
    assert.ok((await page.locator('.card').innerText()).includes("<script>document.title='owned'</script>"));
  });
});
