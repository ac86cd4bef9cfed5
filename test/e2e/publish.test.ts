import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ProxyServer } from '../integration/network/proxyServer';
import { IndexServer, modelWheel } from '../integration/packageIndex/indexServer';
import { commit, git } from '../integration/scaffold/templateRepository';
import { PublishedProject } from '../integration/publish/publishedProject';
import { Editor } from './editor';
import { untilFound } from './harness/until';
import type { Workbench } from './harness/workbench';

describe('Publish Model Package', function () {
  this.timeout(180_000);
  let published: PublishedProject;
  let server: IndexServer;
  const proxy = new ProxyServer({});
  let editor: Editor;
  let window: Workbench;

  before(async () => {
    published = await PublishedProject.make();
    await published.tagged('v1.2.0', (text) => {
      const model = JSON.parse(text) as { golden: { rows: { prediction: number }[] } };
      for (const row of model.golden.rows.slice(0, 3)) row.prediction *= 1.1;
      return JSON.stringify(model, null, 2);
    });
    server = new IndexServer([{ ...modelWheel('1.2.0'), name: 'motor-1.2.0-py3-none-any.whl' }]);
    const pin = `--index-url ${await server.start()}\nmotor==1.2.0\n`;
    const api = { schema: 1, kind: 'api', name: 'Motor API', package: 'motor_api' };
    const apiFolder = path.join(published.folder, 'motor-api');
    await mkdir(apiFolder);
    await writeFile(path.join(apiFolder, 'bellhop.json'), JSON.stringify(api));
    await writeFile(path.join(apiFolder, 'requirements-model.txt'), pin);
    editor = await Editor.start({ version: 'newest', settings: { 'window.dialogStyle': 'custom' } });
    const company = path.join(published.folder, 'company.json');
    const through = (await proxy.start()).replace('//', '//ann:top%20secret@');
    await writeFile(company, JSON.stringify({ schema: 1, proxy: through }));
    await editor.writeMachineSettings({ 'bellhop.company': company });
    window = await editor.open({ folder: published.folder });
    await window.views.open('Bellhop');
    await window.statusBar.waitFor(/Motor: scorer stopped/);
  });
  after(async () => {
    await editor.stop();
    await Promise.all([server.stop(), proxy.stop()]);
    await published.close();
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await window.screenshot(`failed-${this.currentTest.title}`);
  });

  const refs = () => git(published.remote, 'for-each-ref', '--format=%(refname)').split('\n');

  it('shows what changed, proposes the version, and pushes nothing without a yes', async () => {
    await window.runCommand('Bellhop: Publish Model Package');
    await window.quickInput.waitForTitle('Publish Motor');
    assert.equal(await window.quickInput.value(), '1.3.0');
    await window.quickInput.waitForMessage('v1.2.0 was the last one, and the changes ask for a minor one');
    const page = await window.webviewFrame('h1#motor-130');
    assert.match(
      await page.locator('body').innerText(),
      /3 of \d+ golden rows of the version before score otherwise/,
    );
    await window.screenshot('90-publish-difference');
    await window.quickInput.type('1.2.0');
    await window.quickInput.waitForMessage('The tag v1.2.0 exists already');
    await window.quickInput.type('1.3.0');
    await window.quickInput.accept();
    await window.dialog.waitFor('Push v1.3.0 of Motor to origin?');
    await window.screenshot('91-publish-question');
    await window.dialog.click('Cancel');
    assert.deepEqual(refs(), ['refs/heads/main']);
    assert.equal(published.git('status', '--porcelain'), '');
  });

  it('commits, tags and pushes by the built-in Git extension after a yes', async () => {
    await window.runCommand('Bellhop: Publish Model Package');
    await window.quickInput.waitForTitle('Publish Motor');
    await window.quickInput.accept();
    await window.dialog.waitFor('Push v1.3.0');
    await window.dialog.click('Push');
    const message = await window.notifications.waitFor('Pushed v1.3.0 to origin');
    assert.match(
      message,
      /Once it is through, the version is on the package index, and Motor API can use it/,
    );
    assert.deepEqual(refs(), ['refs/heads/main', 'refs/tags/v1.3.0']);
    assert.equal(git(published.remote, 'log', '-1', '--format=%s', 'v1.3.0'), 'Motor 1.3.0');
    assert.equal(published.git('status', '--porcelain'), '');
  });

  it('offers the version to the API project that serves the package, and says so while it is not on the index', async () => {
    await window.screenshot('92-publish-offer');
    await window.notifications.click('Pushed v1.3.0 to origin', 'Use Model Version');
    await window.notifications.waitFor('motor 1.3.0 is not on the package index yet');
    await window.notifications.clear();
  });

  it('reaches the remote through the proxy of the company file, and tells nobody its password', async () => {
    published.git('remote', 'set-url', 'origin', 'https://git.example.test/motor.git');
    await window.runCommand('Bellhop: Publish Model Package');
    const message = await window.notifications.waitFor('The remote origin did not answer');
    assert.doesNotMatch(message, /secret/);
    assert.ok(proxy.asked.includes('CONNECT git.example.test:443'), proxy.asked.join());
    published.git('remote', 'set-url', 'origin', published.remote);
    await window.notifications.clear();
  });

  it('says why it does not publish, with the button that helps', async () => {
    await commit(published.project.folder, { [`src/${published.project.packageName}/extra.py`]: 'A = 1\n' });
    await window.runCommand('Bellhop: Publish Model Package');
    await window.notifications.waitFor('The code of Motor changed since training');
    await untilFound('the button', async () =>
      (await window.notifications.buttons('The code of Motor')).includes('Train Model') ? true : undefined,
    );
  });
});
