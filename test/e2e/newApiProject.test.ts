import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { hashOf, IndexServer, modelWheel } from '../integration/packageIndex/indexServer';
import { Editor } from './editor';
import type { Workbench } from './harness/workbench';

const WHEELS = [
  modelWheel('0.1.0'),
  modelWheel('0.2.0', { requiresPython: '>=3.12' }),
  modelWheel('0.3.0', { yanked: 'scores are wrong' }),
  modelWheel('0.4.0', { change: (artefact) => Object.assign(artefact, { schema: 99, bellhop: '9.0.0' }) }),
];

describe('New API Project', function () {
  this.timeout(180_000);
  let folder: string;
  let server: IndexServer;
  let url: string;
  let editor: Editor;
  let window: Workbench;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'bellhop-new-api-'));
    server = new IndexServer(WHEELS, { login: 'ann:top secret' });
    url = await server.start();
    editor = await Editor.start({ version: 'newest', settings: { 'window.dialogStyle': 'custom' } });
    window = await editor.open({ folder });
  });
  after(async () => {
    await editor.stop();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await window.screenshot(`failed-${this.currentTest.title}`);
  });

  it('picks the model package and its version from an index that asks for a login', async () => {
    const { quickInput, dialog } = window;
    await window.runCommand('Bellhop: New API Project');
    await quickInput.waitForMessage('The package index that has the model package');
    await quickInput.type(url);
    await quickInput.accept();
    await quickInput.waitForPlaceholder('The model package to serve');
    await quickInput.type('claim-frequency');
    await quickInput.accept();

    await quickInput.waitForTitle('Package index 127.0.0.1');
    await quickInput.type('ann');
    await quickInput.accept();
    await quickInput.waitForMessage('Password or token of ann');
    await quickInput.type('top secret');
    await quickInput.accept();

    await quickInput.waitForPlaceholder('The version to serve');
    await quickInput.row('0.2.0').waitFor();
    const rows = await quickInput.rows();
    assert.deepEqual(
      rows.map(({ label, description }) => [label, description]),
      [
        ['0.4.0', ''],
        ['0.3.0', 'yanked: scores are wrong'],
        ['0.2.0', 'Python >=3.12'],
        ['0.1.0', ''],
      ],
    );
    assert.match(rows[2]?.detail ?? '', /^frequency · 4 columns: zone, make, kilometres, bonus · /);
    await window.screenshot('95-new-api-version');

    await quickInput.pick('0.4.0');
    await dialog.waitFor('model.json of claim-frequency 0.4.0 has schema 99');
    await dialog.click('OK');
    await quickInput.pick('0.2.0');
    await quickInput.waitForMessage('Name of the project');
    assert.equal(await quickInput.value(), 'Claim Frequency API');
    await quickInput.accept();
    await quickInput.waitForMessage('Creates');
    await quickInput.type(folder);
    await quickInput.accept();
    await quickInput.waitForTitle(`Created ${path.join(folder, 'claim-frequency-api')}`);
    await quickInput.escape();

    const made = path.join(folder, 'claim-frequency-api');
    const [, wheel = assert.fail()] = WHEELS;
    assert.equal(
      await readFile(path.join(made, 'requirements-model.txt'), 'utf8'),
      `--index-url ${url}\nclaim-frequency==0.2.0 \\\n    --hash=sha256:${hashOf(wheel)}\n`,
    );
    assert.match(await readFile(path.join(made, 'pyproject.toml'), 'utf8'), /requires-python = ">=3\.12"/);
  });

  it('offers what an API project can do in the projects view', async () => {
    await window.views.open('Bellhop');
    await window.views.row('Projects', 'Claim Frequency API').waitFor();
    await window.views.clickRowAction('Projects', 'Claim Frequency API', 'Use Model Version');
    await window.quickInput.waitForTitle('Use Model Version in Claim Frequency API');
    await window.quickInput.row('0.2.0').waitFor();
    const rows = await window.quickInput.rows();
    assert.ok(rows.some(({ label, description }) => label === '0.2.0' && /^in use/.test(description)));
    await window.screenshot('96-use-version');
    await window.quickInput.escape();
  });
});
