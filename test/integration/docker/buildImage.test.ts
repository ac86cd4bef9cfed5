import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { Cancelled, Failure } from '../../../contract/failure';
import { proxyArgs } from '../../../extension/docker/buildProxy';
import type { Engine } from '../../../extension/docker/connectEngine';
import { temporaryFolder } from '../../../extension/files/temporaryFolder';
import type { TarFile } from '../../../extension/docker/tar';
import { resolveNetwork } from '../../../extension/network/network';
import { socketClient } from '../../../scripts/docker/engineAnswers';
import { connectTestEngine, TestBuild } from './builds';

/** What a build says that fails. */
async function failed(build: Promise<unknown>): Promise<Failure> {
  const error = await build.then(
    () => assert.fail('the image was built'),
    (cause: unknown) => cause,
  );
  assert.ok(error instanceof Failure, String(error));
  return error;
}

describe('building an image on a real engine', function () {
  this.timeout(60_000);
  let engine: Engine;
  let build: TestBuild;

  before(async function () {
    this.timeout(600_000);
    engine = await connectTestEngine();
  });
  after(() => engine.close());
  beforeEach(() => {
    build = new TestBuild(engine);
  });

  it('tells each step and gives the id and size', async () => {
    const { id, size } = await build.run(['RUN echo hello $WHOM'], { buildArgs: {}, labels: { a: 'b' } });
    assert.match(id, /^sha256:[0-9a-f]{64}$/);
    assert.ok(size > 1e6);
    const steps = build.events.flatMap((event) => (event.type === 'step' ? [event] : []));
    assert.deepEqual(
      steps.map(({ step, steps: all }) => `${step}/${all}`),
      ['1/4', '2/4', '3/4', '4/4'],
    );
    assert.ok(build.events.some((event) => event.type === 'output' && event.line === 'hello'));
    const { Config } = await engine.docker.getImage(id).inspect();
    assert.equal(Config.Labels['a'], 'b');
    await build.remove();
  });

  it('names the step that failed with its last lines, and leaves nothing', async () => {
    const { code, message } = await failed(
      build.run(['RUN echo fine', 'RUN echo no such thing >&2; exit 3']),
    );
    assert.equal(code, 'build-failed');
    assert.match(
      message,
      /at step 4 of 4 \(RUN echo no such thing.*\): it ended with status 3\.\n {2}no such thing$/,
    );
    assert.deepEqual(await build.leftOvers(), []);
  });

  it('says that a disk is full', async () => {
    // The shared memory of a step is a small disk of its own.
    const fill = 'RUN dd if=/dev/zero of=/dev/shm/zeros bs=1M count=4096';
    const { code, next } = await failed(build.run([fill]));
    assert.equal(code, 'engine-disk-full');
    assert.match(next, /Free some space/);
    assert.deepEqual(await build.leftOvers(), []);
  });

  it('goes through a proxy, whose password no output, no layer and no history keeps', async () => {
    const proxy = 'http://ann:top%20secret@proxy.example.test:3128';
    const network = await resolveNetwork({ proxy, noProxy: ['example.com'], from: 'a test' });
    const told = 'test "$https_proxy" = "$HTTP_PROXY" -a -n "$NO_PROXY" && echo told';
    const { id } = await build.run([`RUN ${told}`, 'RUN echo more > /more'], {
      buildArgs: proxyArgs({}, network),
    });
    assert.ok(build.events.some((event) => event.type === 'output' && event.line === 'told'));
    const image = engine.docker.getImage(id);
    const left = [build.events, await image.inspect(), await image.history()];
    for (const step of await build.leftOvers()) left.push(await engine.docker.getImage(step).inspect());
    assert.ok(left.length > 4, 'the images of single steps too');
    assert.doesNotMatch(JSON.stringify(left), /secret|proxy\.example/);
    await build.remove();
  });

  it('says what is wrong with a Dockerfile', async () => {
    const { code, message } = await failed(build.run(['COPIE a b']));
    assert.equal(code, 'build-failed');
    assert.match(message, /COPIE/);
  });

  it('cancelled in the middle of a step, it ends the step and leaves no container and no image', async () => {
    const abort = new AbortController();
    const running = build.run(['RUN echo first', 'RUN echo begun; tail -f /dev/null'], {
      signal: abort.signal,
      onEvent: (event) => {
        if (event.type === 'output' && event.line === 'begun') abort.abort();
      },
    });
    await assert.rejects(running, Cancelled);
    assert.deepEqual(await build.leftOvers(), []);
  });

  it('cancelled between two steps, it leaves nothing either', async () => {
    for (const last of [2, 3, 4]) {
      const abort = new AbortController();
      const one = new TestBuild(engine);
      const running = one.run(['RUN echo first', 'RUN echo second', 'RUN echo third; sleep 5'], {
        signal: abort.signal,
        onEvent: (event) => {
          if (event.type === 'step' && event.step === last) abort.abort();
        },
      });
      await assert.rejects(running, Cancelled);
      assert.deepEqual(await one.leftOvers(), [], `after step ${last}`);
    }
  });

  it('cancelled before it begins, it asks the engine for nothing', async () => {
    await assert.rejects(build.run([], { signal: AbortSignal.abort() }), Cancelled);
    assert.deepEqual(build.events, []);
  });

  it('passes on why a file of the context cannot be read', async () => {
    const unreadable = new Failure('file-missing', 'model.onnx is missing.', 'Train the model.');
    // eslint-disable-next-line @typescript-eslint/require-await -- the type asks for one
    async function* files(): AsyncGenerator<TarFile> {
      yield { name: 'Dockerfile', bytes: Buffer.from('FROM scratch') };
      throw unreadable;
    }
    await assert.rejects(build.run([], { files: files() }), unreadable);
  });

  it('says that the engine went away', async () => {
    const gone = { ...engine, docker: socketClient('unix:///nowhere/docker.sock') };
    const { code } = await failed(new TestBuild(gone).run([]));
    assert.equal(code, 'engine-gone');
  });

  describe('on a base image that does not come', () => {
    /** A registry of images that answers one way. Engines take those of this machine without TLS. */
    async function withRegistry(
      answer: RequestListener,
      test: (base: string) => Promise<void>,
    ): Promise<void> {
      const server = createServer(answer).listen(0, '127.0.0.1');
      await once(server, 'listening');
      try {
        await test(`127.0.0.1:${(server.address() as AddressInfo).port}/acme/node:24`);
      } finally {
        server.closeAllConnections();
        server.close();
      }
    }

    it('says that the image is not there', async () => {
      const errors = JSON.stringify({ errors: [{ code: 'MANIFEST_UNKNOWN', message: 'manifest unknown' }] });
      const answer: RequestListener = ({ url }, response) => {
        const isThere = url === '/v2/';
        response.writeHead(isThere ? 200 : 404, { 'content-type': 'application/json' });
        response.end(isThere ? '{}' : errors);
      };
      await withRegistry(answer, async (base) => {
        const { code, message } = await failed(build.run([], { base }));
        assert.equal(code, 'base-image-missing');
        assert.ok(message.includes(`the base image ${base} was not found`), message);
      });
    });

    it('says that its registry wants a login', async () => {
      const answer: RequestListener = (_, response) => {
        response.writeHead(401, { 'www-authenticate': 'Basic realm="acme"' }).end();
      };
      await withRegistry(answer, async (base) => {
        assert.equal((await failed(build.run([], { base }))).code, 'registry-login');
      });
    });

    it('asks the registry with the login that "docker login" left', async () => {
      const { folder, close } = await temporaryFolder('docker-config');
      const { DOCKER_CONFIG } = process.env;
      const auth = Buffer.from(`ann:${'?>~'.repeat(9)}`).toString('base64');
      const seen: (string | undefined)[] = [];
      const answer: RequestListener = ({ headers }, response) => {
        seen.push(headers.authorization);
        response.writeHead(401, { 'www-authenticate': 'Basic realm="acme"' }).end();
      };
      await withRegistry(answer, async (base) => {
        writeFileSync(
          path.join(folder, 'config.json'),
          JSON.stringify({ auths: { [base.split('/')[0] ?? '']: { auth } } }),
        );
        process.env['DOCKER_CONFIG'] = folder;
        try {
          await failed(build.run([], { base }));
        } finally {
          if (DOCKER_CONFIG === undefined) delete process.env['DOCKER_CONFIG'];
          else process.env['DOCKER_CONFIG'] = DOCKER_CONFIG;
          await close();
        }
      });
      assert.ok(seen.includes(`Basic ${auth}`), seen.join(', '));
    });

    it('says that its registry cannot be reached', async () => {
      const { code, message } = await failed(build.run([], { base: '127.0.0.1:1/acme/node:24' }));
      assert.equal(code, 'registry-unreachable');
      assert.match(message, /the registry of the base image 127\.0\.0\.1:1\/acme\/node:24 cannot be reached/);
    });

    it('is cancelled while it waits for the registry', async () => {
      const abort = new AbortController();
      const silent: RequestListener = () => abort.abort();
      await withRegistry(silent, async (base) => {
        await assert.rejects(build.run([], { base, signal: abort.signal }), Cancelled);
      });
    });
  });
});
