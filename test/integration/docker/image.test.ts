import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import path from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import type Docker from 'dockerode';
import type { PredictResponse } from '../../../contract/scoring';
import { temporaryFolder, type TemporaryFolder } from '../../../extension/files/temporaryFolder';
import { disagreement } from '../../../local-server/model/golden';
import { buildAll } from '../../../scripts/build';
import { testEngine } from '../../../scripts/docker/testEngine';
import { bellhop, type Ended } from '../cli/bellhop';
import { FIXTURES, readModelJson } from '../scorer/scorerInProcess';

const FOREST = path.join(FIXTURES, 'forest');
const NAME = `bellhop-test/${randomUUID()}`;
/** An engine that is not there. */
const NOWHERE = { DOCKER_HOST: 'unix:///nowhere/docker.sock' };

/** How a careful operator runs the image. */
const RESTRICTED: Docker.HostConfig = {
  ReadonlyRootfs: true,
  CapDrop: ['ALL'],
  SecurityOpt: ['no-new-privileges'],
  Memory: 256 * 1024 * 1024,
  MemorySwap: 256 * 1024 * 1024,
  NanoCpus: 1e9,
  PidsLimit: 64,
  PortBindings: { '8080/tcp': [{ HostIp: '127.0.0.1', HostPort: '' }] },
};

