import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pythonEnvironment } from '../integration/template/pythonEnvironment';
import { makeCompanyTemplate, makePythonTemplate } from './companyTemplate';
import { Editor } from './editor';
import { untilFound } from './harness/until';
import type { Workbench } from './harness/workbench';

const COMMAND = 'Bellhop: New Project from Template';

const LOCK = path.resolve(import.meta.dirname, '../fixtures/templates/requirements.lock');

describe('New Project from Template', function () {
  this.timeout(240_000);
  let editor: Editor;
  let window: Workbench;
  let parent: string;
  let url: string;

  before(async () => {
    const python = await pythonEnvironment(LOCK);
    editor = await Editor.start({ version: 'newest' });
    const company = path.join(editor.folder, 'company.json');
    const ours = {
      name: 'Pricing model',
      description: 'Of the pricing team',
      template: 'gh:example/pricing',
    };
    await writeFile(company, JSON.stringify({ schema: 1, templates: [ours] }));
    await editor.writeMachineSettings({ 'bellhop.python': python, 'bellhop.company': company });
    parent = path.join(editor.folder, 'projects');
    await mkdir(parent);
    url = await makeCompanyTemplate(path.join(editor.folder, 'company-model'));
    window = await editor.open({});
  });
  after(() => editor.stop());
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await window.screenshot(`failed-${this.currentTest.title}`);
    await window.quickInput.escape();
  });

  /** Names the template and its version, with nothing remembered. */
  async function chooseTemplate(): Promise<void> {
    const { quickInput } = window;
    await window.runCommand(COMMAND);
    await quickInput.waitForTitle('New Project from Template');
    await quickInput.type(url);
    await quickInput.accept();
    await quickInput.waitForMessage('A branch, tag or commit');
    await quickInput.type('v1');
    await quickInput.accept();
  }

  /** Answers the first question, takes the defaults, names the folder and creates what the preview shows. */
  async function create(name: string): Promise<void> {
    const { quickInput } = window;
    await quickInput.waitForStep(1, 5);
    await quickInput.type(name);
    await quickInput.clickButton('Take the Defaults for the Rest');
    await quickInput.waitForStep(5, 5);
    await quickInput.type(parent);
    await quickInput.accept();
    await quickInput.row(`Create ${name.toLowerCase()}`).waitFor();
    await quickInput.accept();
  }

  it('shows the programs of a template and asks before anything of it runs', async () => {
    await chooseTemplate();
    const text = await window.dialog.waitFor('runs programs of its own');
    assert.match(text, /hooks\/post_gen_project\.sh/);
    await window.screenshot('70-hooks-asked');
    await window.dialog.click('Create Without Them');
  });

  it('asks in the words of the template, with choices as picks and defaults that follow the answers', async () => {
    const { quickInput } = window;
    await chooseTemplate();
    await window.dialog.waitFor('runs programs of its own');
    await window.dialog.click('Create Without Them');
    await quickInput.waitForStep(1, 5);
    await quickInput.waitForMessage('What is the model called?');
    assert.equal(await quickInput.value(), 'Churn');
    await quickInput.type('Churn');
    await quickInput.accept();
    await quickInput.waitForStep(2, 5);
    assert.equal(await quickInput.value(), 'churn');
    await quickInput.back();
    await quickInput.waitForStep(1, 5);
    await quickInput.type('Customer Churn');
    await quickInput.accept();
    await quickInput.waitForStep(2, 5);
    assert.equal(await quickInput.value(), 'customer-churn', 'a default follows the answer before it');
    await quickInput.type('churn-model');
    await quickInput.back();
    await quickInput.waitForStep(1, 5);
    await quickInput.accept();
    await quickInput.waitForStep(2, 5);
    assert.equal(await quickInput.value(), 'churn-model', 'Back keeps what was typed');
    await quickInput.accept();
    await quickInput.waitForStep(3, 5);
    await quickInput.row('A number').waitFor();
    await window.screenshot('71-choice');
    await quickInput.pick('A number');
    await quickInput.waitForStep(4, 5);
    await quickInput.pick('No');
    await quickInput.waitForStep(5, 5);
    await quickInput.type(parent);
    await quickInput.waitForMessage(path.join(parent, 'churn-model'));
    await quickInput.accept();
    await quickInput.row('Create churn-model').waitFor();
    await window.screenshot('72-preview');
    const shown = (await quickInput.rows()).map(({ label }) => label.trim());
    assert.deepEqual(
      shown.filter((label) => label !== ''),
      ['Create churn-model', 'src', 'model.py', '.cruft.json', 'README.md'],
    );
    assert.ok(
      !existsSync(path.join(parent, 'churn-model')),
      'nothing is written before the preview is accepted',
    );
    await quickInput.accept();
    await quickInput.waitForTitle('Created');
    await window.notifications.waitFor("the template's hooks/post_gen_project.sh");
    await window.screenshot('73-created-without-hooks');
    const project = path.join(parent, 'churn-model');
    assert.equal(await readFile(path.join(project, 'README.md'), 'utf8'), '# Customer Churn: regressor\n');
    assert.equal(await readFile(path.join(project, 'src', 'model.py'), 'utf8'), 'DOCS = False\n');
    assert.ok(!existsSync(path.join(project, 'finished')));
    await window.notifications.clear();
  });

  it('runs the programs that are accepted in a terminal', async () => {
    await chooseTemplate();
    await window.dialog.waitFor('runs programs of its own');
    await window.dialog.click('Run Them');
    await create('Claims');
    await window.quickInput.waitForTitle('Created');
    assert.match(await window.panel.waitForTerminal('finishing Claims'), /finishing Claims/);
    assert.ok(existsSync(path.join(parent, 'claims', 'finished')));
    await window.screenshot('74-hooks-ran');
  });

  it("offers the company's templates first, then the template again, and does not ask again for the version that was accepted", async () => {
    const { quickInput } = window;
    await window.runCommand(COMMAND);
    await quickInput.row('company-model').waitFor();
    const listed = (await quickInput.rows()).map(({ label }) => label).filter((label) => label !== '');
    assert.deepEqual(listed.slice(0, 3), ['Pricing model', 'company-model', 'Model project']);
    await window.screenshot('75-recent');
    await quickInput.pick('company-model');
    await quickInput.waitForMessage('A branch, tag or commit');
    assert.equal(await quickInput.value(), 'v1');
    await quickInput.accept();
    await create('Lapse');
    await quickInput.waitForTitle('Created');
    assert.ok(existsSync(path.join(parent, 'lapse', 'finished')));
  });

  it('offers to keep a project whose program failed, and shows what it said', async () => {
    const { quickInput } = window;
    const begin = async (): Promise<void> => {
      await window.runCommand(COMMAND);
      await quickInput.pick('company-model');
      await quickInput.waitForMessage('A branch, tag or commit');
      await quickInput.accept();
      await create('Broken');
      assert.match(await window.dialog.waitFor('failed'), /no licence found/);
    };
    const project = path.join(parent, 'broken');
    await begin();
    await window.screenshot('76-hook-failed');
    await window.dialog.click('Remove It');
    await untilFound('the project to be removed', () => (existsSync(project) ? undefined : true));
    await window.notifications.clear();
    await begin();
    await window.dialog.click('Keep the Project');
    await quickInput.waitForTitle('Created');
    assert.ok(existsSync(path.join(project, 'README.md')));
  });

  it('ends a program that is cancelled, and leaves nothing', async () => {
    const { quickInput } = window;
    await window.notifications.clear();
    await window.runCommand(COMMAND);
    await quickInput.pick('company-model');
    await quickInput.waitForMessage('A branch, tag or commit');
    await quickInput.accept();
    await create('Slow');
    await window.panel.waitForTerminal('finishing Slow');
    await window.notifications.click('Creating the project', 'Cancel');
    const project = path.join(parent, 'slow');
    await untilFound('the project to be removed', () => (existsSync(project) ? undefined : true));
  });

  it('asks for trust before cookiecutter renders what needs Python, and shows its version', async () => {
    const { quickInput } = window;
    await window.notifications.clear();
    const folder = await makePythonTemplate(path.join(editor.folder, 'python-template'));
    const begin = async (): Promise<void> => {
      await window.runCommand(COMMAND);
      await quickInput.waitForTitle('New Project from Template');
      await quickInput.type(folder);
      await quickInput.accept();
      const text = await window.dialog.waitFor('Do you trust this template');
      assert.match(text, /local_extensions\.shout/);
      assert.match(text, /cookiecutter 2\.7/);
    };
    await begin();
    await window.screenshot('78-python-trusted');
    await window.dialog.click('Cancel');
    await begin();
    await window.dialog.click('Use cookiecutter 2.7.1');
    await quickInput.waitForStep(1, 3);
    await quickInput.type('quiet');
    await quickInput.accept();
    await quickInput.waitForStep(2, 3);
    await quickInput.waitForMessage("the template's own default");
    await quickInput.accept();
    await quickInput.waitForStep(3, 3);
    await quickInput.type(parent);
    await quickInput.accept();
    await quickInput.row('Create the Project').waitFor();
    await quickInput.accept();
    await quickInput.waitForTitle('Created');
    assert.equal(await readFile(path.join(parent, 'quiet', 'a.txt'), 'utf8'), 'QUIET!');
  });

  it('says what is wrong with an address', async () => {
    const { quickInput } = window;
    await window.notifications.clear();
    await window.runCommand(COMMAND);
    await quickInput.waitForTitle('New Project from Template');
    await quickInput.type(path.join(parent, 'nowhere'));
    await quickInput.accept();
    await window.notifications.waitFor('There is no template');
    await window.screenshot('79-no-template');
  });
});
