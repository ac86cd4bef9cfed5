import assert from 'node:assert/strict';
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { buildAll } from '../../../scripts/build';
import { markedProcesses } from '../../../scripts/vscode/markedProcesses';
import { answeringServer, type AnsweringServer } from '../../unit/requests/answeringServer';
import { bellhop, startBellhop, type Ended } from '../cli/bellhop';
import { makeModelProject } from '../template/modelProject';

const POLICIES = path.resolve(import.meta.dirname, '../../fixtures/parquet/policies.parquet');
const GOOD = '3,2,5,4';
/** Bonus is a number. */
const BAD = '3,2,high,4';

describe('bellhop score', function () {
  this.timeout(120_000);
  let folder: string;
  let project: string;
  let input: string;
  let output: string;

  before(async () => {
    await buildAll();
    folder = await mkdtemp(path.join(os.tmpdir(), 'bellhop-score-'));
    ({ folder: project } = await makeModelProject(folder, { project_name: 'Motor', task: 'frequency' }));
    input = path.join(folder, 'policies.csv');
    output = path.join(folder, 'policies.scored.csv');
  });
  after(() => rm(folder, { recursive: true, force: true }));
  beforeEach(async () => {
    for (const file of await readdir(folder)) {
      if (file.startsWith('policies')) await rm(path.join(folder, file));
    }
  });
  afterEach(() => assert.deepEqual(markedProcesses(`BELLHOP_PROJECT=${project}`), [], 'no scorer is left'));

  const write = (lines: readonly string[]): Promise<void> =>
    writeFile(
      input,
      ['id,Kilometres,Zone,Bonus,Make', ...lines.map((line, id) => `${id},${line}`)].join('\n'),
    );
  const run = (...args: string[]): Promise<Ended> => bellhop(['score', input, project, ...args]);
  const files = async (): Promise<string[]> =>
    (await readdir(folder)).filter((file) => file.startsWith('policies')).sort();
  const many = (count: number): string[] => Array.from({ length: count }, () => GOOD);

  it('writes every row with its score into a new file beside it: exit status 0', async () => {
    await write(many(1200));
    const { status, out, err } = await run();
    assert.equal(status, 0, err);
    assert.match(out, /^.*policies\.scored\.csv holds 1200 rows, 0 of them failed; \d+ rows a second\.\n$/);
    assert.equal(err, '', 'no progress where stderr is no terminal');
    const lines = (await readFile(output, 'utf8')).trim().split('\n');
    assert.equal(lines.length, 1201);
    assert.equal(lines[0], 'id,Kilometres,Zone,Bonus,Make,prediction,error');
    assert.match(lines[1200] ?? '', /^1199,3,2,5,4,0\.\d+,$/);
  });

  it('lists the rows that failed by number and reason: exit status 1, and the others have their scores', async () => {
    await write([GOOD, BAD, GOOD]);
    const { status, out, err } = await run();
    assert.equal(status, 1);
    assert.match(out, /holds 3 rows, 1 of them failed/);
    assert.match(err, /^Row 2: Bonus: expected an integer.*\n1 of 3 rows failed\.\nThe column error /);
    const json = await run('--force', '--json');
    assert.equal(json.status, 1);
    const result = json.lines.find((line) => 'rows' in line) ?? {};
    assert.deepEqual(
      [result['project'], result['target'], result['output'], result['rows'], result['failed']],
      ['Motor', 'the embedded scorer', output, 3, 1],
    );
    const [failure] = result['failures'] as { row: number; error: string }[];
    assert.equal(failure?.row, 2);
    assert.match(failure.error, /^Bonus: expected/);
    assert.deepEqual((json.last?.['error'] as { code: string }).code, 'rows-failed');
    assert.equal(json.lines[0]?.['event'], 'progress');
    const lines = (await readFile(output, 'utf8')).trim().split('\n');
    assert.match(lines[3] ?? '', /^2,3,2,5,4,0\.\d+,$/);
  });

  it('reads a Parquet file', async () => {
    input = path.join(folder, 'policies.parquet');
    await copyFile(POLICIES, input);
    const { status, out, err } = await run('--output', path.join(folder, 'policies.out.csv'));
    assert.equal(status, 1);
    assert.match(out, /policies\.out\.csv holds 1200 rows, 1 of them failed/);
    assert.match(err, /^Row 701: Bonus: expected/);
    input = path.join(folder, 'policies.csv');
  });

  it('writes over no file unasked, and over the rows themselves never', async () => {
    await write([GOOD]);
    await writeFile(output, 'mine');
    const kept = await run();
    assert.equal(kept.status, 1);
    assert.match(
      kept.err,
      /policies\.scored\.csv is there already\.\nGive --output another name, or --force/,
    );
    assert.equal(await readFile(output, 'utf8'), 'mine');
    assert.equal((await run('--force')).status, 0);
    assert.match(await readFile(output, 'utf8'), /prediction/);
    const self = await run('--output', input, '--force');
    assert.equal(self.status, 1);
    assert.match(self.err, /holds the rows themselves/);
    const place = await run('--output', path.join(folder, 'no', 'such', 'folder.csv'));
    assert.match(place.err, /folder\.csv could not be written: .*\nChoose another place\./);
    assert.match((await run('--output', folder, '--force')).err, /is a folder\./);
    assert.deepEqual(await files(), ['policies.csv', 'policies.scored.csv']);
  });

  it('says what is wrong with a file, and writes none', async () => {
    await writeFile(input, 'Kilometres,Zone\n1,2\n');
    const { status, err } = await run();
    assert.equal(status, 1);
    assert.match(err, /The file has no column Bonus, Make, which the model needs/);
    await rm(input);
    assert.match((await run()).err, /policies\.csv could not be read: .*\nCheck that the file is there\.\n$/);
    assert.equal((await run('--header', 'X-A: 1')).status, 2);
    assert.equal((await bellhop(['score'])).status, 2);
    assert.deepEqual(await files(), []);
  });

  describe('against another target', () => {
    let server: AnsweringServer;
    let answer: RequestListener;

    before(async () => (server = await answeringServer(() => answer)));
    after(() => server.stop());

    const scored: RequestListener = (request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const { rows } = JSON.parse(body) as { rows: unknown[] };
        const model = { name: 'm', version: '1' };
        const predictions = rows.map(() => 0.5);
        response.end(JSON.stringify({ model, request_id: 'r', predictions, warnings: [] }));
      });
    };

    it('sends the rows there with headers from the environment, which stand in no file and no message', async () => {
      answer = (request, response) => {
        if (request.headers['x-api-key'] !== 's3cret-7') response.writeHead(500).end();
        else if (request.headers['x-refuse'] === undefined) scored(request, response);
        else {
          const title = `Not for ${request.headers['x-api-key']}`;
          response.writeHead(422).end(JSON.stringify({ title, detail: '', errors: [] }));
        }
      };
      await write(many(3));
      const to = ['--target', server.url, '--header', 'X-Api-Key: $API_KEY'];
      const done = await bellhop(['score', input, project, ...to], { API_KEY: 's3cret-7' });
      assert.equal(done.status, 0, done.err);
      assert.match(await readFile(output, 'utf8'), /\n0,3,2,5,4,0\.5,\n/);
      const refused = await bellhop(['score', input, project, ...to, '--header', 'X-Refuse: 1', '--force'], {
        API_KEY: 's3cret-7',
      });
      assert.equal(refused.status, 1);
      const written = await readFile(output, 'utf8');
      assert.match(refused.err, /Row 1: status 422: Not for •••/);
      assert.match(written, /Not for •••/);
      assert.ok(!`${refused.out}${refused.err}${written}`.includes('s3cret-7'));
    });

    for (const [what, args] of [
      ['', []],
      [', also as JSON', ['--json']],
    ] as const) {
      it(`ends cleanly when it is interrupted: exit status 130, and no file${what}`, async () => {
        let asked = 0;
        const begun = new Promise<void>((resolve) => {
          answer = (request, response) => {
            asked += 1;
            if (asked < 3) scored(request, response);
            else resolve();
          };
        });
        await write(many(5000));
        await writeFile(output, 'mine');
        const { child, ended } = startBellhop([
          'score',
          input,
          project,
          '--target',
          server.url,
          '--force',
          ...args,
        ]);
        await begun;
        child.kill('SIGINT');
        const { status, out, err } = await ended;
        assert.equal(status, 130);
        assert.match(out + err, /Interrupted\./);
        assert.deepEqual(await files(), ['policies.csv', 'policies.scored.csv']);
        assert.equal(await readFile(output, 'utf8'), 'mine', 'what was there is still there');
      });
    }

    it('leaves no file where the target gives up in the middle', async () => {
      let asked = 0;
      answer = (request, response) => {
        asked += 1;
        if (asked < 3) scored(request, response);
        else response.writeHead(401).end(JSON.stringify({ title: 'Who are you?', detail: '', errors: [] }));
      };
      await write(many(5000));
      const { status, err } = await run('--target', server.url);
      assert.equal(status, 1);
      assert.match(err, /answered no predictions \(status 401: Who are you\?\)\. No file was written\./);
      assert.deepEqual(await files(), ['policies.csv']);
    });
  });
});
