import assert from 'node:assert/strict';
import { rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { makeModelProject, type ModelProject } from '../integration/template/modelProject';
import { Editor } from './editor';
import { untilFound } from './harness/until';
import type { Workbench } from './harness/workbench';
import { answerAll } from './newModelProject';
import { Tester } from './tester';

describe('two projects in one workspace', function () {
  this.timeout(180_000);
  let editor: Editor;
  let window: Workbench;
  let motor: ModelProject;
  let house: ModelProject;

  before(async () => {
    editor = await Editor.start({ version: 'newest' });
    motor = await makeModelProject(editor.folder, { project_name: 'Motor' });
    house = await makeModelProject(editor.folder, { project_name: 'House' });
    const workspace = path.join(editor.folder, 'both.code-workspace');
    await writeFile(workspace, JSON.stringify({ folders: [{ path: motor.folder }, { path: house.folder }] }));
    window = await editor.open({ workspace });
    await window.views.open('Bellhop');
  });
  after(() => editor.stop());
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await window.screenshot(`failed-${this.currentTest.title}`);
  });

  it('are both listed, and the current one is clear', async () => {
    await window.views.row('Projects', 'House').waitFor();
    assert.deepEqual(
      (await window.views.rows('Projects')).map(({ label, description }) => [label, description]),
      [
        ['House', 'scorer stopped · current'],
        ['Motor', 'scorer stopped'],
      ],
    );
    await window.statusBar.waitFor(/House: scorer stopped/);
  });

  it('have each a scorer of its own', async () => {
    await window.runCommand('Bellhop: Start Scorer');
    await window.statusBar.waitFor(/House: scorer on \d+/);
    await window.views.clickRow('Projects', 'Motor');
    await window.statusBar.waitFor(/Motor: scorer stopped/);
    await window.runCommand('Bellhop: Start Scorer');
    await window.statusBar.waitFor(/Motor: scorer on \d+/);
    assert.equal(editor.scorersOf(motor.folder).length, 1);
    assert.equal(editor.scorersOf(house.folder).length, 1);
    const [houseWords, motorWords] = await untilFound('a port in each row', async () => {
      const words = (await window.views.rows('Projects')).map(({ description }) => description);
      return words.every((each) => each.startsWith('port ')) ? words : undefined;
    });
    assert.match(houseWords ?? '', /^port \d+$/);
    assert.match(motorWords ?? '', /^port \d+ · current$/);
    assert.notEqual(houseWords, motorWords?.replace(' · current', ''));
    await window.screenshot('20-two-projects');
  });

  it('are asked by the tester one at a time: the current one', async () => {
    const tester = await Tester.open(window);
    await tester.frame.getByRole('heading', { name: 'motor' }).waitFor();
    await tester.send();
    await tester.prediction();
    await window.runCommand('Bellhop: Select Current Project');
    await window.quickInput.pick('House');
    await tester.frame.getByRole('heading', { name: 'house' }).waitFor();
  });

  it('keep their scorers when the other one is stopped', async () => {
    await window.runCommand('Bellhop: Stop Scorer');
    await window.statusBar.waitFor(/House: scorer stopped/);
    assert.deepEqual(editor.scorersOf(house.folder), []);
    assert.equal(editor.scorersOf(motor.folder).length, 1);
  });

  it('follow the active editor', async () => {
    await window.runCommand('Go to File...');
    await window.quickInput.type(path.join(motor.folder, 'pyproject.toml'));
    await window.quickInput.pick('pyproject.toml');
    await window.statusBar.waitFor(/Motor: scorer on \d+/);
  });

  it('are joined by a new one that is added to the workspace', async () => {
    await answerAll(window, 'Boat', editor.folder);
    await window.quickInput.waitForMessage(`Creates ${path.join(editor.folder, 'boat')}`);
    await window.quickInput.accept();
    await window.quickInput.pick('Add to Workspace');
    await window.views.row('Projects', 'Boat').waitFor();
    await window.statusBar.waitFor(/Motor: scorer on \d+/);
  });

  it('are joined by an API project, which is asked for the package to serve', async () => {
    const { quickInput } = window;
    await window.runCommand('Bellhop: New API Project');
    await quickInput.waitForMessage('The package index that has the model package');
    await quickInput.accept();
    await quickInput.waitForMessage('The model package to serve, as name==version');
    await quickInput.type('motor');
    await quickInput.waitForMessage('the name and one version of a package');
    await quickInput.type('motor==0.1.0');
    await window.screenshot('21-new-api-project');
    await quickInput.accept();
    await quickInput.waitForMessage('Name of the project');
    await quickInput.type('Motor API');
    await quickInput.accept();
    await quickInput.waitForMessage('Creates ');
    await quickInput.type(editor.folder);
    await quickInput.waitForMessage(`Creates ${path.join(editor.folder, 'motor-api')}`);
    await quickInput.accept();
    await quickInput.waitForTitle(`Created ${path.join(editor.folder, 'motor-api')}`);
    await quickInput.pick('Add to Workspace');
    await window.views.row('Projects', 'Motor API').waitFor();
  });

  it('are joined by one that is moved in whole, and left by it when its folder is deleted', async () => {
    const tram = await makeModelProject(editor.folder, { project_name: 'Tram' });
    const inside = path.join(motor.folder, 'tram');
    await rename(tram.folder, inside);
    const row = window.views.row('Projects', 'Tram');
    await row.waitFor();
    await rm(inside, { recursive: true });
    await row.waitFor({ state: 'detached' });
  });
});
