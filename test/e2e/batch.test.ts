import assert from 'node:assert/strict';
import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Artefact } from '../../contract/artefact';
import { IndexServer } from '../integration/packageIndex/indexServer';
import { artefactOf, type ModelProject } from '../integration/template/modelProject';
import { zipFile } from '../unit/scaffold/zipFile';
import { Editor } from './editor';
import { guardedScorer, KEY, KEY_HEADER, type GuardedScorer } from './guardedScorer';
import { untilFound } from './harness/until';
import type { Workbench } from './harness/workbench';

const POLICIES = path.resolve(import.meta.dirname, '../fixtures/parquet/policies.parquet');

/** The wheel of a version of a project's model, whose scores are the project's own. */
async function publishedWheel({ artefactFolder, packageName }: ModelProject, version: string) {
  const text = await readFile(path.join(artefactFolder, 'model.json'), 'utf8');
  const artefact = JSON.parse(text) as Artefact;
  const files = Object.keys(artefact.files).map(async (file) => ({
    name: `${packageName}/artefacts/${file}`,
    content: await readFile(path.join(artefactFolder, file)),
  }));
  const model = {
    name: `${packageName}/artefacts/model.json`,
    content: JSON.stringify({ ...artefact, version }),
  };
  const bytes = zipFile([...(await Promise.all(files)), model]);
  return { name: `${packageName}-${version}-py3-none-any.whl`, bytes };
}

