import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { hashOf, IndexServer, modelWheel } from '../integration/packageIndex/indexServer';
import { outputOf, venvPython } from '../../extension/environment/interpreter';
import { pythonEnvironment } from '../integration/template/pythonEnvironment';
import { Editor } from './editor';
import { untilFound } from './harness/until';
import type { Workbench } from './harness/workbench';
import { Tester } from './tester';

/** The artefact that is in the wheels. */
const ARTEFACT = path.resolve(import.meta.dirname, '../fixtures/artefacts/frequency');
const WHEELS = [
  modelWheel('0.1.0'),
  modelWheel('0.2.0', { requiresPython: '>=3.12', graph: readFileSync(path.join(ARTEFACT, 'model.onnx')) }),
  modelWheel('0.3.0', { yanked: 'scores are wrong' }),
  modelWheel('0.4.0', { change: (artefact) => Object.assign(artefact, { schema: 99, bellhop: '9.0.0' }) }),
];

describe('New API Project', function () {
  this.timeout(180_000);
  let folder: string;
  let company: string;
  let server: IndexServer;
  let url: string;
  let editor: Editor;
  let window: Workbench;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'bellhop-new-api-'));
    server = new IndexServer(WHEELS, { login: 'ann:top secret' });
    url = await server.start();
    company = path.join(folder, 'company.json');
    await writeFile(company, JSON.stringify({ schema: 1 }));
    editor = await Editor.start({ version: 'newest', settings: { 'window.dialogStyle': 'custom' } });
    await editor.writeMachineSettings({ 'bellhop.company': company });
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

  it('runs the API in the environment of the project, and the request tester asks it', async () => {
    const api = path.join(folder, 'claim-frequency-api');
    await makeVenv(api);
    const model = path.join(folder, 'motor');
    await cp(ARTEFACT, path.join(model, 'artefacts'), { recursive: true });
    const about = { schema: 1, kind: 'model', name: 'Motor', package: 'motor', artefact: 'artefacts' };
    await writeFile(path.join(model, 'bellhop.json'), JSON.stringify(about));
    await window.views.row('Projects', 'Motor').waitFor();
    await window.views.clickRowAction('Projects', 'Claim Frequency API', 'Run API');
    const said = await window.notifications.waitFor('The API of Claim Frequency API answers at', 90_000);
    const [url = ''] = /http:\/\/127\.0\.0\.1:\d+/.exec(said) ?? [];
    const ready = (await (await fetch(`${url}/health/ready`)).json()) as { model: { version: string } };
    assert.equal(ready.model.version, '0.2.0', 'the package that is pinned, from its index');
    const installed = await outputOf(
      venvPython(api, process.platform),
      ['-c', 'import claim_frequency; print(claim_frequency.__file__)'],
      api,
    );
    assert.ok(installed?.startsWith(path.join(api, '.venv')), installed);

    await window.runCommand('Bellhop: Select Current Project');
    await window.quickInput.pick('Motor');
    const tester = await Tester.open(window);
    await window.runCommand('Bellhop: Choose Target');
    await window.quickInput.waitForTitle('Choose Target of Motor');
    await window.quickInput.pick('Claim Frequency API');
    await untilFound('the API as the target', async () => {
      const words = await tester.frame.locator('.target').first().innerText();
      return /Claim Frequency API\s+Ready/.test(words) ? true : undefined;
    });
    await tester.send();
    const predicted = await tester.prediction();
    await window.screenshot('97-run-api');
    const { examples } = JSON.parse(await readFile(path.join(ARTEFACT, 'model.json'), 'utf8')) as {
      examples: { row: object }[];
    };
    const answer = await fetch(`${url}/predict`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ rows: [examples[0]?.row] }),
    });
    const { predictions } = (await answer.json()) as { predictions: number[] };
    assert.ok(Math.abs(predicted - (predictions[0] ?? NaN)) < 1e-3, `${predicted} ${predictions[0]}`);

    await window.views.clickRowAction('Projects', 'Claim Frequency API', 'Stop API');
    await untilFound('the API to end', () =>
      fetch(`${url}/health/live`).then(
        () => undefined,
        () => true,
      ),
    );
  });

  it('asks for no index where the company file names one', async () => {
    await writeFile(company, JSON.stringify({ schema: 1, package_index: url }));
    await window.runCommand('Bellhop: New API Project');
    await window.quickInput.waitForPlaceholder('The model package to serve');
    await window.quickInput.row('claim-frequency').waitFor();
    await window.quickInput.escape();
  });
});

/**
 * Makes the environment of an API project as its lock says, but for the model package: the packages are those of the
 * environment that tests share, since installing them takes half a minute.
 */
async function makeVenv(project: string): Promise<void> {
  const shared = await pythonEnvironment(path.join(project, 'requirements-dev.lock'));
  const folderOf = 'import sysconfig; print(sysconfig.get_path("purelib"))';
  assert.notEqual(await outputOf(shared, ['-m', 'venv', '--without-pip', '.venv'], project), undefined);
  const own = await outputOf(venvPython(project, process.platform), ['-c', folderOf], project);
  const packages = await outputOf(shared, ['-c', folderOf], project);
  assert.ok(own !== undefined && packages !== undefined);
  await writeFile(path.join(own.trim(), 'shared.pth'), `${packages.trim()}\n`);
}
