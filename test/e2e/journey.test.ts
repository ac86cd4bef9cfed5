import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Editor } from './editor';
import { untilFound } from './harness/until';
import type { Workbench } from './harness/workbench';
import { answerAll } from './newModelProject';
import { Tester } from './tester';

/** What scikit-learn predicts for the first example of the sample model. */
function expectedScore(project: string): number {
  const file = path.join(project, 'src', 'motor_claims', 'artefacts', 'model.json');
  const model = JSON.parse(readFileSync(file, 'utf8')) as { examples: { row: Record<string, unknown> }[] };
  const { Kilometres, Zone, Bonus, Make } = model.examples[0]?.row ?? {};
  const scores = path.resolve(import.meta.dirname, '..', 'fixtures', 'scores', 'swedish-motor-1977.csv');
  const line = readFileSync(scores, 'utf8')
    .split('\n')
    .find((each) => each.startsWith([Kilometres, Zone, Bonus, Make, ''].join(',')));
  assert.ok(line, 'the first example is a row of the sample data');
  return Number(line.split(',').at(-1));
}

for (const version of ['oldest', 'newest'] as const) {
  describe(`from the palette to a prediction, on the ${version} VS Code`, function () {
    this.timeout(240_000);
    let editor: Editor;
    let window: Workbench;
    let parent: string;
    let project: string;

    before(async () => {
      editor = await Editor.start({ version });
      parent = path.join(editor.folder, 'projects');
      project = path.join(parent, 'motor-claims');
      await mkdir(parent);
      window = await editor.open({});
    });
    after(() => editor.stop());
    afterEach(async function () {
      if (this.currentTest?.state === 'failed') await window.screenshot(`failed-${this.currentTest.title}`);
    });

    it('the empty sidebar offers a new project', async () => {
      await window.views.open('Bellhop');
      const welcome = window.views.welcome('Projects');
      await welcome.getByRole('button', { name: 'New Model Project' }).waitFor();
      await window.screenshot('01-empty-sidebar');
    });

    it('New Model Project asks at most five questions, with step count, Back and live validation', async () => {
      await window.runCommand('Bellhop: New Model Project');
      const { quickInput } = window;
      await quickInput.waitForStep(1, 5);
      await quickInput.type('{}');
      await quickInput.waitForMessage('without braces');
      await quickInput.type('Motor Claims');
      await window.screenshot('02-first-question');
      await quickInput.accept();
      await quickInput.waitForStep(2, 5);
      assert.equal(await quickInput.value(), 'motor_claims');
      await quickInput.back();
      await quickInput.waitForStep(1, 5);
      assert.equal(await quickInput.value(), 'Motor Claims', 'Back keeps what was typed');
      for (const step of [2, 3, 4, 5]) {
        await quickInput.accept();
        await quickInput.waitForStep(step, 5);
      }
      await quickInput.type(path.join(parent, 'nowhere'));
      await quickInput.waitForMessage('There is no such folder');
      await quickInput.type(parent);
      await window.screenshot('03-last-question');
    });

    it('Escape leaves nothing behind', async () => {
      await window.quickInput.escape();
      await window.quickInput.waitForClose();
      assert.ok(!existsSync(project));
    });

    it('the project is made, committed and opened', async () => {
      await answerAll(window, 'Motor Claims', parent);
      const { quickInput } = window;
      await quickInput.accept();
      await quickInput.waitForTitle(`Created ${project}`);
      await window.screenshot('04-created');
      assert.ok(existsSync(path.join(project, '.git', 'HEAD')));
      await quickInput.pick('Open Here');
      await window.ready();
      await window.statusBar.waitFor(/Motor Claims: scorer stopped/);
    });

    it('an existing folder is never touched', async () => {
      await answerAll(window, 'Motor Claims', parent);
      const { quickInput } = window;
      await quickInput.waitForMessage('exists already');
      await quickInput.escape();
    });

    it('the first Send starts the scorer and shows what scikit-learn predicts', async () => {
      const tester = await Tester.open(window);
      await window.screenshot('05-tester');
      await tester.send();
      const expected = expectedScore(project);
      const shown = await tester.prediction();
      assert.ok(Math.abs(shown - expected) < 1e-3 * expected, `${shown} is ${expected}`);
      assert.match(await tester.statusLine(), /200/);
      await window.statusBar.waitFor(/Motor Claims: scorer on \d+/);
      assert.equal(editor.scorersOf(project).length, 1);
      await window.screenshot('06-prediction');
    });

    it('invalid input is marked at its field and not sent', async () => {
      const tester = await Tester.open(window);
      const bonus = tester.field('Bonus class');
      await bonus.fill('0');
      await tester.send();
      assert.equal(await bonus.getAttribute('aria-invalid'), 'true');
      await window.screenshot('07-invalid');
    });

    it('the draft survives a reload, which leaves no scorer behind', async () => {
      await (await Tester.open(window)).field('Bonus class').fill('3');
      // An orderly reload: the editor writes a page's state some seconds later otherwise.
      await window.runCommand('Developer: Reload Window');
      await window.statusBar.waitFor(/Motor Claims: scorer stopped/);
      const tester = await Tester.open(window);
      await untilFound(
        'the draft',
        async () => (await tester.field('Bonus class').inputValue()) === '3' || undefined,
      );
      await untilFound('no scorer', () =>
        Promise.resolve(editor.scorersOf(project).length === 0 || undefined),
      );
    });

    for (const theme of ['light', 'high-contrast', 'high-contrast-light', 'dark'] as const) {
      it(`looks right in the theme ${theme}`, async () => {
        const tester = await Tester.open(window);
        await window.setTheme(theme);
        await tester.send();
        await tester.prediction();
        await window.screenshot(`08-theme-${theme}`);
      });
    }

    it('Stop Scorer ends the process', async () => {
      await window.runCommand('Bellhop: Stop Scorer');
      await window.statusBar.waitFor(/Motor Claims: scorer stopped/);
      assert.deepEqual(editor.scorersOf(project), []);
    });

    it('the walkthrough shows every step with its action', async () => {
      await window.runCommand('Bellhop: Open Walkthrough');
      await window.page.getByText('From a notebook to a live API').first().waitFor();
      for (const [step, action] of [
        ['Start the scorer', 'Start Scorer'],
        ['Test a request', 'Test a Request'],
        ['Train the model', 'Train Model'],
        ['Make a model project', 'New Model Project'],
      ] as const) {
        await window.page.getByRole('button', { name: step }).first().click();
        await window.page.getByRole('button', { name: action, exact: true }).last().waitFor();
      }
      await window.screenshot('09-walkthrough');
    });

    it('closing the window leaves no scorer behind', async () => {
      await window.runCommand('Bellhop: Start Scorer');
      await window.statusBar.waitFor(/Motor Claims: scorer on \d+/);
      await window.close();
      await editor.server.stop();
      assert.deepEqual(editor.scorersOf(project), []);
    });
  });
}
