import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { Failure } from '../../../../contract/failure';
import {
  checkHeader,
  isLoopback,
  readAddress,
  type GivenAddress,
} from '../../../../extension/requests/targets/urlTarget';
import { UrlTargets } from '../../../../extension/requests/targets/urlTargets';
import { answeringServer, type AnsweringServer } from '../answeringServer';
import { secretStore } from './memory';

const codeOf = (work: () => unknown): string | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    assert.ok(error instanceof Failure);
    return error.code;
  }
};

describe('the address of a target', () => {
  it('is taken without its last slash; a user and password become a header', () => {
    assert.deepEqual(readAddress(' http://127.0.0.1:8080/ '), { url: 'http://127.0.0.1:8080', headers: {} });
    assert.deepEqual(readAddress('https://hotel/test/motor/'), {
      url: 'https://hotel/test/motor',
      headers: {},
    });
    assert.deepEqual(readAddress('https://ann:p%40ss@hotel'), {
      url: 'https://hotel',
      headers: { Authorization: `Basic ${Buffer.from('ann:p@ss').toString('base64')}` },
    });
  });

  it('is refused where it is none, without repeating what may be a password', () => {
    for (const text of [
      '',
      'hotel',
      'ftp://x',
      'file:///etc/passwd',
      'http://x?token=s3cret',
      'http://x#y',
    ]) {
      assert.equal(
        codeOf(() => readAddress(text)),
        'address-wrong',
        text,
      );
    }
    assert.throws(
      () => readAddress('http://x?token=s3cret'),
      (error: Failure) => !error.message.includes('s3cret'),
    );
  });

  it('is local by its name alone', () => {
    const local = ['http://127.0.0.1:1', 'http://localhost', 'http://[::1]:80', 'https://a.localhost/x'];
    const other = ['http://127.0.0.1.evil.com', 'http://10.0.0.1', 'http://localhost.evil.com', 'x'];
    assert.deepEqual([...local, ...other].map(isLoopback), [
      ...local.map(() => true),
      ...other.map(() => false),
    ]);
  });

  it('has headers that HTTP can carry, and none that the request itself sets', () => {
    checkHeader('X-Api-Key', 'abc');
    for (const [name, value] of [
      ['', 'x'],
      ['a b', 'x'],
      ['Host', 'x'],
      ['content-length', '3'],
      ['X-A', 'a\r\nX-B: b'],
      ['X-A', ''],
    ] as const) {
      assert.equal(
        codeOf(() => checkHeader(name, value)),
        'header-wrong',
        name,
      );
    }
  });
});

