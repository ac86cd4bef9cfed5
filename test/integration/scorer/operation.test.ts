import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent } from 'node:http';
import { connect } from 'node:net';
import type { EngineLoader } from '../../../local-server/engine/engine';
import { nativeEngine } from '../../../local-server/engine/native';
import { FIXTURES, readiness, refused, scored, start, stopAll, until, type Running } from './scorerInProcess';

const ROW = { value: 1, years: 1 };
const BODY = JSON.stringify({ rows: [ROW] });
const JSON_TYPE = { 'content-type': 'application/json' };

/** A scorer whose graph answers when the test says so, after the golden rows. */
async function heldScorer(options: Parameters<typeof start>[1] = {}) {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const state = { loaded: false, waiting: 0 };
  const engine: EngineLoader = {
    ...nativeEngine,
    load() {
      const native = nativeEngine.load();
      return {
        name: 'native',
        async load(graph) {
          const session = await native.load(graph);
          return {
            inputs: session.inputs,
            outputs: session.outputs,
            release: () => session.release(),
            async run(feeds, fetches) {
              state.waiting += 1;
              if (state.loaded) await opened;
              return session.run(feeds, fetches);
            },
          };
        },
      };
    },
  };
  const scorer = await start(`${FIXTURES}/two-outputs`, { ...options, engines: [engine] });
  Object.assign(state, { loaded: true, waiting: 0 });
  return { scorer, open, state };
}

