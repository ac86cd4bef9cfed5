import assert from 'node:assert/strict';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Artefact } from '../../contract/artefact';
import { Editor } from './editor';
import { untilFound } from './harness/until';
import type { Workbench } from './harness/workbench';
import { keyedApi } from './keyedApi';
import { Tester } from './tester';

const FIXTURES = path.resolve(import.meta.dirname, '../fixtures/artefacts');
/** Each project's model, and what its form is made of. */
const MODELS = {
  Lapse: 'forest',
  Frequency: 'frequency',
  Advice: 'classification',
  Costs: 'two-outputs',
  Policies: 'types',
} as const;
type Name = keyof typeof MODELS;

describe('the tester’s form, from the schemas of five models', function () {
  this.timeout(240_000);
  let editor: Editor;
  let window: Workbench;
  let tester: Tester;
  let root: string;
  let api: Awaited<ReturnType<typeof keyedApi>> | undefined;

  before(async () => {
    editor = await Editor.start({ version: 'newest' });
    root = path.join(editor.folder, 'models');
    for (const [name, fixture] of Object.entries(MODELS)) await makeProject(root, name, fixture);
    await withDate(path.join(root, 'Policies', 'artefact', 'model.json'));
    window = await editor.open({ folder: root });
    await window.views.open('Bellhop');
    tester = await Tester.open(window);
  });
  after(async () => {
    await api?.stop();
    await editor.stop();
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await window.screenshot(`failed-${this.currentTest.title}`);
  });

  const select = async (name: Name): Promise<void> => {
    await window.views.clickRow('Projects', name);
    await tester.frame.getByRole('heading', { name: MODELS[name] }).waitFor();
  };
  const controls = (selector: string): Promise<number> =>
    tester.frame.getByRole('group', { name: 'Values' }).locator(selector).count();

  it('numbers, with a slider each, and two labels with their threshold', async () => {
    await select('Lapse');
    assert.deepEqual([await controls('input[type="text"]'), await controls('input.slider')], [4, 4]);
    const [label] = await tester.score();
    assert.match(label ?? '', /^[01]$/);
    assert.equal(await tester.frame.locator('#threshold').count(), 1);
  });

  it('categories with labels, and integers with their limits', async () => {
    await select('Frequency');
    assert.deepEqual(await tester.field('Zone').locator('option').allInnerTexts(), [
      'city – City',
      'suburb',
      'country',
      'Another value…',
    ]);
    const bonus = tester.field('Bonus class');
    await bonus.fill('9');
    await tester.send();
    await tester.frame.getByText('Expected an integer from 1 to 7, got 9.').waitFor();
    await bonus.fill('3');
    assert.ok(Number((await tester.score())[0]) > 0);
  });

  it('null, a boolean, and a probability for each of three labels', async () => {
    await select('Advice');
    await tester.field('Income').fill('');
    await tester.field('Smoker').selectOption('true');
    await tester.frame.getByRole('tab', { name: 'JSON' }).click();
    assert.match(
      await tester.frame.getByLabel('Request as JSON').inputValue(),
      /"income": null,\s+"smoker": true/,
    );
    await tester.frame.getByRole('tab', { name: 'Form' }).click();
    assert.match((await tester.score())[0] ?? '', /^(accept|decline|refer)$/);
    assert.equal(await tester.frame.locator('.bars dt').count(), 3);
  });

  it('two outputs by their names', async () => {
    await select('Costs');
    assert.equal((await tester.score()).length, 2);
  });

  it('a date that may be null, beside a boolean', async () => {
    await select('Policies');
    const start = tester.field('Start of the policy');
    assert.equal(await start.getAttribute('type'), 'date');
    await start.fill('2026-03-01');
    assert.ok((await tester.score()).includes('2026-03-01'));
    await start.fill('');
    assert.ok(!(await tester.score()).includes('2026-03-01'));
    await tester.frame.getByRole('tab', { name: 'JSON' }).click();
    assert.match(await tester.frame.getByLabel('Request as JSON').inputValue(), /"text": null/);
    await tester.frame.getByRole('tab', { name: 'Form' }).click();
  });

  it('by key: overrides, each feature marked by where it came from, and a key that nobody has', async () => {
    api = await keyedApi(path.join(root, 'Frequency'), {
      'P-47': { zone: 'suburb', make: '5', kilometres: 4, bonus: 4 },
    });
    await select('Frequency');
    const { frame } = tester;
    const before = (await tester.score())[0];
    await frame.locator('#target').click();
    const { quickInput } = window;
    await quickInput.pick('Add Address…');
    await quickInput.type(api.url);
    await quickInput.accept();
    await quickInput.waitForMessage('What the target is called');
    await quickInput.type('Motor API');
    await quickInput.accept();
    await quickInput.pick('Done');
    await frame.getByRole('tab', { name: 'By Key' }).click();
    await frame.locator('#feature-key').fill('P-48');
    await tester.send();
    await frame.locator('#feature-key-mark', { hasText: 'nothing for this key' }).waitFor();
    await frame.locator('#feature-key').fill('P-47');
    await frame.getByRole('group', { name: 'Overrides' }).getByLabel('Bonus class').first().fill('3');
    await tester.send();
    await frame.locator('.features .is-override').waitFor();
    assert.deepEqual(
      (await frame.locator('.features tbody tr').allInnerTexts()).map((text) => text.replace(/\s+/g, ' ')),
      [
        'Zone suburb data source',
        'Make of the car 5 data source',
        'Distance class 4 data source',
        'Bonus class 3 override',
      ],
    );
    assert.equal(
      await frame.locator('.prediction .value').first().innerText(),
      before,
      'the same row, the same score',
    );
  });

  it('and what was sent stands in the history of the page, to be sent again', async () => {
    const { frame } = tester;
    await frame.getByRole('tab', { name: 'History' }).click();
    const entries = frame.locator('.history li');
    assert.equal(await entries.count(), 2, 'the requests by key are not kept');
    await entries
      .first()
      .getByRole('button', { name: /^Send Again/ })
      .click();
    await frame.locator('.prediction .value').first().waitFor();
    await frame.getByRole('tab', { name: 'History' }).click();
    await untilFound('a third entry', async () => ((await entries.count()) === 3 ? true : undefined));
    assert.match(await entries.first().innerText(), /Motor API/);
  });

  it('can be looked at in every theme, in the sidebar and as an editor tab', async () => {
    await tester.frame.getByRole('tab', { name: 'Answer' }).click();
    await tester.frame.getByRole('button', { name: 'Open in Editor' }).click();
    const tab = await tester.asTab(window);
    await window.closeSecondarySideBar();
    for (const name of Object.keys(MODELS) as Name[]) {
      await select(name);
      await tab.frame.getByRole('heading', { name: MODELS[name] }).waitFor();
      await tab.score();
    }
    for (const theme of ['light', 'high-contrast', 'high-contrast-light', 'dark'] as const) {
      await window.setTheme(theme);
      for (const name of Object.keys(MODELS) as Name[]) {
        await select(name);
        await window.screenshot(`70-tester-${name.toLowerCase()}-${theme}`);
      }
    }
  });
});

async function makeProject(root: string, name: string, fixture: string): Promise<void> {
  const folder = path.join(root, name);
  await mkdir(folder, { recursive: true });
  await cp(path.join(FIXTURES, fixture), path.join(folder, 'artefact'), { recursive: true });
  const project = { schema: 1, kind: 'model', name, package: name.toLowerCase(), artefact: 'artefact' };
  await writeFile(path.join(folder, 'bellhop.json'), JSON.stringify(project));
}

/** Makes a date of the text of a model that gives back what it is asked. */
async function withDate(file: string): Promise<void> {
  const artefact = JSON.parse(await readFile(file, 'utf8')) as Artefact;
  const { text } = artefact.input.properties;
  assert.ok(text);
  Object.assign(text, { format: 'date', title: 'Start of the policy' });
  const dated = <T>(values: Record<string, T>): Record<string, T | string> => ({
    ...values,
    text: '2026-01-31',
  });
  artefact.examples = artefact.examples.map((example) => ({ ...example, row: dated(example.row) }));
  artefact.golden.rows = artefact.golden.rows.map(({ row, prediction }) => ({
    row: dated(row),
    prediction: dated(prediction as Record<string, never>),
  }));
  await writeFile(file, JSON.stringify(artefact));
}
