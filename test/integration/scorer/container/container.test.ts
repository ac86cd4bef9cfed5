import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { once } from 'node:events';
import path from 'node:path';
import { truncateSync } from 'node:fs';
import { Cancelled, Failure } from '../../../../contract/failure';
import { disagreement } from '../../../../local-server/model/golden';
import { testEngine } from '../../../../scripts/docker/testEngine';
import {
  changeModelJson,
  copyOf,
  FIXTURES,
  readModelJson,
  scored,
  sendTo,
  stopAll,
  until,
} from '../scorerInProcess';
import {
  containersOf,
  engineGate,
  nothingLeft,
  onlyContainer,
  startContainer,
  stopContainers,
  volumesOf,
  type EngineGate,
} from './containers';
import { testImage } from './testImage';

const FOREST = path.join(FIXTURES, 'forest');
const JSON_TYPE = { 'content-type': 'application/json' };

/** Scores the first golden row and gives the whole answer. */
async function predict(port: number) {
  const rows = [readModelJson(FOREST).golden.rows[0]?.row];
  return scored(await sendTo(port, 'POST', '/predict', JSON.stringify({ rows }), JSON_TYPE));
}

function isFailure(code: string, message: RegExp) {
  return (error: unknown): boolean => {
    assert.ok(error instanceof Failure, String(error));
    assert.equal(error.code, code, error.message);
    assert.match(error.message, message);
    return true;
  };
}

