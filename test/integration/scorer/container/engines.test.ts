import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { Failure } from '../../../../contract/failure';
import { findEngine, thisMachine } from '../../../../extension/docker/findEngine';
import { temporaryFolder, type TemporaryFolder } from '../../../../extension/files/temporaryFolder';
import { testEngine } from '../../../../scripts/docker/testEngine';
import { makeCertificates } from '../../../certificates';

describe('the Docker engine that is found', function () {
  this.timeout(30_000);
  let host: string;
  let temporary: TemporaryFolder;

  before(async function () {
    this.timeout(600_000);
    ({ host } = await testEngine());
  });
  beforeEach(async () => {
    temporary = await temporaryFolder('engines');
  });
  afterEach(() => temporary.close());

  const find = (env: Record<string, string>, setting = '') =>
    findEngine({ setting, places: { ...thisMachine(), home: temporary.folder, env } });

  const isMissing = (words: RegExp) => (error: unknown) => {
    assert.ok(error instanceof Failure, String(error));
    assert.equal(error.code, 'engine-missing');
    assert.match(error.message, words);
    return true;
  };

  it('says what chose it and what it is', async () => {
    const engine = await find({ DOCKER_HOST: host });
    assert.equal(engine.reason, 'DOCKER_HOST');
    assert.equal(engine.host, host);
    assert.match(engine.name, /^(Docker|Podman) \d+\./);
    assert.equal(engine.reach, 'here');
    engine.close();
  });

  it('may come from the current context', async () => {
    const id = createHash('sha256').update('mine').digest('hex');
    const meta = path.join(temporary.folder, '.docker', 'contexts', 'meta', id);
    mkdirSync(meta, { recursive: true });
    writeFileSync(path.join(temporary.folder, '.docker', 'config.json'), '{"currentContext": "mine"}');
    writeFileSync(path.join(meta, 'meta.json'), JSON.stringify({ Endpoints: { docker: { Host: host } } }));
    const engine = await find({});
    assert.deepEqual([engine.host, engine.reason], [host, 'the current context mine']);
    engine.close();
  });

  it('is the one that was chosen, whatever DOCKER_HOST says to the packages in between', async () => {
    const before = process.env['DOCKER_HOST'];
    process.env['DOCKER_HOST'] = 'ssh://nowhere.invalid';
    try {
      const engine = await find({}, host);
      assert.ok((await engine.docker.listImages()).length > 0);
      engine.close();
    } finally {
      if (before === undefined) delete process.env['DOCKER_HOST'];
      else process.env['DOCKER_HOST'] = before;
    }
  });

  it('is not another where the chosen one does not answer', async () => {
    await assert.rejects(
      find({ DOCKER_HOST: 'tcp://127.0.0.1:1' }),
      isMissing(/tcp:\/\/127\.0\.0\.1:1, chosen by DOCKER_HOST, does not answer: nobody listens there/),
    );
  });

  it('is told to be silent after five seconds', async () => {
    const deaf = createServer().listen(0, '127.0.0.1');
    await once(deaf, 'listening');
    const address = `tcp://127.0.0.1:${(deaf.address() as AddressInfo).port}`;
    await assert.rejects(find({}, address), isMissing(/does not answer: no answer within 5 s/));
    deaf.close();
  });

  it('is missing where nothing was chosen and nothing answers: one message says what was tried', async () => {
    const places = { ...thisMachine(), platform: 'win32' as const, env: {} };
    await assert.rejects(
      findEngine({ setting: '', places }),
      isMissing(/^No Docker engine answers\. Tried: no socket at npipe:.*docker_engine, npipe:/),
    );
  });

  it('is believed over TLS only with the right certificates', async () => {
    const certs = path.join(temporary.folder, 'certs');
    mkdirSync(certs);
    makeCertificates(certs);
    const read = (name: string): Buffer => readFileSync(path.join(certs, name));
    const options = { key: read('key.pem'), cert: read('cert.pem'), ca: read('ca.pem'), requestCert: true };
    const server = createTlsServer(options, (here) => {
      const there = connect(host.replace('unix://', ''));
      for (const one of [here, there]) one.on('error', () => undefined);
      here.pipe(there).pipe(here);
    }).listen(0, '127.0.0.1');
    server.on('tlsClientError', () => undefined);
    await once(server, 'listening');
    const DOCKER_HOST = `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const engine = await find({ DOCKER_HOST, DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: certs });
    assert.ok((await engine.docker.listImages()).length > 0);
    engine.close();
    await assert.rejects(find({ DOCKER_HOST, DOCKER_TLS_VERIFY: '1' }), isMissing(/chosen by DOCKER_HOST/));
    server.close();
  });
});
