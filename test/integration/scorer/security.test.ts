import assert from 'node:assert/strict';
import { request } from 'node:http';
import { connect } from 'node:net';
import {
  FIXTURES,
  readModelJson,
  refused,
  scored,
  start,
  stopAll,
  until,
  type Running,
} from './scorerInProcess';

const JSON_TYPE = { 'content-type': 'application/json' };

/** Sends text as it is and gives what came back when the connection closed. */
function raw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    let received = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (received += chunk));
    socket.on('close', () => resolve(received)).on('error', reject);
  });
}

describe('a scorer refuses and lives:', () => {
  let scorer: Running;
  const row = readModelJson(`${FIXTURES}/classification`).golden.rows[0]?.row ?? {};
  const valid = JSON.stringify({ rows: [row] });

  beforeEach(
    async () => (scorer = await start(`${FIXTURES}/classification`, { allowedHosts: ['tunnel.example'] })),
  );
  afterEach(async () => {
    scored(await scorer.predict([row]));
    await stopAll();
  });

  it('a Host that it does not answer to', async () => {
    for (const host of ['evil.example', `evil.example:${scorer.port}`, '127.0.0.1:1', '127.0.0.1']) {
      refused(await scorer.send('POST', '/predict', valid, { ...JSON_TYPE, host }), 403);
      refused(await scorer.send('GET', '/health/live', undefined, { host }), 403);
    }
    for (const host of [`localhost:${scorer.port}`, 'tunnel.example', 'tunnel.example:443']) {
      scored(await scorer.send('POST', '/predict', valid, { ...JSON_TYPE, host }));
    }
  });

  it('a request without Host', async () => {
    assert.match(
      await raw(scorer.port, 'GET /schema HTTP/1.1\r\nConnection: close\r\n\r\n'),
      /^HTTP\/1.1 403 /,
    );
  });

  it('a page of another origin, and gives no CORS headers to any', async () => {
    for (const origin of ['http://evil.example', 'null', `http://127.0.0.1:${scorer.port + 1}`]) {
      refused(await scorer.send('POST', '/predict', valid, { ...JSON_TYPE, origin }), 403);
      refused(await scorer.send('OPTIONS', '/predict', undefined, { origin }), 403);
    }
    const own = { ...JSON_TYPE, origin: `http://localhost:${scorer.port}` };
    const answer = await scorer.send('POST', '/predict', valid, own);
    scored(answer);
    assert.ok(!Object.keys(answer.headers).some((name) => name.startsWith('access-control-')));
    assert.equal(answer.headers['x-content-type-options'], 'nosniff');
    assert.equal(answer.headers['x-powered-by'], undefined);
  });

  it('a body that is not application/json', async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'text/json',
    ]) {
      refused(await scorer.send('POST', '/predict', valid, { 'content-type': type }), 415);
    }
    refused(await scorer.send('POST', '/predict', valid), 415);
    refused(
      await scorer.send('POST', '/predict', valid, { 'content-type': 'application/json; charset=latin1' }),
      415,
    );
    refused(await scorer.send('POST', '/predict', valid, { ...JSON_TYPE, 'content-encoding': 'gzip' }), 415);
    scored(
      await scorer.send('POST', '/predict', valid, { 'content-type': 'application/json; charset=utf-8' }),
    );
  });

  it('a body of 10 MB, with and without a declared length, and with Expect', async () => {
    const body = Buffer.alloc(10_000_000, ' ');
    for (const headers of [{}, { 'transfer-encoding': 'chunked' }]) {
      const answer = await scorer.send('POST', '/predict', body, { ...JSON_TYPE, ...headers });
      assert.match(refused(answer, 413).detail, /larger than 8 MB/);
    }
    const status = await new Promise((resolve, reject) => {
      const headers = { ...JSON_TYPE, 'content-length': '10000000', expect: '100-continue' };
      const sent = request({
        host: '127.0.0.1',
        port: scorer.port,
        path: '/predict',
        method: 'POST',
        headers,
      });
      sent.on('continue', () => reject(new Error('was told to go on')));
      sent.on('response', (response) => resolve(response.resume().statusCode)).on('error', reject);
      sent.flushHeaders();
    });
    assert.equal(status, 413);
  });

  it('a body that stops half way', async () => {
    const head = `POST /predict HTTP/1.1\r\nHost: 127.0.0.1:${scorer.port}\r\nContent-Type: application/json\r\n`;
    await new Promise((resolve, reject) => {
      const socket = connect(scorer.port, '127.0.0.1', () => {
        socket.write(`${head}Content-Length: 100\r\n\r\n{"rows":[`, () => socket.destroy());
      });
      socket.on('close', resolve).on('error', reject);
    });
    await until('its line in the log', () => scorer.log.find(({ status }) => status === null));
    assert.ok(!scorer.log.some(({ level }) => level === 'error'));
  });

  it('a row of 100,000 columns', async () => {
    const wide = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`column${index}`, index]));
    const { errors } = refused(await scorer.predict([{ ...row, ...wide }]), 400);
    assert.deepEqual(errors, [{ row: 0, got: '100004 columns', expected: "the model's 4 columns" }]);
  });

  it('the search for near names of very many different columns, after a hundred', async () => {
    const extra = Array.from({ length: 256 }, (_, index) => [`region${index}`, 1] as const);
    const { warnings } = scored(await scorer.predict([{ ...row, ...Object.fromEntries(extra) }]));
    assert.equal(warnings.length, 256);
    assert.equal(warnings.filter(({ observed }) => observed.includes('the nearest is "region"')).length, 100);
  });

  it('text that is not JSON, by line and column', async () => {
    const { detail } = refused(await scorer.send('POST', '/predict', '{"rows":\n [x]}', JSON_TYPE), 400);
    assert.equal(detail, 'The body is not valid JSON at line 2, column 3.');
    assert.match(refused(await scorer.send('POST', '/predict', '', JSON_TYPE), 400).detail, /is empty/);
    const notUtf8 = Buffer.from([0x7b, 0xff, 0x7d]);
    assert.match(refused(await scorer.send('POST', '/predict', notUtf8, JSON_TYPE), 400).detail, /not UTF-8/);
  });

  it('deep nesting, at the top and in a row', async () => {
    const deep = 1_000_000;
    refused(await scorer.send('POST', '/predict', '['.repeat(deep), JSON_TYPE), 400);
    refused(await scorer.send('POST', '/predict', '['.repeat(deep) + ']'.repeat(deep), JSON_TYPE), 400);
    const body = `{"rows":[{"age":${'{"a":'.repeat(deep)}1${'}'.repeat(deep)}}]}`;
    refused(await scorer.send('POST', '/predict', body, JSON_TYPE), 400);
  });

  it('a number beyond all numbers', async () => {
    const body = valid.replace(/"age":[\d.]+/, '"age":1e400');
    assert.notEqual(body, valid);
    const { errors } = refused(await scorer.send('POST', '/predict', body, JSON_TYPE), 400);
    assert.deepEqual(errors, [
      { row: 0, column: 'age', got: 'Infinity', expected: 'a number of at least 0' },
    ]);
  });

  it('nothing of __proto__ and duplicate keys, which are harmless', async () => {
    const row0 = valid.replace(
      '{"rows":[{',
      '{"__proto__":{"rows":1},"rows":[{"__proto__":{"age":1},"constructor":1,"age":-5,',
    );
    const { predictions, warnings } = scored(await scorer.send('POST', '/predict', row0, JSON_TYPE));
    assert.deepEqual(predictions, scored(await scorer.predict([row])).predictions);
    assert.deepEqual(warnings.map(({ column }) => column).sort(), ['__proto__', 'constructor']);
    assert.equal(({} as Record<string, unknown>)['age'], undefined);
    const inherited = '{"__proto__":{"rows":[]}}';
    refused(await scorer.send('POST', '/predict', inherited, JSON_TYPE), 400);
    const missing = `{"rows":[{"__proto__":${JSON.stringify(row)}}]}`;
    refused(await scorer.send('POST', '/predict', missing, JSON_TYPE), 400);
  });

  it('what is not HTTP, and headers without end', async () => {
    assert.match(await raw(scorer.port, 'nonsense\r\n\r\n'), /^HTTP\/1.1 400 /);
    assert.match(await raw(scorer.port, `GET / HTTP/1.1\r\nX: ${'y'.repeat(100_000)}`), /^HTTP\/1.1 431 /);
  });
});

describe('a scorer with --allowed-host *', () => {
  afterEach(stopAll);

  it('answers to every name', async () => {
    const scorer = await start(`${FIXTURES}/forest`, { allowedHosts: ['*'] });
    const headers = { host: 'front.example', origin: 'https://front.example' };
    assert.equal((await scorer.send('GET', '/schema', undefined, headers)).status, 200);
  });
});
