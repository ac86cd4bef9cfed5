import assert from 'node:assert/strict';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { readArtefact, ARTEFACT_FILE } from '../../../contract/readArtefact';
import { SAVED_REQUEST_SCHEMA } from '../../../contract/savedRequest';
import type { RequestResult } from '../../../extension/requests/saved/runRequest';
import { savedAnswer, writeNewRequest } from '../../../extension/requests/saved/saveAnswer';
import { buildAll } from '../../../scripts/build';
import { markedProcesses } from '../../../scripts/vscode/markedProcesses';
import { answeringServer, type AnsweringServer } from '../../unit/requests/answeringServer';
import { bellhop, startBellhop, type Ended } from '../cli/bellhop';
import { readJunit } from './junit';

const ARTEFACTS = path.resolve(import.meta.dirname, '../../fixtures/artefacts');
const ROW = { zone: 'city', make: '1', kilometres: 2, bonus: 3 };

interface Saved {
  name: string;
  rows?: Record<string, unknown>[];
  expect?: unknown;
  schema?: number;
}

describe('bellhop test', function () {
  this.timeout(120_000);
  let folder: string;
  let project: string;
  let artefact: string;

  before(async () => {
    await buildAll();
    folder = await mkdtemp(path.join(os.tmpdir(), 'bellhop-test-'));
    project = path.join(folder, 'motor');
    artefact = path.join(project, 'src', 'motor', 'artefacts');
    await cp(path.join(ARTEFACTS, 'frequency'), artefact, { recursive: true });
    await writeFile(
      path.join(project, 'bellhop.json'),
      JSON.stringify({
        schema: 1,
        kind: 'model',
        name: 'Motor',
        package: 'motor',
        artefact: 'src/motor/artefacts',
      }),
    );
  });
  after(() => rm(folder, { recursive: true, force: true }));
  beforeEach(() => rm(path.join(project, 'requests'), { recursive: true, force: true }));
  afterEach(() => assert.deepEqual(markedProcesses(`BELLHOP_PROJECT=${project}`), [], 'no scorer is left'));

  async function write(file: string, { rows = [ROW], schema = SAVED_REQUEST_SCHEMA, ...request }: Saved) {
    await mkdir(path.join(project, 'requests'), { recursive: true });
    const text = JSON.stringify({ schema, rows, ...request }, null, 2);
    await writeFile(path.join(project, 'requests', file), text);
  }

  const run = (...args: string[]): Promise<Ended> => bellhop(['test', project, ...args]);

  async function runJson(...args: string[]): Promise<{ status: number | null; requests: RequestResult[] }> {
    const { status, lines } = await run('--json', ...args);
    const report = lines.find((line) => 'requests' in line);
    return { status, requests: (report?.['requests'] ?? []) as RequestResult[] };
  }

  it('passes where every answer is as expected: exit status 0, and a line for each', async () => {
    const { golden, examples } = readArtefact(await readFile(path.join(artefact, ARTEFACT_FILE), 'utf8'));
    const predictions = golden.rows.map(({ prediction }) => prediction);
    const answer = { status: 200, predictions };
    const rows = golden.rows.map(({ row }) => row);
    await writeNewRequest(project, savedAnswer('Golden rows', rows, answer, golden));
    await write('example.request.json', { name: 'First example', rows: [examples[0]?.row ?? {}] });
    await write('refused.request.json', {
      name: 'Refuses bonus 9',
      rows: [{ ...ROW, bonus: 9 }],
      expect: { status: 400, values: [{ path: '$.errors[0].column', equals: 'bonus' }] },
    });
    await writeFile(path.join(project, 'requests', 'notes.json'), 'no saved request');
    const { status, out, err } = await run();
    assert.equal(status, 0, err);
    assert.match(
      out,
      /^Motor at the embedded scorer\n\n {2}✔ First example \(\d+ ms\)\n {2}✔ Golden rows .*\n(?: {6}warning: .*\n)* {2}✔ Refuses bonus 9 .*\n\n3 passed, 0 failed\n$/,
    );
    assert.match(err, /1\/3 First example: passed/);
  });

  it('fails when a score drifts: exit status 1, and which request, path, values and how far beyond', async () => {
    await write('drifted.request.json', {
      name: 'City driver',
      expect: { values: [{ path: '$.predictions[0]', equals: 7.5, tolerance: { relative: 1e-5 } }] },
    });
    await write('fine.request.json', { name: 'Fine' });
    const { status, out, err } = await run();
    assert.equal(status, 1);
    assert.match(out, /✘ City driver \(requests\/drifted\.request\.json\)/);
    assert.match(
      out,
      /\$\.predictions\[0\] drifted: 0\.\d+ instead of 7\.5, \d\.\d+ away, \d+ times the tolerance of 0\.000075/,
    );
    assert.match(out, /✔ Fine [^]*1 passed, 1 failed\n$/);
    assert.match(err, /1 of 2 saved requests failed\.\nLook at what each says/);
    assert.ok(!out.includes('\u001b'));
  });

  it('tells rows that no longer fit the model from a drift, in the validator’s words', async () => {
    const values = [{ path: '$.predictions[0]', equals: 7.5 }];
    await write('1.request.json', { name: 'Drift', expect: { values } });
    await write('2.request.json', {
      name: 'No longer fits',
      rows: [ROW, { ...ROW, kilometres: 'two', bonus: 9 }],
      expect: { values },
    });
    await write('3.request.json', { name: 'Old column', rows: [{ ...ROW, colour: 'red' }] });
    const { status, requests } = await runJson();
    assert.equal(status, 1);
    assert.deepEqual(
      requests.map(({ outcome, findings }) => [outcome, findings.map(({ kind }) => kind)]),
      [
        ['failed', ['drift']],
        ['failed', ['refused', 'refused']],
        ['passed', []],
      ],
    );
    assert.deepEqual(
      requests[1]?.findings.map(({ message, at }) => [message, at]),
      [
        [
          'the model refuses row 1, column "kilometres": expected an integer of at least 0, got "two"',
          ['rows', 1, 'kilometres'],
        ],
        [
          'the model refuses row 1, column "bonus": expected an integer from 1 to 7, got 9',
          ['rows', 1, 'bonus'],
        ],
      ],
    );
    assert.deepEqual(requests[2]?.warnings, ['row 0, column "colour": no such column']);
  });

  it('refuses a newer schema and broken JSON by the file’s name, and runs the others', async () => {
    await write('a-newer.request.json', { name: 'Newer', schema: 9 });
    await write('b-broken.request.json', { name: 'x' });
    await writeFile(path.join(project, 'requests', 'b-broken.request.json'), '{"schema": 1, "rows":');
    await write('c-fine.request.json', { name: 'Fine' });
    const { status, out } = await run();
    assert.equal(status, 1);
    assert.match(out, /requests\/a-newer\.request\.json has schema 9; this Bellhop reads up to 1/);
    assert.match(out, /requests\/b-broken\.request\.json is not valid JSON/);
    assert.match(out, /1 passed, 0 failed, 2 without an answer/);
  });

  it('fails in a project without saved requests, and says how to get one', async () => {
    const { status, last } = await run('--json');
    assert.equal(status, 1);
    const { code, message, next } = last?.['error'] as Record<string, string>;
    assert.equal(code, 'no-requests');
    assert.ok(message?.includes(path.join(project, 'requests')));
    assert.match(next ?? '', /Request Tester/);
  });

  it('says what is wrong with an artefact that does not serve', async () => {
    await write('fine.request.json', { name: 'Fine' });
    const other = path.join(folder, 'untrained');
    await cp(project, other, { recursive: true });
    await rm(path.join(other, 'src'), { recursive: true });
    const { status, last } = await bellhop(['test', other, '--json']);
    assert.equal(status, 1);
    assert.equal((last?.['error'] as { code: string }).code, 'artefact-missing');
  });

  it('--reporter junit writes a report that the schema accepts', async () => {
    await write('a.request.json', {
      name: 'City & <"suburb">',
      expect: { values: [{ path: '$.predictions[0]', equals: 7.5 }] },
    });
    await write('b.request.json', { name: 'Newer', schema: 9 });
    await write('c.request.json', { name: 'Fine' });
    const { status, out } = await run('--reporter', 'junit');
    assert.equal(status, 1);
    const [failed, unreadable, passed] = readJunit(out);
    assert.equal(failed?.attributes['name'], 'City & <"suburb">');
    const [failure] = failed.children;
    assert.deepEqual([failure?.name, failure?.attributes['type']], ['failure', 'drift']);
    assert.match(failure?.text ?? '', /^requests\/a\.request\.json\n\$\.predictions\[0\] drifted/);
    assert.equal(unreadable?.children[0]?.name, 'error');
    assert.deepEqual(passed?.children, []);
  });

  it('--reporter json writes one document', async () => {
    await write('a.request.json', { name: 'Fine' });
    const { status, out } = await run('--reporter', 'json');
    assert.equal(status, 0);
    const report = JSON.parse(out) as Record<string, unknown>;
    assert.deepEqual([report['project'], report['passed'], report['failed']], ['Motor', 1, 0]);
  });

  for (const [what, args] of [
    ['a reporter that is none', ['--reporter', 'html']],
    ['a target that is no address', ['--target', 'localhost:80:80']],
    ['a target of another kind', ['--target', 'file:///etc/passwd']],
    ['a target with a token in it', ['--target', 'http://127.0.0.1/?key=s3cret']],
    ['a header without a target', ['--header', 'X-A: 1']],
    ['a token in the command line', ['--target', 'http://127.0.0.1', '--header', 'X-Api-Key: s3cret']],
    ['--json and a reporter at once', ['--reporter', 'junit', '--json']],
  ] as const) {
    it(`says wrong use with status 2 for ${what}`, async () => {
      const { status, out, err } = await run(...args);
      assert.equal(status, 2);
      assert.ok(!`${out}${err}`.includes('s3cret'));
    });
  }

  describe('against another target', () => {
    let server: AnsweringServer;
    let answer: RequestListener;
    const prediction = {
      model: { name: 'm', version: '1' },
      request_id: 'r',
      predictions: [0.5],
      warnings: [],
    };

    before(async () => (server = await answeringServer(() => answer)));
    after(() => server.stop());
    beforeEach(() => write('a.request.json', { name: 'Fine' }));

    it('sends headers whose values come from the environment, and covers them where the target repeats them', async () => {
      answer = (request, response) => {
        const { authorization } = request.headers;
        const fits = authorization === 'Bearer s3cret-7' && request.headers['x-trace'] === '7';
        response.writeHead(fits ? 403 : 500).end(`Not for ${authorization}`);
      };
      const headers = ['--header', 'Authorization: Bearer $API_TOKEN', '--header', 'X-Trace: 7'];
      for (const args of [[], ['--json'], ['--reporter', 'junit']]) {
        const command = ['test', project, '--target', server.url, ...headers, ...args];
        const { status, out, err } = await bellhop(command, { API_TOKEN: 's3cret-7' });
        assert.equal(status, 1, err);
        assert.match(out, /403 instead of 200 \(\\?(&quot;|")Not for Bearer •••/);
        assert.ok(!(out + err).includes('s3cret'));
      }
    });

    it('sends the requests there, and shows neither user nor password', async () => {
      let authorization: string | undefined;
      answer = (request, response) => {
        ({ authorization } = request.headers);
        response.end(JSON.stringify(prediction));
      };
      const url = server.url.replace('http://', 'http://ana:s3cret@');
      for (const args of [[], ['--json'], ['--reporter', 'junit']]) {
        const { status, out, err } = await run('--target', `${url}/`, ...args);
        assert.equal(status, 0, err);
        assert.ok(!/ana|s3cret/.test(out + err), out + err);
        assert.ok(out.includes(server.url));
      }
      assert.equal(authorization, `Basic ${Buffer.from('ana:s3cret').toString('base64')}`);
    });

    it('says that nobody answers there', async () => {
      const unused = await answeringServer(() => answer);
      await unused.stop();
      const { status, out } = await run('--target', unused.url);
      assert.equal(status, 1);
      assert.match(out, /Nothing answers at http:\/\/127\.0\.0\.1:\d+/);
    });

    it('ends on SIGINT with status 130, while it waits for an answer', async () => {
      const { child, ended } = startBellhop(['test', project, '--target', server.url]);
      await new Promise<void>((resolve) => (answer = () => resolve()));
      child.kill('SIGINT');
      const { status, out, err } = await ended;
      assert.equal(status, 130);
      assert.equal(out, '');
      assert.match(err, /Interrupted/);
    });
  });

  it('ends its own scorer on SIGTERM', async () => {
    // Far more than are answered before the signal, which comes with the first word of progress.
    for (let index = 0; index < 200; index++) {
      await write(`${index}.request.json`, { name: `Request ${index}` });
    }
    const { child, ended } = startBellhop(['test', project]);
    assert.ok(child.stderr);
    await once(child.stderr, 'data');
    child.kill('SIGTERM');
    const { status } = await ended;
    assert.equal(status, 130);
  });
});
