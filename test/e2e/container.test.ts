import assert from 'node:assert/strict';
import {
  engineGate,
  nothingLeft,
  onlyContainer,
  type EngineGate,
} from '../integration/scorer/container/containers';
import type { ModelProject } from '../integration/template/modelProject';
import { Editor } from './editor';
import { untilFound } from './harness/until';
import type { Workbench } from './harness/workbench';
import { Tester } from './tester';

describe('a scorer in a container, in the editor', function () {
  this.timeout(300_000);
  let editor: Editor;
  let window: Workbench;
  let project: ModelProject;
  let engine: EngineGate;

  before(async function () {
    this.timeout(600_000);
    engine = await engineGate();
    ({ editor, project, window } = await Editor.withProject({
      version: 'newest',
      env: { DOCKER_HOST: engine.host },
      settings: { 'bellhop.scorer.memory': 600, 'bellhop.scorer.cpus': 0.75 },
    }));
  });
  after(async () => {
    await editor.stop();
    await engine.close();
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await window.screenshot(`failed-${this.currentTest.title}`);
  });
  beforeEach(() => window.notifications.clear());

  it('Start Scorer in Container shows its progress, and the scorer says where it runs', async () => {
    // What ends within a second shows no notification.
    const release = engine.hold();
    await window.runCommand('Bellhop: Start Scorer in Container');
    await window.statusBar.waitFor(/Motor: scorer starting in a container/);
    await window.notifications.waitFor('Starting the scorer of Motor in a container');
    await window.screenshot('50-container-starting');
    release();
    await window.statusBar.waitFor(/Motor: scorer on \d+ in a container/, 120_000);
    const { HostConfig } = await (await onlyContainer(project.folder)).inspect();
    assert.deepEqual([HostConfig.Memory, HostConfig.NanoCpus], [600 * 2 ** 20, 75e7]);
  });

  it('the tester sends to it', async () => {
    const tester = await Tester.open(window);
    await tester.frame.getByText('Scorer in a container').waitFor();
    await tester.send();
    assert.ok((await tester.prediction()) > 0);
    assert.match(await tester.statusLine(), /200/);
    assert.deepEqual(editor.scorersOf(project.folder), [], 'no embedded scorer was started');
    await window.screenshot('51-container-prediction');
  });

  it('Start Scorer ends it, and the other way round: one scorer a project', async () => {
    await window.runCommand('Bellhop: Start Scorer');
    await window.statusBar.waitFor(/Motor: scorer on \d+$/);
    await nothingLeft(project.folder);
    await window.runCommand('Bellhop: Start Scorer in Container');
    await window.statusBar.waitFor(/Motor: scorer on \d+ in a container/, 60_000);
    assert.deepEqual(editor.scorersOf(project.folder), []);
  });

  it('docker kill is told, and Restart starts it again in a container', async () => {
    await (await onlyContainer(project.folder)).kill();
    await window.notifications.waitFor('ended unexpectedly (exit status 137, SIGKILL)');
    await window.screenshot('52-container-killed');
    await window.notifications.click('ended unexpectedly', 'Restart');
    await window.statusBar.waitFor(/Motor: scorer on \d+ in a container/, 60_000);
  });

  it('Stop Scorer removes it', async () => {
    await window.runCommand('Bellhop: Stop Scorer');
    await window.statusBar.waitFor(/Motor: scorer stopped/);
    await nothingLeft(project.folder);
  });

  it('Remove Orphaned Scorer Containers says that there are none', async () => {
    await window.runCommand('Bellhop: Remove Orphaned Scorer Containers');
    await window.notifications.waitFor('No scorer left a container behind.');
  });

  it('without an engine one message says what was tried and offers the embedded scorer', async () => {
    await editor.writeMachineSettings({ 'bellhop.docker.host': 'unix:///nowhere/docker.sock' });
    await untilFound('the message', async () => {
      await window.runCommand('Bellhop: Start Scorer in Container');
      const texts = await window.notifications.texts();
      return texts.some((text) => text.includes('unix:///nowhere/docker.sock')) || undefined;
    });
    await window.screenshot('53-no-engine');
    await window.notifications.click('unix:///nowhere/docker.sock', 'Start Embedded Scorer');
    await window.statusBar.waitFor(/Motor: scorer on \d+$/);
    await editor.writeMachineSettings({});
  });

  it('closing the window leaves no container behind', async () => {
    // The editor notices after a moment that the machine's settings changed back.
    const start = async (): Promise<true | undefined> => {
      const texts = (await window.statusBar.texts()).join();
      if (/Motor: scorer on \d+ in a container/.test(texts)) return true;
      if (!/Motor: scorer starting/.test(texts)) {
        await window.runCommand('Bellhop: Start Scorer in Container');
      }
      return undefined;
    };
    await untilFound('the scorer in a container', start, 60_000);
    await window.close();
    await editor.server.stop();
    await nothingLeft(project.folder);
  });
});
