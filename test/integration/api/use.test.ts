import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { SavedRequest } from '../../../contract/savedRequest';
import { readModelPin } from '../../../extension/api/modelPin';
import { runProgram } from '../../../extension/processes/runProgram';
import { buildAll } from '../../../scripts/build';
import { gone } from '../../gone';
import { bellhop, serve, type Ended } from '../cli/bellhop';
import { hashOf, IndexServer, modelWheel, type ServedWheel } from '../packageIndex/indexServer';
import { pythonEnvironment } from '../template/pythonEnvironment';

const GRAPH = readFileSync(
  path.resolve(import.meta.dirname, '../../fixtures/artefacts/frequency/model.onnx'),
);
const WHEELS = [
  modelWheel('0.1.0', { graph: GRAPH }),
  modelWheel('0.2.0', {
    graph: GRAPH,
    change: ({ input, metrics, examples }) => {
      const { kilometres } = input.properties;
      if (kilometres) kilometres.maximum = 9;
      for (const metric of metrics) metric.value = 0.75;
      examples.push({ title: 'Third', row: examples[0]?.row ?? {} });
    },
  }),
  modelWheel('0.3.0', { graph: Buffer.from('another graph than model.json describes') }),
  modelWheel('0.4.0', { graph: GRAPH, requiresPython: '>=3.99' }),
  modelWheel('0.5.0', { change: (artefact) => Object.assign(artefact, { schema: 99, bellhop: '9.0.0' }) }),
];