describe('a scorer in operation', () => {
  afterEach(stopAll);
  it('takes a trace on: the same trace, a span of its own, both in the log', async () => {
    const scorer = await start(`${FIXTURES}/two-outputs`);
    const trace = '0af7651916cd43dd8448eb211c80319c';
    const traceparent = `00-${trace}-b7ad6b7169203331-01`;
    const answer = await scorer.send('POST', '/predict', BODY, { ...JSON_TYPE, traceparent });
    const [, id, span, flags] = String(answer.headers['traceparent']).split('-');
    assert.deepEqual([id, flags], [trace, '01']);
    assert.match(span ?? '', /^(?!b7ad6b7169203331)[0-9a-f]{16}$/);
    assert.equal(
      (await scorer.send('GET', '/schema', undefined, { traceparent })).headers['traceparent']?.slice(3, 35),
      trace,
    );
    for (const wrong of [
      '',
      'x',
      `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
      `ff-${trace}-b7ad6b7169203331-01`,
    ]) {
      const other = await scorer.send('POST', '/predict', BODY, { ...JSON_TYPE, traceparent: wrong });
      assert.equal(other.headers['traceparent'], undefined);
    }
    await scorer.scorer.stop();
    const line = scorer.log.find(({ trace_id }) => trace_id === trace);
    assert.equal(line?.['span_id'], span);
  });

  it('logs which model answered and where the time went', async () => {
    const scorer = await start(`${FIXTURES}/two-outputs`);
    scored(await scorer.predict([ROW]));
    await scorer.scorer.stop();
    const line = scorer.log.find(({ message }) => message === 'Request') ?? {};
    assert.equal(line['model'], scorer.models[0]?.digest);
    const parts = ['parse', 'queue', 'compute', 'write'].map((name) => line[name] as number);
    assert.ok(parts.every((part) => part >= 0));
    assert.ok(parts.reduce((sum, part) => sum + part, 0) <= Number(line['milliseconds']) + 0.01);
  });

  it('gives its numbers to Prometheus, with no label from a request', async () => {
    const scorer = await start(`${FIXTURES}/two-outputs`);
    for (let index = 0; index < 3; index++) scored(await scorer.predict([ROW]));
    scored(await scorer.predict([{ value: 1e9, years: 1, stranger: 1 }]));
    refused(await scorer.predict([{}]), 400);
    refused(await scorer.send('GET', '/odd/path'), 404);
    const answer = await until('all numbers', async () => {
      const given = await scorer.send('GET', '/metrics');
      return given.text.includes('code="404"') && given;
    });
    assert.match(String(answer.headers['content-type']), /^text\/plain; version=0\.0\.4/);
    const labels = 'model="two-outputs",version="1.0.0",route="/predict"';
    const lines = answer.text.split('\n');
    assert.ok(lines.includes(`bellhop_request_seconds_count{${labels},code="200"} 4`), answer.text);
    assert.ok(lines.includes(`bellhop_request_seconds_count{${labels},code="400"} 1`));
    assert.ok(lines.includes(`bellhop_request_seconds_bucket{${labels},code="200",le="+Inf"} 4`));
    assert.ok(
      lines.some((line) =>
        line.startsWith(`bellhop_request_seconds_bucket{${labels},code="200",le="0.0001"} `),
      ),
    );
    const model = 'model="two-outputs",version="1.0.0"';
    assert.ok(lines.includes(`bellhop_warnings_total{${model},column="value"} 1`));
    assert.ok(lines.includes(`bellhop_warnings_total{${model},column="(unknown)"} 1`));
    assert.ok(lines.includes('bellhop_queue_rows 0'));
    assert.doesNotMatch(answer.text, /stranger|odd/);
    for (const line of lines.filter((text) => text !== '' && !text.startsWith('#'))) {
      assert.match(line, /^[a-z_]+(\{([a-z]+="[^"]*",?)+\})? [0-9.e+-]+$/);
    }
  });

  it('wants its token where it has one, except for health', async () => {
    const scorer = await start(`${FIXTURES}/two-outputs`, { token: 'secret-word' });
    const wrong = ['secret', 'secret-word-', 'Secret-Word'].map((word) => `Bearer ${word}`);
    for (const authorization of [undefined, '', 'secret-word', 'Basic secret-word', 'Bearer', ...wrong]) {
      const headers = { ...JSON_TYPE, ...(authorization === undefined ? {} : { authorization }) };
      const answer = await scorer.send('POST', '/predict', BODY, headers);
      refused(answer, 401);
      assert.equal(answer.headers['www-authenticate'], 'Bearer');
      refused(await scorer.send('GET', '/metrics', undefined, headers), 401);
    }
    const authorization = 'Bearer secret-word';
    scored(await scorer.send('POST', '/predict', BODY, { ...JSON_TYPE, authorization }));
    assert.equal((await scorer.send('GET', '/schema', undefined, { authorization })).status, 200);
    assert.equal((await scorer.send('GET', '/health/live')).status, 200);
    assert.equal((await scorer.send('GET', '/health/ready')).status, 200);
    assert.doesNotMatch(JSON.stringify(scorer.log), /secret/);
  });

  it('holds its own limit of a body', async () => {
    const scorer = await start(`${FIXTURES}/two-outputs`, { limits: { bodyBytes: 1024 * 1024 } });
    const answer = await scorer.send('POST', '/predict', Buffer.alloc(1024 * 1024 + 1, ' '), JSON_TYPE);
    assert.match(refused(answer, 413).detail, /larger than 1 MB/);
  });

  it('answers so many at a time and tells the next to come again; health is not counted', async () => {
    const { scorer, open, state } = await heldScorer({ limits: { concurrency: 2 } });
    const held = [scorer.predict([ROW]), scorer.predict([ROW])];
    await until('a run', () => state.waiting > 0);
    const third = await until('the refusal', async () => {
      const answer = await Promise.race([scorer.predict([ROW]), once(process, 'never')]);
      return 'status' in answer && answer.status === 503 && answer;
    });
    assert.match(refused(third, 503).detail, /ask again/);
    assert.equal(third.headers['retry-after'], '1');
    assert.equal((await scorer.send('GET', '/health/ready')).status, 200);
    open();
    for (const answer of await Promise.all(held)) scored(answer);
    scored(await scorer.predict([ROW]));
  });

  it('does not say that it ends connections after five seconds, as Node would', async () => {
    const scorer = await start(`${FIXTURES}/two-outputs`);
    const agent = new Agent({ keepAlive: true });
    const { headers } = await scorer.predict([ROW], agent);
    agent.destroy();
    assert.deepEqual([headers['connection'], headers['keep-alive']], ['keep-alive', undefined]);
  });

  it('answers who waits too long, and drops the late result', async () => {
    const { scorer, open } = await heldScorer({ limits: { milliseconds: 200 } });
    const late = await scorer.predict([ROW]);
    assert.match(refused(late, 503).detail, /longer than 0\.2 s/);
    assert.equal(late.headers['retry-after'], '1');
    open();
    scored(await scorer.predict([ROW]));
    assert.ok(!scorer.log.some(({ level }) => level === 'error'));
  });
});

describe('a scorer that is told to end', () => {
  afterEach(stopAll);
  /** Clients that never stop asking; what was not answered with 200 is counted. */
  function load(scorer: Running, agent: Agent) {
    const state = { stopped: false, answered: 0, failed: [] as string[] };
    const client = async (): Promise<void> => {
      while (!state.stopped) {
        try {
          scored(await scorer.predict([ROW], agent));
          state.answered += 1;
        } catch (error) {
          state.failed.push(String(error));
          return;
        }
      }
    };
    return { state, clients: Promise.all(Array.from({ length: 30 }, client)) };
  }

  it('is not ready, still live, and fails no request while it drains under load', async () => {
    const scorer = await start(`${FIXTURES}/two-outputs`, { drainMilliseconds: 3000 });
    const agent = new Agent({ keepAlive: true });
    const { state, clients } = load(scorer, agent);
    await until('answers', () => state.answered > 100);
    const stopped = scorer.scorer.stop();
    const ready = await scorer.send('GET', '/health/ready');
    assert.deepEqual([ready.status, readiness(ready).status], [503, 'stopping']);
    assert.equal(ready.headers['connection'], 'close');
    assert.equal((await scorer.send('GET', '/health/live')).status, 200);
    const before = state.answered;
    await until('answers during the drain', () => state.answered > before + 30);
    // As one who balances load, and has seen that it is not ready.
    state.stopped = true;
    await Promise.all([clients, stopped]);
    agent.destroy();
    assert.deepEqual(state.failed, []);
    await assert.rejects(scorer.send('GET', '/health/live'));
  });

  it('answers a request that it has, before it ends', async () => {
    const { scorer, open, state } = await heldScorer();
    const held = scorer.predict([ROW]);
    await until('its run', () => state.waiting > 0);
    const stopped = scorer.scorer.stop();
    open();
    scored(await held);
    await stopped;
  });

  it('does not wait for a connection on which nothing is asked', async () => {
    const scorer = await start(`${FIXTURES}/two-outputs`);
    const socket = connect(scorer.port, '127.0.0.1');
    await once(socket, 'connect');
    const closed = once(socket.resume(), 'close');
    await scorer.scorer.stop();
    await closed;
  });
});
