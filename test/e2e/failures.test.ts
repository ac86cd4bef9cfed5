import assert from 'node:assert/strict';
import { cp, readFile, rename, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ModelProject } from '../integration/template/modelProject';
import { Editor } from './editor';
import { untilFound } from './harness/until';
import type { Workbench } from './harness/workbench';
import { Tester } from './tester';

describe('when something goes wrong', function () {
  this.timeout(180_000);
  let editor: Editor;
  let window: Workbench;
  let project: ModelProject;
  let modelFile: string;
  let graphFile: string;

  before(async () => {
    ({ editor, project, window } = await Editor.withProject({ version: 'newest' }));
    modelFile = path.join(project.artefactFolder, 'model.json');
    graphFile = path.join(project.artefactFolder, 'model.onnx');
  });
  after(() => editor.stop());
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await window.screenshot(`failed-${this.currentTest.title}`);
    await window.notifications.clear();
  });

  it('a scorer that crashes is told, and Restart starts it again', async () => {
    await window.runCommand('Bellhop: Start Scorer');
    await window.statusBar.waitFor(/Motor: scorer on \d+/);
    const [first] = editor.scorersOf(project.folder);
    assert.ok(first);
    process.kill(first, 'SIGKILL');
    const message = await window.notifications.waitFor('ended unexpectedly');
    assert.match(message, /signal SIGKILL/);
    assert.deepEqual(await window.notifications.buttons('ended unexpectedly'), ['Restart', 'Show Log']);
    await window.statusBar.waitFor(/Motor: scorer failed/);
    await window.screenshot('30-crash');
    await window.notifications.click('ended unexpectedly', 'Restart');
    await window.statusBar.waitFor(/Motor: scorer on \d+/);
    assert.notDeepEqual(editor.scorersOf(project.folder), [first]);
  });

  it('a new artefact is taken over by the running scorer', async () => {
    const tester = await Tester.open(window);
    const text = await readFile(modelFile, 'utf8');
    await writeFile(`${modelFile}.new`, text.replace('"version": "0.1.0"', '"version": "0.2.0"'));
    await rename(`${modelFile}.new`, modelFile);
    await tester.frame.getByRole('heading', { name: '0.2.0' }).waitFor();
    await untilFound('the new model in an answer', async () => {
      await tester.send();
      await tester.prediction();
      return (await tester.statusLine()).includes('0.2.0') || undefined;
    });
  });

  it('a truncated model.onnx is named, and the model before it goes on answering', async () => {
    await cp(graphFile, `${graphFile}.good`);
    await truncate(graphFile, 100);
    const text = await readFile(modelFile, 'utf8');
    await writeFile(modelFile, text.replace('"version": "0.2.0"', '"version": "0.3.0"'));
    await window.notifications.waitFor('model.onnx');
    await window.screenshot('31-refused-artefact');
    const tester = await Tester.open(window);
    await tester.send();
    await tester.prediction();
    assert.match(await tester.statusLine(), /200.*0\.2\.0/);
  });

  it('and a scorer that starts on it says so, with Train Model as the next step', async () => {
    await window.runCommand('Bellhop: Stop Scorer');
    await window.statusBar.waitFor(/Motor: scorer stopped/);
    await window.notifications.clear();
    await window.runCommand('Bellhop: Start Scorer');
    await window.notifications.waitFor('model.onnx');
    await window.statusBar.waitFor(/Motor: scorer failed/);
    assert.deepEqual(editor.scorersOf(project.folder), []);
    await rename(`${graphFile}.good`, graphFile);
  });

  it('a model.json that is no JSON is named in the tester', async () => {
    await writeFile(modelFile, '{"schema": 1,');
    await window.runCommand('Bellhop: Test a Request');
    const page = await window.webviewFrame('.empty-state');
    await page.getByText('model.json is not valid JSON').waitFor();
    await window.screenshot('32-broken-model-json');
  });

  it('a bellhop.json of a newer schema is refused with both numbers', async () => {
    const file = path.join(project.folder, 'bellhop.json');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('"schema": 1', '"schema": 9'));
    await untilFound('the broken project', async () => {
      const [row] = await window.views.rows('Projects');
      return row?.description === 'cannot be read' || undefined;
    });
    await window.screenshot('33-broken-project');
    await writeFile(file, text);
    await window.statusBar.waitFor(/Motor: scorer/);
  });
});