describe('bellhop use and bellhop serve, in an API project', function () {
  this.timeout('10m');
  let folder: string;
  let server: IndexServer;
  let project: string;
  let python: string;
  let was: Map<string, string>;

  before(async () => {
    await buildAll();
    folder = await mkdtemp(path.join(tmpdir(), 'bellhop-use-'));
    server = new IndexServer(WHEELS);
    const url = await server.start();
    const made = await bellhop([
      ...['new', 'api', '--no-input', '--json', '--output-dir', folder],
      ...[`index_url=${url}`, 'model_package=claim-frequency==0.1.0'],
    ]);
    assert.equal(made.status, 0, made.out);
    project = String(made.last?.['project']);
    python = await pythonEnvironment(path.join(project, 'requirements-dev.lock'));
  });
  beforeEach(async () => {
    was = await contents();
  });
  after(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const use = (...args: string[]): Promise<Ended> =>
    bellhop(['use', ...args, project, '--no-input', '--json', '--python', python]);

  /** Every file of the project and what it holds. */
  async function contents(): Promise<Map<string, string>> {
    const entries = await readdir(project, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile() && !entry.parentPath.includes('.git'));
    const read = files.map(async ({ parentPath, name }) => {
      const file = path.join(parentPath, name);
      return [path.relative(project, file), await readFile(file, 'latin1')] as const;
    });
    return new Map((await Promise.all(read)).sort(([left], [right]) => left.localeCompare(right)));
  }

  /** A wheel, unpacked into a folder that is to be on Python's path. */
  async function unpacked(wheel: ServedWheel | undefined): Promise<string> {
    assert.ok(wheel);
    const packages = path.join(folder, wheel.name.replace('.whl', ''));
    const file = path.join(folder, wheel.name);
    await writeFile(file, wheel.bytes);
    const args = ['-m', 'zipfile', '--extract', file, packages];
    assert.equal(await runProgram({ command: python, args, cwd: folder }), 0);
    return packages;
  }

  /** What an earlier release of the package wrote into `requests/`, with a request of a person's own beside. */
  async function saveRequests(own: object): Promise<void> {
    const env = { ...process.env, PYTHONPATH: await unpacked(WHEELS[0]) };
    const args = ['-m', 'flask', '--app', 'src/claim_frequency_api/app.py', 'save-requests'];
    assert.equal(await runProgram({ command: python, args, cwd: project, env }), 0);
    await mkdir(path.join(project, 'requests'), { recursive: true });
    await writeFile(path.join(project, 'requests', 'mine.request.json'), JSON.stringify(own));
  }

  function refused({ status, out, last }: Ended, code: string): { message: string; next: string } {
    assert.equal(status, code === 'wrong-use' ? 2 : 1, out);
    const error = last?.['error'] as { code: string; message: string; next: string };
    assert.equal(error.code, code, error.message);
    return error;
  }

  const unchanged = async (): Promise<void> => assert.deepEqual(await contents(), was);

  for (const [what, args, code, says] of [
    ['another package', ['motor==1.0'], 'other-package', /serves claim-frequency, not motor/],
    ['an unknown version', ['claim-frequency==7.0'], 'version-unknown', /it has 0\.5\.0, 0\.4\.0/],
    ['the same version', ['claim-frequency==0.1'], 'same-version', /uses claim-frequency 0\.1\.0 already/],
    ['no version', ['claim-frequency'], 'wrong-use', /0\.1\.0 · in use/],
    [
      'an artefact from a newer schema',
      ['claim-frequency==0.5.0'],
      'schema-newer',
      /model\.json of claim-frequency 0\.5\.0 has schema 99/,
    ],
    ['a version for another Python', ['claim-frequency==0.4.0'], 'python-unfit', /is for Python >=3\.99/],
  ] as const) {
    it(`refuses ${what}, and everything is as it was`, async () => {
      const { message, next } = refused(await use(...args), code);
      assert.match(message, says);
      assert.notEqual(next, '');
      await unchanged();
    });
  }

  it('says of an index that asks for a password, or that cannot be reached, what to do', async () => {
    const file = path.join(project, 'requirements-model.txt');
    const pin = await readFile(file, 'utf8');
    const other = new IndexServer(WHEELS, { login: 'ann:secret' });
    const url = await other.start();
    try {
      await writeFile(file, pin.replace(/(?<=--index-url )\S+/, url));
      was = await contents();
      const login = refused(await use('claim-frequency==0.2.0'), 'index-login');
      assert.match(login.message, /asks for a user name and a password/);
      assert.match(login.next, /netrc/);
      await other.stop();
      const away = refused(await use('claim-frequency==0.2.0'), 'index-unreachable');
      assert.match(away.message, /cannot be reached: nobody listens there/);
      await unchanged();
    } finally {
      await writeFile(file, pin);
    }
  });

  it('refuses a model that is broken before the contract suite is run, and everything is as it was', async () => {
    const ended = await use('claim-frequency==0.3.0');
    const { message } = refused(ended, 'model-refused');
    assert.match(message, /does not serve its model.*stays as it was/s);
    assert.doesNotMatch(ended.out, /Run the contract suite/);
    await unchanged();
  });

  it('has a contract suite that says of a broken model why it does not start', async () => {
    let output = '';
    const env = { ...process.env, PYTHONPATH: await unpacked(WHEELS[2]), PYTHONDONTWRITEBYTECODE: '1' };
    const args = ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', '-k', 'too_slow_keeps'];
    const program = { command: python, args, cwd: project, env };
    const status = await runProgram(program, { onOutput: (text) => (output += text) });
    assert.equal(status, 1, output);
    assert.match(output, /is not the file that model\.json describes/);
    assert.doesNotMatch(output, /did not come in time/);
  });

  it('refuses a version with which the tests of the project fail', async () => {
    const own = path.join(project, 'tests', 'test_own.py');
    // Pytest ends at once where it cannot read a test.
    await writeFile(own, 'raise RuntimeError("this project needs another column")\n');
    was = await contents();
    try {
      const { message } = refused(await use('claim-frequency==0.2.0'), 'contract-failed');
      assert.match(message, /this project needs another column/);
      await unchanged();
    } finally {
      await rm(own);
    }
  });

  it('refuses a version with which a saved request of a person fails, and takes it over where that is accepted', async () => {
    const row = { zone: 'suburb', make: '5', kilometres: 12, bonus: 4 };
    const mine: SavedRequest = { schema: 1, name: 'Mine', rows: [row], expect: { status: 200 } };
    await saveRequests(mine);
    was = await contents();
    const { message } = refused(await use('claim-frequency==0.2.0'), 'requests-failed');
    assert.match(message, /1 of \d+ saved requests fail/);
    assert.match(message, /mine\.request\.json/);
    await unchanged();

    const used = await use('claim-frequency==0.2.0', '--accept-failing');
    assert.equal(used.status, 0, used.out);
    const { from, to, changes, metrics, scores, renewed } = used.last ?? {};
    assert.deepEqual([from, to], ['0.1.0', '0.2.0']);
    assert.deepEqual(changes, [{ kind: 'breaking', text: 'Column "kilometres" takes at most 9' }]);
    assert.deepEqual(metrics, [{ title: 'Deviance explained', after: 0.75, before: 0.5 }]);
    assert.deepEqual((scores as { changed: number }).changed, 0);
    assert.deepEqual(renewed, ['third.request.json'], 'what the package has anew');
    const after = await contents();
    const differing = [...after].filter(([file, text]) => was.get(file) !== text).map(([file]) => file);
    assert.deepEqual(differing.sort(), ['requests/third.request.json', 'requirements-model.txt']);
    const [, wheel = assert.fail()] = WHEELS;
    assert.ok(
      after
        .get('requirements-model.txt')
        ?.endsWith(`\nclaim-frequency==0.2.0 \\\n    --hash=sha256:${hashOf(wheel)}\n`),
    );
  });

  it('runs the API, and leaves no process behind where the command is killed', async () => {
    const serving = await serve(project, ['--python', python], { PYTHONPATH: await unpacked(WHEELS[1]) });
    assert.equal((await fetch(`${serving.url}/health/ready`)).status, 200);
    serving.child.kill('SIGKILL');
    await gone(serving.pid);
    await assert.rejects(fetch(`${serving.url}/health/ready`));
  });

  it('says of an artefact from a newer schema why the API does not run', async () => {
    // Of the version that is pinned, so that nothing is installed.
    const { version } = await readModelPin(project);
    const newer = modelWheel(version, { change: (artefact) => Object.assign(artefact, { schema: 99 }) });
    const packages = await unpacked({ ...newer, name: newer.name.replace('py3', 'newer') });
    await assert.rejects(
      serve(project, ['--python', python], { PYTHONPATH: packages }),
      /"model-refused".*has the format 99, this API reads formats up to \d/,
    );
  });

  it('lets nothing in its scratch folders behind', async () => {
    const left = (await readdir(tmpdir())).filter((name) => /^bellhop-(use|wheel)-/.test(name));
    assert.deepEqual(
      left.filter((name) => name !== path.basename(folder)),
      [],
    );
  });
});