describe('targets added by hand', () => {
  let folder: string;
  let server: AnsweringServer;
  let answer: RequestListener;
  const secrets = secretStore();
  let targets: UrlTargets;

  before(async () => {
    server = await answeringServer(() => answer);
  });
  after(() => server.stop());

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'bellhop-targets-'));
    secrets.kept.clear();
    targets = new UrlTargets(folder, secrets);
    answer = (_, response) => response.end('{}');
  });
  afterEach(() => rm(folder, { recursive: true }));

  const withToken = (): GivenAddress => ({ url: server.url, headers: { Authorization: 'Bearer s3cret' } });
  const look = async (): Promise<string> => {
    const id = await targets.add('Stage', withToken());
    await targets.look(id);
    const [{ state, detail, model } = { state: 'gone', detail: '', model: undefined }] = targets.list();
    return [state, model ? `${model.name} ${model.version}` : detail].join(': ');
  };

  it('send their headers, whose values are in no file and in no list', async () => {
    const id = await targets.add('Stage', withToken());
    assert.deepEqual(await targets.reach(id), withToken());
    const [file = ''] = await readdir(folder);
    const text = await readFile(path.join(folder, file), 'utf8');
    assert.ok(text.includes('Authorization') && !text.includes('s3cret'), text);
    assert.ok(!JSON.stringify(targets.list()).includes('s3cret'));
    assert.deepEqual(targets.list()[0]?.headers, ['Authorization']);
  });

  it('are the same in another window, and after a reload', async () => {
    const id = await targets.add('Stage', withToken());
    const other = new UrlTargets(folder, secrets);
    await other.add('Second', { url: 'http://127.0.0.1:2', headers: {} });
    await targets.refresh();
    assert.deepEqual(
      targets.list().map(({ title }) => title),
      ['Stage', 'Second'],
    );
    await other.refresh();
    assert.deepEqual(await other.reach(id), withToken());
  });

  it('are edited: a header that is not given anew keeps its value, but only for the same server', async () => {
    const id = await targets.add('Stage', withToken());
    await targets.edit(id, 'Test stage', `${server.url}/test`, { Authorization: undefined, 'X-Trace': '1' });
    assert.deepEqual(await targets.reach(id), {
      url: `${server.url}/test`,
      headers: { Authorization: 'Bearer s3cret', 'X-Trace': '1' },
    });
    await assert.rejects(
      targets.edit(id, 'Other', 'http://other.example', { Authorization: undefined }),
      (error: Failure) => error.code === 'header-lost',
    );
    assert.equal(targets.list()[0]?.title, 'Test stage', 'nothing was changed');
  });

  it('do not send a secret to a server whose address was put into the file by hand', async () => {
    const id = await targets.add('Stage', withToken());
    const kept = [...secrets.kept.entries()];
    await targets.edit(id, 'Stage', 'http://evil.example', { Authorization: 'x' });
    for (const [key, value] of kept) secrets.kept.set(key, value);
    await assert.rejects(targets.reach(id), (error: Failure) => error.code === 'header-lost');
  });

  it('are removed with their secrets', async () => {
    const id = await targets.add('Stage', withToken());
    await targets.remove(id);
    assert.deepEqual([targets.list(), await readdir(folder), secrets.kept.size], [[], [], 0]);
    await assert.rejects(targets.reach(id), (error: Failure) => error.code === 'target-gone');
  });

  it('say whether they are there: ready with the model, not ready, refused, not reachable', async () => {
    const routes: string[] = [];
    answer = (request, response) => {
      routes.push(`${request.method} ${request.url} ${request.headers.authorization}`);
      response.end('{"status":"ready","model":{"name":"motor","version":"1.2.0","digest":"x"},"build":{}}');
    };
    assert.equal(await look(), 'ready: motor 1.2.0');
    assert.deepEqual(routes, ['GET /health/ready Bearer s3cret', 'GET /openapi.json Bearer s3cret']);
  });

  it('say by their description whether they fetch features by key; it stays known while one is away', async () => {
    const ready = '{"status":"ready","model":{"name":"motor","version":"1.2.0"}}';
    const byKey = async (description: string): Promise<boolean | undefined> => {
      answer = ({ url }, response) => response.end(url === '/openapi.json' ? description : ready);
      const id = await targets.add('Stage', withToken());
      await targets.look(id);
      return targets.list().find((target) => target.id === id)?.byKey;
    };
    assert.equal(await byKey('{"paths":{"/predict":{"post":{}}}}'), false);
    for (const none of ['', '[]', '{"paths":[]}']) assert.equal(await byKey(none), undefined, none);
    assert.equal(await byKey('{"paths":{"/predict/{key}":{"post":{}}}}'), true);
    answer = (_, response) => response.writeHead(500).end();
    const last = targets.list().at(-1);
    assert.ok(last);
    await targets.look(last.id);
    assert.deepEqual([targets.list().at(-1)?.state, targets.list().at(-1)?.byKey], ['failed', true]);
  });

  for (const [status, body, said] of [
    [503, '{"status":"failed","reason":"The golden scores differ."}', /^failed: .*golden scores differ/],
    [503, '{"status":"loading"}', /^starting/],
    [401, '', /^failed: It answers 401: check the headers/],
    [500, '<html>', /^failed: It answers 500/],
    [404, 'no such route', /^ready/],
    [302, '', /^failed: It answers 302/],
  ] as const) {
    it(`that answer ${status} ${body} are shown as such`, async () => {
      answer = (_, response) => response.writeHead(status).end(body);
      assert.match(await look(), said);
    });
  }

  it('that do not answer are not reachable', async () => {
    const unused = await answeringServer(() => answer);
    await unused.stop();
    const id = await targets.add('Stage', { url: unused.url, headers: {} });
    await targets.look(id);
    const [found] = targets.list();
    assert.equal(found?.state, 'unreachable');
    assert.match(found.detail ?? '', /Nothing answers at http:\/\/127\.0\.0\.1:\d+: ECONNREFUSED/);
  });
});
