import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { Cancelled } from '../../../../contract/failure';
import {
  runRequest,
  type RunOptions,
  type RequestResult,
} from '../../../../extension/requests/saved/runRequest';
import { answeringServer, type AnsweringServer } from '../answeringServer';

const request = {
  schema: 1,
  name: 'City driver',
  rows: [{ zone: 'city' }],
  expect: { values: [{ path: '$.predictions[0]', equals: 0.5, tolerance: { relative: 0.01 } }] },
};
const prediction = { model: { name: 'm', version: '1' }, request_id: 'r', predictions: [0.5], warnings: [] };

describe('running a saved request', () => {
  let folder: string;
  let file: string;
  let server: AnsweringServer;
  let answer: RequestListener;

  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'bellhop-run-'));
    file = path.join(folder, 'city.request.json');
    server = await answeringServer(() => answer);
  });
  after(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    await writeFile(file, JSON.stringify(request));
    answer = (_, response) => response.end(JSON.stringify(prediction));
  });

  const run = (options: Partial<RunOptions> = {}): Promise<RequestResult> =>
    runRequest(file, { target: { url: server.url }, signal: new AbortController().signal, ...options });

  it('sends its rows and passes where the answer is as expected', async () => {
    let sent = '';
    answer = (incoming, response) => {
      incoming.setEncoding('utf8').on('data', (text: string) => (sent += text));
      incoming.on('end', () => response.end(JSON.stringify(prediction)));
    };
    const { milliseconds, ...result } = await run();
    assert.deepEqual(JSON.parse(sent), { rows: request.rows });
    assert.ok(milliseconds > 0);
    assert.deepEqual(result, {
      name: 'City driver',
      file: 'requests/city.request.json',
      outcome: 'passed',
      findings: [],
      warnings: [],
    });
  });

  it('fails with a drift, and tells the warnings of the answer', async () => {
    const warnings = [
      { row: 0, column: 'colour', got: 'red', observed: 'no such column; the nearest is "color"' },
      ...[1, 2, 3].map((row) => ({ row, column: 'age', got: 91, observed: '18 to 88' })),
    ];
    const drifted = { ...prediction, predictions: [0.6], warnings, more_warnings: 5 };
    answer = (_, response) => response.end(JSON.stringify(drifted));
    const result = await run();
    assert.equal(result.outcome, 'failed');
    assert.deepEqual(
      result.findings.map(({ kind }) => kind),
      ['drift'],
    );
    assert.deepEqual(result.warnings, [
      'row 0, column "colour": no such column; the nearest is "color"',
      'row 1, column "age": training saw 18 to 88',
      'row 2, column "age": training saw 18 to 88',
      '6 more warnings',
    ]);
  });

  it('is an error where its file cannot be used, under the name of the file', async () => {
    await writeFile(file, JSON.stringify({ ...request, schema: 2 }));
    const { name, outcome, findings } = await run();
    assert.deepEqual([name, outcome, findings[0]?.kind], ['city', 'error', 'unreadable']);
    assert.equal(
      findings[0]?.message,
      'requests/city.request.json has schema 2; this Bellhop reads up to 1. Update Bellhop (the file needs a newer version)',
    );
    await rm(file);
    assert.match((await run()).findings[0]?.message ?? '', /city\.request\.json could not be read/);
  });

  it('is an error where nobody answers, or not in time', async () => {
    const unused = await answeringServer(() => answer);
    await unused.stop();
    const nobody = await run({ target: { url: unused.url } });
    assert.deepEqual([nobody.outcome, nobody.findings[0]?.kind], ['error', 'unanswered']);
    assert.match(nobody.findings[0]?.message ?? '', /Nothing answers at http:\/\/127\.0\.0\.1/);
    answer = () => undefined;
    const slow = await run({ wait: 20 });
    assert.match(slow.findings[0]?.message ?? '', /did not answer within 0\.02 seconds/);
  });

  it('is cancelled while it waits', async () => {
    const abort = new AbortController();
    answer = () => abort.abort();
    await assert.rejects(run({ signal: abort.signal }), Cancelled);
  });
});
