import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { artefactOf, type ModelProject } from '../integration/template/modelProject';
import { Editor } from './editor';
import { guardedScorer, KEY, KEY_HEADER, type GuardedScorer } from './guardedScorer';
import { untilFound } from './harness/until';
import type { Workbench } from './harness/workbench';

describe('a file and two targets', function () {
  this.timeout(180_000);
  let editor: Editor;
  let window: Workbench;
  let project: ModelProject;
  let second: GuardedScorer;

  before(async () => {
    ({ editor, project, window } = await Editor.withProject({ version: 'newest' }));
    second = await guardedScorer(project.folder);
  });
  after(async () => {
    await second.stop();
    await editor.stop();
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await window.screenshot(`failed-${this.currentTest.title}`);
  });

  it('every row of a CSV file is scored into a new file, and those that fail are listed', async () => {
    const { examples } = await artefactOf(project);
    const row = examples[0]?.row ?? {};
    const names = Object.keys(row);
    const good = names.map((name) => String(row[name])).join(',');
    const lines = Array.from(
      { length: 2000 },
      (_, index) => `${index},${index === 41 ? names.map(() => '?').join(',') : good}`,
    );
    const input = path.join(editor.folder, 'policies.csv');
    await writeFile(input, [`id,${names.join(',')}`, ...lines].join('\n'));
    await window.runCommand('Bellhop: Score a CSV File');
    const { quickInput } = window;
    await quickInput.waitForTitle('Score a CSV File');
    const value = (text: string): Promise<unknown> =>
      untilFound(`the path ${text}`, async () => (await quickInput.value()) === text || undefined);
    // The box takes what is typed once it shows the folder.
    await value(`${project.folder}/`);
    await quickInput.type(input);
    await quickInput.row('policies.csv').waitFor();
    await quickInput.accept();
    await quickInput.waitForTitle('Where the Scores Go');
    const output = path.join(editor.folder, 'policies.scored.csv');
    await value(output);
    await quickInput.accept();
    await window.notifications.waitFor('policies.scored.csv holds 2000 rows, 1 of them failed.');
    await window.screenshot('70-scored-file');
    await window.notifications.click('policies.scored.csv holds', 'List Failed Rows');
    await window.page.locator('.view-line', { hasText: 'Row 42:' }).waitFor();
    const written = (await readFile(output, 'utf8')).trim().split('\n');
    assert.equal(written.length, 2001);
    assert.equal(written[0], `id,${names.join(',')},prediction,error`);
    assert.match(written[1] ?? '', new RegExp(`^0,${good},0\\.\\d+,$`));
  });

  it('the same rows at two targets are compared, in an editor tab', async () => {
    const { quickInput } = window;
    await window.runCommand('Bellhop: Choose Target');
    await quickInput.pick('Add Address…');
    await quickInput.type(second.url);
    await quickInput.accept();
    await quickInput.waitForMessage('What the target is called');
    await quickInput.type('Test stage');
    await quickInput.accept();
    await quickInput.pick('Add a Header…');
    await quickInput.type(KEY_HEADER);
    await quickInput.accept();
    await quickInput.waitForMessage(`The value of ${KEY_HEADER}`);
    await quickInput.type(KEY);
    await quickInput.accept();
    await quickInput.pick('Done');
    await quickInput.waitForClose();
    const compare = async (): Promise<void> => {
      await window.runCommand('Bellhop: Compare Two Targets');
      await quickInput.waitForTitle('Compare: the First Target');
      await quickInput.pick('Embedded scorer');
      await quickInput.waitForTitle('Compare Embedded scorer with');
      await quickInput.pick('Test stage');
      await quickInput.waitForTitle('Compare: Which Rows');
      await quickInput.pick('Golden rows of the model');
      await quickInput.waitForTitle('Compare: Tolerance');
      await quickInput.accept();
    };
    await compare();
    const page = await window.webviewFrame('h1:has-text("Embedded scorer and Test stage")');
    const words = await page.locator('body').innerText();
    assert.match(words, /All \d+ rows agree\./);
    await window.screenshot('71-targets-agree');
    // The stage is of another version now: every score is a tenth higher.
    second.change = (text) =>
      text.replace(
        /"predictions":\[([^\]]*)\]/,
        (_, list: string) =>
          `"predictions":[${list
            .split(',')
            .map((each) => Number(each) * 1.1)
            .join(',')}]`,
      );
    await compare();
    const worse = await untilFound('the rows that differ', async () => {
      for (const frame of window.page.frames()) {
        const text = await frame
          .locator('body')
          .innerText()
          .catch(() => '');
        if (/rows differ\./.test(text) && text.includes('The worst rows')) return text;
      }
      return undefined;
    });
    assert.match(worse, /\d+ of \d+ rows differ\./);
    await window.screenshot('72-targets-differ');
  });
});
