import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type Docker from 'dockerode';
import { runProgram } from '../../../extension/processes/runProgram';
import { ensurePythonImage, PYTHON_IMAGE } from '../../../scripts/docker/pythonImage';
import { testEngine, type TestEngine } from '../../../scripts/docker/testEngine';
import { cacheFolder } from '../../../scripts/vscode/cacheFolder';
import { IndexServer, wheelsAt } from '../packageIndex/indexServer';
import { readiness, scored, sendTo, until } from '../scorer/scorerInProcess';
import { artefactOf, makeModelProject, type ModelProject } from '../template/modelProject';
import { pythonEnvironment } from '../template/pythonEnvironment';
import { makeApiProject, wheelOf, type ApiProject } from './apiProject';

/** What the image may take beside its base. */
const MOST_BYTES = 180e6;

const PASSWORD = `secret-${randomUUID()}`;

describe('The image of an API project', function () {
  this.timeout('10m');
  const tag = `bellhop-test/${randomUUID()}:1`;
  let outputDir: string;
  let engine: TestEngine;
  let api: ApiProject;
  let model: ModelProject;
  let wheel: string;
  let company: IndexServer;
  let elsewhere: IndexServer;
  let buildLog = '';

  before(async () => {
    outputDir = await mkdtemp(path.join(tmpdir(), 'bellhop-api-image-'));
    engine = await testEngine();
    await ensurePythonImage(engine, console.log);
    model = await makeModelProject(outputDir);
    const python = await pythonEnvironment(path.join(model.folder, 'requirements.lock'));
    wheel = await wheelOf(python, model, path.join(outputDir, 'wheels'));
    company = new IndexServer(wheelsAt(wheel), { login: `reader:${PASSWORD}` });
    const indexUrl = await company.start();
    // Somebody else's packages of that name: the same version with another content, and a higher one.
    const [same, higher] = [path.basename(wheel), 'claim_frequency-9.9.9-py3-none-any.whl'].map((name) =>
      path.join(outputDir, name),
    );
    assert.ok(same !== undefined && higher !== undefined);
    await writeFile(same, 'another content');
    await copyFile(wheel, higher);
    elsewhere = new IndexServer(wheelsAt(same, higher));
    const otherUrl = await elsewhere.start();
    api = await makeApiProject(outputDir, { index_url: indexUrl });
    const netrc = path.join(outputDir, 'netrc');
    await writeFile(netrc, `machine 127.0.0.1 login reader password ${PASSWORD}\n`, { mode: 0o600 });
    const cache = path.join(cacheFolder(), 'pip');
    mkdirSync(cache, { recursive: true });
    await docker(
      ...['run', '--rm', '--network', 'host', '--workdir', '/api'],
      ...['--volume', `${api.folder}:/api`, '--volume', `${netrc}:/netrc:ro`, '--volume', `${cache}:/cache`],
      ...['--env', 'NETRC=/netrc', '--env', 'PIP_CACHE_DIR=/cache', '--env', 'PIP_ROOT_USER_ACTION=ignore'],
      ...['--env', `PIP_EXTRA_INDEX_URL=${otherUrl}`],
      ...[PYTHON_IMAGE, 'python', 'collect_wheels.py'],
    );
    buildLog = await docker(
      'build',
      '--network',
      'none',
      '--build-arg',
      'VERSION=1.2.3',
      '--tag',
      tag,
      api.folder,
    );
  });
  after(async () => {
    await engine.docker
      .getImage(tag)
      .remove({ force: true })
      .catch(() => undefined);
    await Promise.all([company, elsewhere].map((index) => index.stop()));
    await rm(outputDir, { recursive: true, force: true });
  });

  /** Runs the command that people and pipelines run, with the classic builder. */
  async function docker(...args: string[]): Promise<string> {
    let output = '';
    const env = { ...process.env, DOCKER_HOST: engine.host, DOCKER_BUILDKIT: '0' };
    const program = { command: 'docker', args, cwd: outputDir, env };
    const status = await runProgram(program, { onOutput: (text) => (output += text) });
    assert.equal(status, 0, output);
    return output;
  }

  it('holds the model package of the one index, whatever another index has', async () => {
    const wheels = path.join(api.folder, 'wheels', path.basename(wheel));
    assert.deepEqual(await readFile(wheels), await readFile(wheel));
    assert.deepEqual(
      elsewhere.asked.filter(({ url }) => url.includes('claim')),
      [],
    );
  });

  it('takes at most 180 MB beside its base', async () => {
    const [size, base] = await Promise.all(
      [tag, PYTHON_IMAGE].map(async (name) => (await engine.docker.getImage(name).inspect()).Size),
    );
    assert.ok(size !== undefined && base !== undefined);
    console.log(
      `      ${((size - base) / 1e6).toFixed(1)} MB beside a base of ${(base / 1e6).toFixed(1)} MB`,
    );
    assert.ok(size - base <= MOST_BYTES, `${size - base} bytes`);
  });

  it('holds no password: not in a layer, not in its history, not in the log of its build', async () => {
    const history = await docker('history', '--no-trunc', tag);
    assert.ok(!history.includes(PASSWORD) && !buildLog.includes(PASSWORD));
    const saved = await engine.docker.getImage(tag).get();
    let last = '';
    for await (const chunk of saved) {
      // A password may lie across the border of two chunks.
      const text = last + (chunk as Buffer).toString('latin1');
      assert.ok(!text.includes(PASSWORD), 'a layer holds the password');
      last = text.slice(-PASSWORD.length);
    }
  });

  it('runs without rights on a read-only root, becomes healthy by its own check, scores, and ends when told', async () => {
    const host: Docker.HostConfig = {
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      Memory: 256 * 1024 * 1024,
      PidsLimit: 64,
      PortBindings: { '8000/tcp': [{ HostIp: '127.0.0.1', HostPort: '' }] },
    };
    const container = await engine.docker.createContainer({
      Image: tag,
      Env: ['DRAIN_SECONDS=1', 'WEB_CONCURRENCY=2', 'CACHE=memory'],
      // The check is the image's own; it only comes sooner.
      Healthcheck: { Interval: 1e9 },
      HostConfig: host,
    });
    try {
      await container.start();
      const port = await until(
        'healthy',
        async () => {
          const { State, NetworkSettings } = await container.inspect();
          assert.ok(State.Running, 'the container ended');
          return (
            State.Health?.Status === 'healthy' && Number(NetworkSettings.Ports['8000/tcp']?.[0]?.HostPort)
          );
        },
        60_000,
      );
      assert.equal(readiness(await sendTo(port, 'GET', '/health/ready')).build.version, '1.2.3');
      const { golden } = await artefactOf(model);
      const body = JSON.stringify({ rows: golden.rows.map(({ row }) => row) });
      const headers = { 'content-type': 'application/json' };
      const { predictions } = scored(await sendTo(port, 'POST', '/predict', body, headers));
      assert.equal(predictions.length, golden.rows.length);
      const smoke = await docker('exec', container.id, 'flask', '--app', 'src/claim_frequency_api/app.py', 'smoke', 'http://127.0.0.1:8000'); // prettier-ignore
      assert.match(smoke, new RegExp(`${golden.rows.length} golden rows agree`));
      assert.match(
        (await sendTo(port, 'GET', '/metrics')).text,
        /^api_request_seconds_count\{.*route="\/predict"/m,
      );
      await container.stop({ t: 30 });
      const { State, Config } = await container.inspect();
      assert.deepEqual([State.ExitCode, Config.User], [0, '10001:10001']);
    } finally {
      await container.remove({ force: true, v: true });
    }
  });
});