describe('a scorer in a container', function () {
  this.timeout(60_000);

  before(async function () {
    this.timeout(600_000);
    await testEngine();
    await testImage();
  });
  afterEach(async () => {
    await stopContainers();
    await stopAll();
    await nothingLeft();
  });

  it('scores, tells its log, and leaves nothing when it is stopped', async () => {
    const started = performance.now();
    const { scorer, log } = await startContainer({ artefact: FOREST });
    console.log(`      start to ready: ${Math.round(performance.now() - started)} ms`);
    assert.equal(scorer.model.name, 'forest');
    assert.match(scorer.engine?.name ?? '', /^Docker \d/);
    const { golden } = readModelJson(FOREST);
    const { predictions, model } = await predict(scorer.port);
    assert.equal(model.name, 'forest');
    const [row] = golden.rows;
    assert.ok(row);
    assert.equal(disagreement(predictions[0] ?? null, row.prediction, golden), undefined);
    await until('the line of the request', () => log.some((line) => line.includes('"path":"/predict"')));
    for (const line of log) assert.equal(typeof (JSON.parse(line) as { message: unknown }).message, 'string');
    await scorer.stop();
    assert.ok(
      log.some((line) => line.includes('"message":"Stopping"')),
      'it ended orderly',
    );
    await nothingLeft();
  });

  it('is closed in: no root, no capabilities, nothing to write on, limited, on 127.0.0.1 only', async () => {
    const { scorer } = await startContainer({ artefact: FOREST, limits: { memory: 300, cpus: 0.5 } });
    const { Config, HostConfig, NetworkSettings } = await (await onlyContainer()).inspect();
    assert.match(Config.User, /^[1-9]/);
    assert.deepEqual(
      [HostConfig.ReadonlyRootfs, HostConfig.CapDrop, HostConfig.SecurityOpt, HostConfig.Privileged],
      [true, ['ALL'], ['no-new-privileges'], false],
    );
    assert.deepEqual(
      [HostConfig.Memory, HostConfig.MemorySwap, HostConfig.NanoCpus, HostConfig.PidsLimit],
      [300 * 2 ** 20, 300 * 2 ** 20, 5e8, 128],
    );
    assert.deepEqual(NetworkSettings.Ports['8080/tcp'], [
      { HostIp: '127.0.0.1', HostPort: String(scorer.port) },
    ]);
    const { Labels } = Config;
    assert.equal(Labels['bellhop.project'], '/projects/motor');
    assert.equal(Labels['bellhop.owner'], String(process.pid));
    assert.ok(Math.abs(Date.parse(Labels['bellhop.started'] ?? '') - Date.now()) < 60_000);
  });

  it('answers to its published names only', async () => {
    const { scorer } = await startContainer({ artefact: FOREST });
    const ask = (host: string) => sendTo(scorer.port, 'GET', '/schema', undefined, { host });
    assert.equal((await ask(`localhost:${scorer.port}`)).status, 200);
    assert.ok((await ask('evil.example')).status >= 400);
  });

  it('takes over a retrained artefact while it runs, and keeps the one before where the new one is broken', async () => {
    const folder = copyOf('forest');
    const { scorer, models, refused } = await startContainer({ artefact: folder });
    const { id } = await (await onlyContainer()).inspect().then(({ Id: id }) => ({ id }));
    changeModelJson(folder, (artefact) => (artefact.version = '9.0.0'));
    await until('the new model', () => models.length > 0);
    assert.equal(models[0]?.version, '9.0.0');
    assert.equal((await predict(scorer.port)).model.version, '9.0.0');
    truncateSync(path.join(folder, 'model.onnx'), 100);
    changeModelJson(folder, (artefact) => (artefact.version = '9.1.0'));
    await until('the refusal', () => refused.length > 0);
    assert.match(refused[0]?.message ?? '', /model\.onnx/);
    assert.equal((await predict(scorer.port)).model.version, '9.0.0');
    assert.equal((await (await onlyContainer()).inspect()).Id, id, 'the same container');
  });

  it('is not started on an artefact that is refused, with the same words as the embedded scorer', async () => {
    const folder = copyOf('forest');
    truncateSync(path.join(folder, 'model.onnx'), 100);
    await assert.rejects(
      startContainer({ artefact: folder }),
      isFailure('digest-mismatch', /^model\.onnx is not the file/),
    );
    await nothingLeft();
    await assert.rejects(
      startContainer({ artefact: path.join(FIXTURES, 'nothing-here') }),
      isFailure('artefact-missing', /model\.json does not exist/),
    );
  });

  it('says so when it is killed, and is removed', async () => {
    const { scorer } = await startContainer({ artefact: FOREST });
    await (await onlyContainer()).kill();
    const failure = await scorer.ended;
    assert.ok(isFailure('scorer-ended', /exit status 137, SIGKILL/)(failure));
    assert.match(failure.next, /512 MiB of memory may be too little/);
    await nothingLeft();
  });

  it('says so when it is removed, and its volume goes too', async () => {
    const { scorer } = await startContainer({ artefact: FOREST });
    await (await onlyContainer()).remove({ force: true });
    // Which of the two is seen first is chance: a removal by force is a kill before it.
    assert.ok(isFailure('scorer-ended', /removed by somebody else|SIGKILL/)(await scorer.ended));
    await nothingLeft();
  });

  it('names the limit of memory where that is too small', async () => {
    await assert.rejects(
      startContainer({ artefact: FOREST, limits: { memory: 24, cpus: 1 } }),
      isFailure('scorer-memory', /limit of 24 MiB/),
    );
  });

  it('names a busy port', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    await assert.rejects(
      startContainer({ artefact: FOREST, port }),
      isFailure('port-busy', new RegExp(`^Port ${port} of 127.0.0.1 is in use`)),
    );
    other.close();
  });

  it('listens at the port that was chosen', async () => {
    const free = createServer().listen(0, '127.0.0.1');
    await once(free, 'listening');
    const { port } = free.address() as { port: number };
    await new Promise((resolve) => free.close(resolve));
    assert.equal((await startContainer({ artefact: FOREST, port })).scorer.url, `http://127.0.0.1:${port}`);
  });

  it('makes the image again where it was removed meanwhile', async () => {
    const tags = ['bellhop-test-removed:gone', await testImage()];
    const { scorer } = await startContainer({
      artefact: FOREST,
      image: () => Promise.resolve(tags.shift() ?? ''),
    });
    await predict(scorer.port);
    assert.deepEqual(tags, []);
  });

  for (const step of ['Copying', 'Starting']) {
    it(`leaves nothing when it is cancelled at "${step}"`, async () => {
      const cancel = new AbortController();
      const starting = startContainer({
        artefact: FOREST,
        signal: cancel.signal,
        onProgress: (message) => {
          if (message.startsWith(step)) cancel.abort();
        },
      });
      await assert.rejects(starting, Cancelled);
      await nothingLeft();
    });
  }

  describe('whose engine fails', () => {
    let gate: EngineGate;
    beforeEach(async () => {
      gate = await engineGate();
    });
    afterEach(async () => {
      await stopContainers();
      await gate.close();
    });

    it('goes on where only the connection broke', async () => {
      const { scorer } = await startContainer({ artefact: FOREST, host: gate.host });
      await gate.cut();
      await gate.restore();
      await predict(scorer.port);
      const state = await Promise.race([
        scorer.ended,
        new Promise((resolve) => setTimeout(resolve, 500, 'runs')),
      ]);
      assert.equal(state, 'runs');
    });

    it('says that the engine was restarted, and leaves nothing', async () => {
      const { scorer } = await startContainer({ artefact: FOREST, host: gate.host });
      const container = await onlyContainer();
      await gate.cut();
      await container.kill();
      await gate.restore();
      assert.ok(isFailure('scorer-ended', /was restarted/)(await scorer.ended));
      await nothingLeft();
    });

    it('says that the engine is gone, and removes what is left when it is back', async () => {
      const { scorer } = await startContainer({ artefact: FOREST, host: gate.host });
      await gate.cut();
      assert.ok(isFailure('engine-gone', /does not answer any more/)(await scorer.ended));
      assert.equal((await containersOf()).length, 1);
      await gate.restore();
      await until(
        'the removal',
        async () => (await containersOf()).length + (await volumesOf()).length === 0,
      );
    });
  });
});