describe('a file and two targets', function () {
  this.timeout(180_000);
  let editor: Editor;
  let window: Workbench;
  let project: ModelProject;
  let second: GuardedScorer;
  let index: IndexServer;
  let url: string;

  before(async () => {
    ({ editor, project, window } = await Editor.withProject({ version: 'newest' }));
    second = await guardedScorer(project.folder);
    index = new IndexServer([await publishedWheel(project, '0.0.9')]);
    url = await index.start();
  });
  after(async () => {
    await second.stop();
    await index.stop();
    await editor.stop();
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await window.screenshot(`failed-${this.currentTest.title}`);
  });

  /** Scores a file by the command, and gives the path of the file that is proposed for the scores. */
  async function score(input: string): Promise<string> {
    await window.runCommand('Bellhop: Score a File');
    const { quickInput } = window;
    await quickInput.waitForTitle('Score a File');
    const value = (text: string): Promise<unknown> =>
      untilFound(`the path ${text}`, async () => (await quickInput.value()) === text || undefined);
    // The box takes what is typed once it shows the folder.
    await value(`${project.folder}/`);
    await quickInput.type(input);
    await quickInput.row(path.basename(input)).waitFor();
    await quickInput.accept();
    await quickInput.waitForTitle('Where the Scores Go');
    const output = path.join(editor.folder, `${path.parse(input).name}.scored.csv`);
    await value(output);
    await quickInput.accept();
    return output;
  }

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
    const output = await score(input);
    await window.notifications.waitFor('policies.scored.csv holds 2000 rows, 1 of them failed.');
    await window.screenshot('70-scored-file');
    await window.notifications.click('policies.scored.csv holds', 'List Failed Rows');
    await window.page.locator('.view-line', { hasText: 'Row 42:' }).waitFor();
    const written = (await readFile(output, 'utf8')).trim().split('\n');
    assert.equal(written.length, 2001);
    assert.equal(written[0], `id,${names.join(',')},prediction,error`);
    assert.match(written[1] ?? '', new RegExp(`^0,${good},0\\.\\d+,$`));
  });

  it('so is every row of a Parquet file, into a CSV file beside it', async () => {
    const input = path.join(editor.folder, 'renewals.parquet');
    await copyFile(POLICIES, input);
    const output = await score(input);
    await window.notifications.waitFor('renewals.scored.csv holds 1200 rows, 1 of them failed.');
    await window.screenshot('74-scored-parquet');
    const written = (await readFile(output, 'utf8')).trim().split('\n');
    assert.equal(written[0], 'id,Kilometres,Zone,Bonus,Make,prediction,error');
    assert.match(written[1] ?? '', /^0,1,1,1,1,0\.\d+,$/);
    assert.match(written[701] ?? '', /^700,1,1,,8,,Bonus: expected /);
    assert.equal(written.length, 1201);
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
    assert.match(words, /All \d+ rows are equal within the model's tolerance\./);
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
        if (text.includes('The rows that differ most')) return text;
      }
      return undefined;
    });
    assert.match(worse, /\d+ of \d+ rows differ by more than the model's tolerance\./);
    await window.screenshot('72-targets-differ');
  });

  it('a published version of the model is fetched, compared with the project and removed', async () => {
    const { quickInput, dialog } = window;
    await window.runCommand('Bellhop: Choose Target');
    await quickInput.pick('Add Published Version…');
    await quickInput.waitForMessage('The package index that has motor');
    await quickInput.type(url);
    await quickInput.accept();
    await quickInput.waitForPlaceholder('Its model is downloaded');
    const described = await untilFound('what the version says', async () =>
      (await quickInput.rows()).find(({ label }) => label === '0.0.9'),
    );
    assert.match(described.detail, /^frequency · 4 columns: Kilometres, Zone, Bonus, Make · /);
    await window.screenshot('75-published-version');
    await quickInput.pick('0.0.9');
    await quickInput.waitForClose();
    const title = 'motor 0.0.9 from the package index';
    await window.runCommand('Bellhop: Compare Two Targets');
    await quickInput.waitForTitle('Compare: the First Target');
    await quickInput.pick(title);
    await quickInput.waitForTitle(`Compare ${title} with`);
    await quickInput.pick('Embedded scorer');
    await quickInput.waitForTitle('Compare: Which Rows');
    await quickInput.pick('Golden rows of the model');
    await quickInput.waitForTitle('Compare: Tolerance');
    await quickInput.accept();
    const page = await window.webviewFrame(`h1:has-text("${title} and Embedded scorer")`);
    assert.match(
      await page.locator('body').innerText(),
      /All \d+ rows are equal within the model's tolerance\./,
    );
    await window.screenshot('76-version-compared');
    await window.runCommand('Bellhop: Choose Target');
    const served = await untilFound('the state of the version', async () =>
      (await quickInput.rows()).find(({ label }) => label.endsWith(title)),
    );
    assert.match(served.description, /^ready · \S+ 0\.0\.9 · chosen$/);
    await window.screenshot('77-version-target');
    await quickInput.row(title).hover();
    await quickInput.row(title).locator('.action-label[aria-label^="Remove"]').click();
    await dialog.waitFor('Remove the target motor 0.0.9?');
    const kept = path.join(
      editor.server.options.serverDataDir,
      'data/User/globalStorage/bellhop.bellhop/versions',
    );
    const [artefact = assert.fail()] = (await readdir(kept)).filter((name) => /^[0-9a-f]{64}$/.test(name));
    assert.equal(editor.scorersOf(path.join(kept, artefact)).length, 1);
    await dialog.click('Remove');
    await untilFound('nothing to be left', async () => (await readdir(kept)).length === 0 || undefined);
    assert.equal(editor.scorersOf(path.join(kept, artefact)).length, 0);
    await quickInput.waitForTitle('Choose Target of Motor');
    await quickInput.escape();
  });

  it('a short burst is measured, with percentiles and a histogram', async () => {
    const { quickInput } = window;
    await window.runCommand('Bellhop: Load Check');
    await quickInput.waitForMessage('How many connections');
    await quickInput.type('65');
    await quickInput.waitForMessage('Give a whole number from 1 to 64.');
    await quickInput.type('2');
    await quickInput.accept();
    await quickInput.waitForMessage('For how many seconds');
    await quickInput.type('1');
    await quickInput.accept();
    const page = await window.webviewFrame('h1:has-text("Load check of")');
    const words = await page.locator('body').innerText();
    assert.match(words, /\d+ requests a second, 1 row in each, over 2 connections/);
    assert.match(words, /95 %\s+[\d.]+ ms/);
    await window.screenshot('73-load-check');
  });
});