describe('bellhop image', function () {
  this.timeout(120_000);
  let docker: Docker;
  let env: NodeJS.ProcessEnv;
  let temporary: TemporaryFolder;
  let project: string;
  let built: Ended;
  const containers: Docker.Container[] = [];

  /** A model project with a small model, and a file beside it that nobody named. */
  function makeProject(name: string): string {
    const folder = path.join(temporary.folder, name);
    cpSync(FOREST, path.join(folder, 'artefact'), { recursive: true });
    writeFileSync(path.join(folder, 'artefact', 'worst-rows.json'), '[]');
    const file = { schema: 1, kind: 'model', name: 'Forest', package: 'forest', artefact: 'artefact' };
    writeFileSync(path.join(folder, 'bellhop.json'), JSON.stringify(file));
    return folder;
  }

  /** Runs the image, restricted, until it is healthy by its own check. */
  async function run(): Promise<{ container: Docker.Container; port: number }> {
    const container = await docker.createContainer({
      Image: `${NAME}:1.0.0`,
      // The check is the image's own; it only comes sooner.
      Healthcheck: { Interval: 1e9 },
      HostConfig: RESTRICTED,
    });
    containers.push(container);
    await container.start();
    for (;;) {
      const { State, NetworkSettings } = await container.inspect();
      assert.ok(State.Running, 'the container ended');
      if (State.Health?.Status === 'healthy') {
        return { container, port: Number(NetworkSettings.Ports['8080/tcp']?.[0]?.HostPort) };
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  function ask(port: number, body: string) {
    const headers = { 'content-type': 'application/json', host: 'models.example.com' };
    const asked = request({ host: '127.0.0.1', port, method: 'POST', path: '/predict', headers });
    asked.write(body);
    const answer = once(asked, 'response').then(async ([response]) => {
      const { statusCode } = response as IncomingMessage;
      return {
        status: statusCode,
        body: JSON.parse(await text(response as IncomingMessage)) as PredictResponse,
      };
    });
    return { asked, answer };
  }

  before(async function () {
    this.timeout(600_000);
    const engine = await testEngine();
    ({ docker } = engine);
    env = { DOCKER_HOST: engine.host };
    await buildAll();
    temporary = await temporaryFolder('image');
    project = makeProject('forest');
    built = await bellhop(['image', project, '--tag', NAME, '--json', '--no-input'], env);
    assert.equal(built.status, 0, built.out + built.err);
  });
  afterEach(async () => {
    for (const container of containers.splice(0)) await container.remove({ force: true, v: true });
  });
  after(async () => {
    await temporary.close();
    await docker.getImage(`${NAME}:1.0.0`).remove({ force: true });
  });

  it('tells its steps, and last the image with its id and its size', async () => {
    const steps = built.lines.filter(({ message }) => /^Step \d+ of \d+: /.test(String(message)));
    assert.ok(steps.length > 3, built.out);
    const { image, id, size, model } = built.last ?? {};
    assert.equal(image, `${NAME}:1.0.0`);
    const inspected = await docker.getImage(`${NAME}:1.0.0`).inspect();
    assert.equal(id, inspected.Id);
    assert.equal(size, inspected.Size);
    const { name, version } = readModelJson(FOREST);
    assert.deepEqual({ ...(model as object), digest: '' }, { name, version, digest: '' });
    assert.equal(inspected.Config.Labels['org.opencontainers.image.version'], version);
  });

  it('takes at most 250 MB', () => {
    assert.ok(Number(built.last?.['size']) <= 250e6, String(built.last?.['size']));
  });

  it('holds Node, its libraries, the scorer and the named files of the artefact, and no shell', async () => {
    const container = await docker.createContainer({ Image: `${NAME}:1.0.0` });
    containers.push(container);
    const archive = await buffer(await container.export());
    const names = tarNames(archive);
    assert.ok(names.includes('usr/local/bin/node'));
    assert.deepEqual(names.filter((name) => name.startsWith('artefact/') && !name.endsWith('/')).sort(), [
      'artefact/model.json',
      'artefact/model.onnx',
    ]);
    const programs = names.filter((name) => /(?:^|\/)s?bin\/./.test(name) && !name.includes('onnxruntime'));
    assert.deepEqual(programs, ['usr/local/bin/node']);
    assert.deepEqual(
      names.filter((name) => /\/npm\/|win32|darwin|\.ts$|\.map$/.test(name)),
      [],
    );
  });

  it('finds the scorer’s image again instead of building it', async () => {
    const again = await bellhop(['image', project, '--tag', NAME, '--json'], env);
    assert.equal(again.status, 0, again.out);
    assert.match(again.out, /Step 1 of \d+: ARG SCORER/);
    assert.doesNotMatch(again.out, /: ARG BASE/);
    assert.equal(again.last?.['id'], built.last?.['id']);
  });

  it('runs without rights on a read-only root, becomes healthy and scores as the model does', async () => {
    const { port } = await run();
    const { golden } = readModelJson(FOREST);
    const { asked, answer } = ask(port, JSON.stringify({ rows: golden.rows.map(({ row }) => row) }));
    asked.end();
    const { status, body } = await answer;
    assert.equal(status, 200);
    for (const [index, { prediction }] of golden.rows.entries()) {
      const scored = body.predictions[index];
      assert.ok(scored !== undefined);
      assert.equal(disagreement(scored, prediction, golden), undefined);
    }
    const { User } = (await docker.getImage(`${NAME}:1.0.0`).inspect()).Config;
    assert.equal(User, '1000:1000');
  });

  it('answers what it has begun when it is told to end, and ends with status 0', async () => {
    const { container, port } = await run();
    const body = JSON.stringify({ rows: readModelJson(FOREST).golden.rows.map(({ row }) => row) });
    const { asked, answer } = ask(port, body.slice(0, 50));
    // It has the first half for sure when it has answered another request.
    const other = ask(port, body);
    other.asked.end();
    await other.answer;
    const stopped = container.stop({ t: 30 });
    asked.end(body.slice(50));
    assert.equal((await answer).status, 200);
    await stopped;
    assert.equal((await container.inspect()).State.ExitCode, 0);
  });

  describe('refuses, before it asks the engine for anything,', () => {
    async function refused(
      args: readonly string[],
      status: number,
      code: string,
      words: RegExp,
    ): Promise<void> {
      const ended = await bellhop(['image', ...args, '--json', '--no-input'], NOWHERE);
      assert.equal(ended.status, status, ended.out);
      const { error } = ended.last as { error: { code: string; message: string; next: string } };
      assert.equal(error.code, code);
      assert.match(error.message, words);
    }

    it('a name that is missing or none', async () => {
      await refused([project], 2, 'wrong-use', /--tag/);
      await refused([project, '--tag', 'Claims:1'], 2, 'wrong-use', /"Claims:1" is no name for an image/);
    });

    it('a folder that is no project', () =>
      refused([temporary.folder, '--tag', NAME], 1, 'not-a-project', /bellhop\.json/));

    it('a project without an artefact', async () => {
      const bare = makeProject('bare');
      rmSync(path.join(bare, 'artefact'), { recursive: true });
      await refused([bare, '--tag', NAME], 1, 'artefact-missing', /model\.json does not exist/);
    });

    it('an artefact that was changed after training, or is not whole', async () => {
      const changed = makeProject('changed');
      writeFileSync(path.join(changed, 'artefact', 'model.onnx'), 'something else');
      await refused([changed, '--tag', NAME], 1, 'digest-mismatch', /model\.onnx is not the file/);
      rmSync(path.join(changed, 'artefact', 'model.onnx'));
      await refused([changed, '--tag', NAME], 1, 'file-missing', /model\.onnx is missing/);
    });

    it('an engine that is not there', () =>
      refused([project, '--tag', NAME], 1, 'engine-missing', /\/nowhere\/docker\.sock/));
  });

  it('interrupted in the middle of a build, it leaves nothing behind', async () => {
    const filters = JSON.stringify({ label: ['bellhop.stage=build'] });
    const found = async (): Promise<string[]> => {
      const images = await docker.listImages({ all: true, filters });
      const running = await docker.listContainers({ all: true, filters });
      return [...images, ...running].map(({ Id }) => Id).sort();
    };
    const before = await found();
    // Another registry is another image; the build does not come as far as to ask it.
    const args = [
      'image',
      project,
      '--tag',
      `${NAME}:never`,
      '--npm-registry',
      'http://127.0.0.1:9/',
      '--json',
    ];
    const ended = await bellhop(args, env, (line) => line.includes(': RUN npm install'));
    assert.equal(ended.status, 130, ended.out);
    assert.deepEqual(await found(), before);
    await assert.rejects(docker.getImage(`${NAME}:never`).inspect(), { statusCode: 404 });
  });
});

/** The names in a tar archive, as `docker export` writes it. */
function tarNames(archive: Buffer): string[] {
  const names: string[] = [];
  for (let at = 0; at + 512 <= archive.length && archive[at] !== 0;) {
    const field = (from: number, to: number): string =>
      archive.toString('utf8', at + from, at + to).replace(/\0.*$/s, '');
    names.push(field(345, 500) === '' ? field(0, 100) : `${field(345, 500)}/${field(0, 100)}`);
    at += 512 + Math.ceil(parseInt(field(124, 136), 8) / 512) * 512;
  }
  return names;
}
