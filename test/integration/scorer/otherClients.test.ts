import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { PredictResponse, Problem } from '../../../contract/scoring';
import { FIXTURES, readModelJson, scored, start, stopAll, type Running } from './scorerInProcess';

/** What clients of all kinds send over HTTP, byte by byte. */
describe('a scorer scores for other clients:', () => {
  const rows = readModelJson(`${FIXTURES}/forest`).golden.rows.map(({ row }) => row);
  const body = JSON.stringify({ rows: rows.slice(0, 1) });
  let scorer: Running;
  let expected: unknown;
  beforeEach(async () => {
    scorer = await start(`${FIXTURES}/forest`);
    expected = scored(await scorer.predict(rows.slice(0, 1))).predictions;
  });
  afterEach(stopAll);

  /** Sends the pieces one after the other as they are, and gives what came until the server closed. */
  function exchange(...pieces: (string | Buffer)[]): Promise<string> {
    return talk((socket) => pieces.splice(0).forEach((piece) => socket.write(piece)));
  }

  /** As `exchange`, but each piece waits until something came after the one before. */
  function byTurns(...pieces: string[]): Promise<string> {
    return talk((socket) => socket.write(pieces.shift() ?? ''));
  }

  /** @param onTurn is called when the connection is there, and whenever something came. */
  function talk(onTurn: (socket: Socket) => void): Promise<string> {
    return new Promise((resolve, reject) => {
      let received = '';
      const socket = connect({ port: scorer.port, host: '127.0.0.1', noDelay: true }, () => onTurn(socket));
      socket.setEncoding('utf8').on('data', (chunk: string) => {
        received += chunk;
        onTurn(socket);
      });
      socket.on('close', () => resolve(received)).on('error', reject);
    });
  }

  const open = (first: string, ...headers: string[]): string =>
    [first, `Host: 127.0.0.1:${scorer.port}`, ...headers, '', ''].join('\r\n');
  /** The last request of a connection. */
  const head = (first: string, ...headers: string[]): string => open(first, ...headers, 'Connection: close');
  const length = (content: string | Buffer): string => `Content-Length: ${Buffer.byteLength(content)}`;
  const JSON_TYPE = 'Content-Type: application/json';

  interface Response {
    status: number;
    head: string;
    content: string;
  }

  /** The answers of one connection; each says how long it is. */
  function answersIn(received: string): Response[] {
    const answers: Response[] = [];
    for (let rest = received; rest !== '';) {
      const end = rest.indexOf('\r\n\r\n') + 4;
      assert.ok(end > 3, `No whole answer: ${rest}`);
      const text = rest.slice(0, end);
      const bytes = Number(/content-length: *(\d+)/i.exec(text)?.[1] ?? 0);
      const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(text)?.[1]);
      answers.push({ status, head: text, content: rest.slice(end, end + bytes) });
      rest = rest.slice(end + bytes);
    }
    return answers;
  }

  async function scores(...pieces: (string | Buffer)[]): Promise<void> {
    const received = await exchange(...pieces);
    const answer = answersIn(received).at(-1);
    assert.equal(answer?.status, 200, received);
    assert.deepEqual((JSON.parse(answer.content) as PredictResponse).predictions, expected);
  }

  async function refuses(status: number, ...pieces: (string | Buffer)[]): Promise<string> {
    const received = await exchange(...pieces);
    const answer = answersIn(received).at(-1);
    assert.equal(answer?.status, status, received);
    return (JSON.parse(answer.content) as Problem).detail;
  }

  it('a body in chunks, with extensions and trailers', async () => {
    const chunk = (text: string): string =>
      `${Buffer.byteLength(text).toString(16)};name=value\r\n${text}\r\n`;
    const chunks = [body.slice(0, 1), body.slice(1, 20), body.slice(20)].map(chunk);
    await scores(
      head('POST /predict HTTP/1.1', JSON_TYPE, 'Transfer-Encoding: chunked', 'Trailer: X-Checksum'),
      ...chunks,
      '0\r\nX-Checksum: 1\r\n\r\n',
    );
  });

  it('one that waits for "100 Continue" before it sends the body', async () => {
    const received = await byTurns(
      head('POST /predict HTTP/1.1', JSON_TYPE, length(body), 'Expect: 100-continue'),
      body,
    );
    assert.deepEqual(
      answersIn(received).map(({ status }) => status),
      [100, 200],
    );
  });

  it('one that waits, and is refused without having sent the body', async () => {
    const detail = await refuses(
      415,
      head('POST /predict HTTP/1.1', 'Content-Type: text/plain', length(body), 'Expect: 100-continue'),
    );
    assert.match(detail, /application\/json/);
  });

  it('HTTP/1.0, whose connection ends with the answer', async () => {
    const received = await exchange(open('POST /predict HTTP/1.0', JSON_TYPE, length(body)), body);
    const [answer] = answersIn(received);
    assert.equal(answer?.status, 200, received);
    assert.match(answer.head, /^Connection: close\r$/m);
  });

  it('requests that are sent before the answer to the one before, which are answered in their order', async () => {
    const all = scored(await scorer.predict(rows)).predictions;
    const pieces = rows.flatMap((row, index) => {
      const content = JSON.stringify({ rows: [row] });
      return [
        (index === rows.length - 1 ? head : open)(
          'POST /predict HTTP/1.1',
          JSON_TYPE,
          length(content),
          `X-Request-ID: number-${index}`,
        ),
        content,
      ];
    });
    const received = answersIn(await exchange(Buffer.from(pieces.join(''))));
    const answers = received.map(({ content }) => JSON.parse(content) as PredictResponse);
    assert.deepEqual(
      answers.map(({ request_id: id }) => id),
      rows.map((_, index) => `number-${index}`),
    );
    assert.deepEqual(
      answers.flatMap(({ predictions }) => predictions),
      all,
    );
  });

  it('a request in pieces of one byte', async () => {
    const bytes = Buffer.from(head('POST /predict HTTP/1.1', JSON_TYPE, length(body)) + body);
    await scores(...Array.from(bytes, (byte) => Buffer.from([byte])));
  });

  it('a whole URL as the target, as proxies are asked', async () => {
    const url = `http://127.0.0.1:${scorer.port}`;
    await scores(head(`POST ${url}/predict?x=1 HTTP/1.1`, JSON_TYPE, length(body)), body);
    await refuses(404, head(`POST ${url}/nothing HTTP/1.1`, JSON_TYPE, length(body)), body);
  });

  it('an offer to go on with HTTP/2, which is passed over', async () => {
    const upgrade = [
      'Connection: Upgrade, HTTP2-Settings',
      'Upgrade: h2c',
      'HTTP2-Settings: AAMAAABkAAQAAP__',
    ];
    const received = await byTurns(
      open('POST /predict HTTP/1.1', JSON_TYPE, length(body), ...upgrade) + body,
      head('POST /predict HTTP/1.1', JSON_TYPE, length(body)) + body,
    );
    assert.deepEqual(
      answersIn(received).map(({ status }) => status),
      [200, 200],
    );
  });

  it('a byte order mark in front of the JSON, short and long', async () => {
    const mark = Buffer.from([0xef, 0xbb, 0xbf]);
    for (const count of [1, 5000]) {
      const content = JSON.stringify({ rows: Array<unknown>(count).fill(rows[0]) });
      const answer = await scorer.send('POST', '/predict', Buffer.concat([mark, Buffer.from(content)]), {
        'content-type': 'application/json',
      });
      assert.equal(scored(answer).predictions.length, count);
    }
  });

  it('odd ways to write headers', async () => {
    for (const type of [
      'CONTENT-TYPE:application/json',
      'content-type: \t Application/JSON ; charset="utf-8"',
      'Content-Type: application/json\r\nContent-Encoding: Identity',
      'Content-Type: application/json\r\nContent-Encoding:',
      'Content-Type: application/json\r\nAccept: text/html\r\nTE: trailers\r\nCookie: a=b',
    ]) {
      await scores(head('POST /predict HTTP/1.1', type, length(body)), body);
    }
  });

  it('but not what it cannot read', async () => {
    const coded = gzipSync(body);
    for (const coding of ['gzip', 'deflate', 'br', 'gzip, identity']) {
      const detail = await refuses(
        415,
        head('POST /predict HTTP/1.1', JSON_TYPE, `Content-Encoding: ${coding}`, length(coded)),
        coded,
      );
      assert.equal(detail, 'The body must come without a content-encoding.');
    }
    const chunks = Buffer.concat([
      Buffer.from(`${coded.length.toString(16)}\r\n`),
      coded,
      Buffer.from('\r\n0\r\n\r\n'),
    ]);
    assert.equal(
      await refuses(
        415,
        head('POST /predict HTTP/1.1', JSON_TYPE, 'Transfer-Encoding: gzip, chunked'),
        chunks,
      ),
      'The body must come with no transfer-encoding but chunked.',
    );
  });
});
