import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Cancelled, Failure } from '../../../contract/failure';
import { MOST_ANSWER_BYTES, sendByKey, sendRows } from '../../../extension/requests/sendRows';
import { answeringServer, type AnsweringServer } from './answeringServer';

const rows = [{ zone: 'Malmö', bonus: 1 }];

describe('sendRows', () => {
  let server: AnsweringServer;
  let answer: RequestListener;
  let url: string;

  before(async () => {
    server = await answeringServer(() => answer);
    ({ url } = server);
  });

  after(() => server.stop());

  const send = (signal = new AbortController().signal): ReturnType<typeof sendRows> =>
    sendRows({ url }, rows, { signal });

  const answerWith = (status: number, body: unknown): void => {
    answer = (request, response) => {
      request.resume();
      request.on('end', () => response.writeHead(status).end(JSON.stringify(body)));
    };
  };

  it('posts the rows as JSON to /predict and reads the prediction and the time', async () => {
    const prediction = {
      model: { name: 'm', version: '1' },
      request_id: 'r',
      predictions: [0.5],
      warnings: [{ row: 0, column: 'zone', got: 'Malmö', observed: 'one of a, b' }],
    };
    let seen = '';
    answer = (request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        seen = [request.method, request.url, request.headers['content-type'], body].join(' ');
        response.end(JSON.stringify(prediction));
      });
    };
    const given = await sendRows({ url: `${url}/` }, rows, { signal: new AbortController().signal });
    assert.equal(seen, `POST /predict application/json ${JSON.stringify({ rows })}`);
    assert.equal(given.status, 200);
    assert.deepEqual(given.prediction, prediction);
    assert.equal(given.body, JSON.stringify(prediction));
    assert.ok(given.milliseconds > 0 && given.milliseconds < 10_000);
  });

  it('posts a key with its overrides, and reads the features used', async () => {
    const model = { name: 'm', version: '1' };
    const features: unknown = {
      zone: { value: 'a', from: 'override' },
      age: { value: null, from: 'datasource' },
    };
    let seen = '';
    let sent = features;
    answer = (request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        seen = `${request.url} ${body}`;
        response.end(
          JSON.stringify({ model, request_id: '', predictions: [1], warnings: [], features: sent }),
        );
      });
    };
    const ask = (): ReturnType<typeof sendByKey> =>
      sendByKey(
        { url: `${url}/test` },
        { featureKey: '../a b?', overrides: { zone: 'a' } },
        { signal: new AbortController().signal },
      );
    assert.deepEqual((await ask()).features, features);
    assert.equal(seen, '/test/predict/..%2Fa%20b%3F {"overrides":{"zone":"a"},"features":true}');
    for (sent of [undefined, [], { zone: 'a' }, { zone: { value: 1, from: 'guess' } }]) {
      const { prediction, features: read } = await ask();
      assert.deepEqual([prediction?.predictions, read], [[1], undefined]);
    }
  });

  it('reads problem+json, leaving out errors that are none', async () => {
    const error = { row: 0, column: 'bonus', got: 9, expected: 'an integer from 1 to 7' };
    answerWith(422, {
      title: 'Invalid',
      status: 422,
      detail: '1',
      request_id: 'r',
      errors: [error, 'x', {}],
    });
    const given = await send();
    assert.equal(given.status, 422);
    assert.equal(given.prediction, undefined);
    assert.deepEqual(given.problem?.errors, [error]);
  });

  it('gives an answer that follows no contract as text', async () => {
    answerWith(200, { hello: 'there' });
    assert.equal((await send()).prediction, undefined);
    answer = (_, response) => response.writeHead(502).end('<html>Bad gateway</html>');
    const given = await send();
    assert.deepEqual([given.status, given.body, given.problem], [502, '<html>Bad gateway</html>', undefined]);
  });

  it('reads an answer up to the limit and refuses a larger one', async () => {
    answer = (_, response) => response.end(Buffer.alloc(MOST_ANSWER_BYTES, 'x'));
    assert.equal((await send()).body.length, MOST_ANSWER_BYTES);
    answer = (_, response) => response.end(Buffer.alloc(MOST_ANSWER_BYTES + 1, 'x'));
    await assert.rejects(send(), (error) => error instanceof Failure && error.code === 'answer-too-large');
  });

  it('is cancelled while it waits, and tells the server', async () => {
    const abort = new AbortController();
    const dropped = new Promise<void>((resolve) => {
      answer = (request, response) => {
        response.on('close', resolve);
        request.on('data', () => abort.abort());
      };
    });
    await assert.rejects(send(abort.signal), Cancelled);
    await dropped;
  });

  it('is cancelled in the middle of an answer, and before it began', async () => {
    const abort = new AbortController();
    answer = (_, response) => {
      response.write('{"model":', () => abort.abort());
    };
    await assert.rejects(send(abort.signal), Cancelled);
    await assert.rejects(send(abort.signal), Cancelled);
  });

  it('says that a connection was lost', async () => {
    answer = (request) => request.socket.destroy();
    await assert.rejects(send(), (error) => error instanceof Failure && error.code === 'target-lost');
  });

  it('says where nothing answers', async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    await assert.rejects(
      sendRows({ url: `http://127.0.0.1:${port}` }, rows, { signal: new AbortController().signal }),
      (error) =>
        error instanceof Failure &&
        error.code === 'target-unreachable' &&
        error.message === `Nothing answers at http://127.0.0.1:${port}: ECONNREFUSED.`,
    );
  });
});
