import assert from 'node:assert/strict';
import type { RequestListener, ServerResponse } from 'node:http';
import { loadCheck, percentile, type LoadCheck } from '../../../../extension/requests/load/loadCheck';
import { histogram, loadText } from '../../../../extension/requests/load/loadText';
import { answeringServer, type AnsweringServer } from '../answeringServer';

describe('a load check', () => {
  let server: AnsweringServer;
  let answer: RequestListener;
  const sockets = new Set<unknown>();
  let open = 0;
  let most = 0;

  before(async () => {
    server = await answeringServer(() => (request, response) => {
      sockets.add(request.socket);
      open += 1;
      most = Math.max(most, open);
      response.on('close', () => (open -= 1));
      request.resume();
      request.on('end', () => answer(request, response));
    });
  });
  after(() => server.stop());
  beforeEach(() => {
    sockets.clear();
    [open, most] = [0, 0];
    answer = (_, response) => void setImmediate(() => response.end('{}'));
  });

  const check = (also: Partial<LoadCheck> = {}) =>
    loadCheck({
      destination: { url: server.url },
      body: '{"rows":[{}]}',
      connections: 3,
      seconds: 1,
      signal: new AbortController().signal,
      onProgress: () => undefined,
      ...also,
    });

  it('keeps to its connections and its time, and measures every answer', async () => {
    const held: ServerResponse[] = [];
    answer = (_, response) => {
      held.push(response);
      // The first answers wait until every connection has sent its request.
      if (held.length >= 3) for (const each of held) each.end('{}');
    };
    const { answered, refused, failed, latencies } = await check();
    assert.ok(answered >= 3 && refused === 0 && failed === 0);
    assert.ok(sockets.size <= 3 && most === 3, `${sockets.size} sockets, ${most} at a time`);
    assert.equal(latencies.length, answered);
    assert.deepEqual(
      latencies,
      [...latencies].sort((a, b) => a - b),
    );
  });

  it('counts what is refused and what is not answered apart', async () => {
    let count = 0;
    answer = (request, response) => {
      count += 1;
      if (count % 2 === 0) request.socket.destroy();
      else response.writeHead(400).end();
    };
    const { answered, refused, failed, latencies } = await check({ connections: 1 });
    assert.deepEqual([answered, latencies.length], [0, 0]);
    assert.ok(refused > 0 && failed > 0);
  });

  it('ends when it is cancelled, and takes no larger burst', async () => {
    const cancel = new AbortController();
    answer = () => cancel.abort();
    const { answered, failed } = await check({ seconds: 60, signal: cancel.signal });
    assert.deepEqual([answered, failed], [0, 0]);
    await assert.rejects(check({ connections: 65 }), RangeError);
    await assert.rejects(check({ seconds: 61 }), RangeError);
  });

  it('is told with percentiles by nearest rank, and a histogram whose bins double', () => {
    const latencies = Array.from({ length: 100 }, (_, index) => index + 1);
    assert.deepEqual(
      [0.5, 0.95, 0.99, 1].map((share) => percentile(latencies, share)),
      [50, 95, 99, 100],
    );
    assert.equal(percentile([], 0.5), undefined);
    assert.deepEqual(
      histogram(latencies).map(([upTo, count]) => `${upTo}: ${count}`),
      ['1 ms: 1', '2 ms: 1', '4 ms: 2', '8 ms: 4', '16 ms: 8', '32 ms: 16', '64 ms: 32', '128 ms: 36'],
    );
    const result = { answered: 100, refused: 2, failed: 1, seconds: 2, latencies };
    const text = loadText(result, { target: 'Test *stage*', rows: 1, connections: 4 });
    assert.match(text, /# Load check of Test \\\*stage\\\*\n\n\*\*50 requests a second\*\*, 1 row in each/);
    assert.match(text, /\| 95 % \| 95 ms \|/);
    assert.match(
      loadText({ ...result, latencies: [] }, { target: 'x', rows: 1, connections: 1 }),
      /Nothing was answered/,
    );
  });
});
