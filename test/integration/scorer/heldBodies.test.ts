import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { FIXTURES, refused, scored, start, stopAll, until, type Running } from './scorerInProcess';

const ROW = { value: 1, years: 1 };
const KB = 1024;
const JSON_TYPE = { 'content-type': 'application/json' };

/** A client that sends what it likes and keeps what comes back. */
class Half {
  received = '';
  closed = false;

  private constructor(readonly socket: Socket) {
    socket.setEncoding('utf8').on('data', (text: string) => (this.received += text));
    socket.on('close', () => (this.closed = true)).on('error', () => undefined);
  }

  static async open({ port }: Running, text: string): Promise<Half> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const half = new Half(socket);
    socket.write(text);
    return half;
  }

  get status(): string | undefined {
    return /^HTTP\/1.1 (\d+)/.exec(this.received)?.[1];
  }
}

function head({ port }: Running, more: string): string {
  return `POST /predict HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\n${more}\r\n`;
}

async function bodyBytes(scorer: Running): Promise<number> {
  const { text } = await scorer.send('GET', '/metrics');
  return Number(/^bellhop_body_bytes (\d+)$/m.exec(text)?.[1]);
}

describe('the memory of all bodies together', () => {
  afterEach(stopAll);
  const most = 4 * KB * KB;
  const long = JSON.stringify({ rows: [ROW] }) + ' '.repeat(KB * KB);

  it('has a bound: who goes beyond it comes again, short requests are not concerned', async () => {
    const scorer = await start(`${FIXTURES}/two-outputs`, { limits: { bodiesBytes: most } });
    const half = head(scorer, `Content-Length: ${2 * KB * KB}\r\n`) + ' '.repeat(KB * KB);
    const clients: Half[] = [];
    for (let index = 0; index < 40; index++) clients.push(await Half.open(scorer, half));
    const refusals = (): Half[] => clients.filter(({ status }) => status === '503');
    await until(
      'all bodies',
      async () => (await bodyBytes(scorer)) > most - KB * KB && refusals().length >= 36,
    );
    // Each megabyte but its first 64 KB counts.
    assert.equal(refusals().length, 36);
    assert.ok((await bodyBytes(scorer)) <= most);
    for (const { received } of refusals()) {
      assert.match(received, /\r\nretry-after: 1\r\n/i);
      assert.match(received, /application\/problem\+json/);
      assert.match(received, /Too many long bodies/);
    }
    scored(await scorer.predict([ROW]));
    const third = await scorer.send('POST', '/predict', long, JSON_TYPE);
    assert.match(refused(third, 503).detail, /ask again/);

    for (const { socket } of clients) socket.destroy();
    await until('the memory', async () => (await bodyBytes(scorer)) === 0);
    scored(await scorer.send('POST', '/predict', long, JSON_TYPE));
    assert.equal(await until('the end', async () => (await bodyBytes(scorer)) === 0), true);
    assert.ok(!scorer.log.some(({ level }) => level === 'error'));
  });

  it('is the same for a body of tiny chunks, which is put together while it comes', async () => {
    const scorer = await start(`${FIXTURES}/two-outputs`, { limits: { bodiesBytes: most } });
    const body = long.slice(0, 150 * KB);
    const chunks = body.replace(/[^]/g, '1\r\n$&\r\n');
    const chunked = head(scorer, 'Transfer-Encoding: chunked\r\n') + chunks;
    const client = await Half.open(scorer, chunked);
    await until('the body', async () => (await bodyBytes(scorer)) === body.length - 64 * KB);
    client.socket.write('0\r\n\r\n');
    await until('the answer', () => client.status);
    assert.equal(client.status, '200');
    client.socket.destroy();
  });
});

describe('a client that sends too slowly', () => {
  afterEach(stopAll);
  const cases: [string, (scorer: Running) => string][] = [
    ['nothing', () => ''],
    ['half a head', (scorer) => head(scorer, '').slice(0, -2)],
    ['half a body', (scorer) => `${head(scorer, 'Content-Length: 100\r\n')}{"rows":[`],
    ['half a body in chunks', (scorer) => `${head(scorer, 'Transfer-Encoding: chunked\r\n')}1\r\n{\r\n`],
  ];
  for (const [name, text] of cases) {
    it(`is cut off after ${name}, and others do not notice`, async () => {
      const scorer = await start(`${FIXTURES}/two-outputs`, { limits: { milliseconds: 500 } });
      const client = await Half.open(scorer, text(scorer));
      scored(await scorer.predict([ROW]));
      await until('the end of the connection', () => client.closed);
      assert.equal(client.status, '408');
      scored(await scorer.predict([ROW]));
      assert.ok(!scorer.log.some(({ level }) => level === 'error'));
    });
  }

  it('does not gain time by a byte now and then', async () => {
    const scorer = await start(`${FIXTURES}/two-outputs`, { limits: { milliseconds: 500 } });
    const client = await Half.open(scorer, head(scorer, 'Content-Length: 100000\r\n'));
    const dripping = setInterval(() => client.socket.write(' '), 50);
    try {
      await until('the end of the connection', () => client.closed);
    } finally {
      clearInterval(dripping);
    }
    assert.equal(client.status, '408');
  });
});
