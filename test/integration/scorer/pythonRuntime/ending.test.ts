import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { copyFile, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Artefact } from '../../../../contract/artefact';
import {
  changeModelJson,
  FIXTURES,
  readiness,
  refused,
  scored,
  start,
  stopAll,
  until,
} from '../scorerInProcess';
import type { Running } from '../scorerInProcess';
import { isAlive, rowThat, trainPythonProject, USUAL, type PythonProject } from './pythonProject';

/** A worker imports scikit-learn before it answers, which takes its time on a busy machine. */
const STARTED = 60_000;
const MAIN = path.join(import.meta.dirname, '../../../../local-server/main.ts');

/** The process ids of the workers that a scorer has started, in order. */
function pids(scorer: Running): number[] {
  return scorer.log.filter(({ message }) => message === 'Worker started').map(({ pid }) => Number(pid));
}

function status(scorer: Running): Promise<ReturnType<typeof readiness>> {
  return scorer.send('GET', '/health/ready').then(readiness);
}

describe('The worker of a scorer', function () {
  this.timeout('10m');

  let project: PythonProject;
  before(async () => (project = await trainPythonProject()));
  after(() => project.end());
  afterEach(stopAll);

  const startScorer = (folder = project.artefactFolder): Promise<Running> =>
    start(folder, { python: project.python });

  it('is started again after it was killed; meanwhile requests are told to come back', async () => {
    const scorer = await startScorer();
    const [first = 0] = pids(scorer);
    const hanging = scorer.predict([rowThat('sleeps')]);
    await until('the request', () =>
      scorer.send('GET', '/metrics').then(({ text }) => {
        return /^bellhop_open_requests 2/m.test(text);
      }),
    );
    process.kill(first, 'SIGKILL');
    const { type, detail } = refused(await hanging, 503);
    assert.equal(type, 'urn:bellhop:problem:worker-ended');
    assert.match(detail, /ended unexpectedly \(signal SIGKILL\)\. It is being started again: ask again/);
    const { status: down, reason } = await status(scorer);
    assert.equal(down, 'loading');
    assert.match(reason ?? '', /signal SIGKILL/);
    assert.equal((await scorer.send('GET', '/v2/health/ready')).status, 503);
    const answer = await scorer.predict([USUAL]);
    assert.equal(refused(answer, 503).type, 'urn:bellhop:problem:worker-ended');
    assert.equal(answer.headers['retry-after'], '1');

    await until('the new worker', async () => (await status(scorer)).status === 'ready', STARTED);
    scored(await scorer.predict([USUAL]));
    const [, second = 0] = pids(scorer);
    assert.ok(isAlive(second) && second !== first);
    assert.deepEqual(scorer.refused, []);
  });

  it('ends with its scorer', async () => {
    const scorer = await startScorer();
    const [pid = 0] = pids(scorer);
    assert.ok(isAlive(pid));
    await stopAll();
    assert.ok(!isAlive(pid));
  });

  it('ends when its scorer is killed, even while the model computes', async () => {
    const args = ['--artefact', project.artefactFolder, '--python', project.python];
    const child: ChildProcess = fork(MAIN, args, {
      execArgv: ['--import', 'tsx'],
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    try {
      const said: Record<string, unknown>[] = [];
      if (child.stdout) {
        createInterface({ input: child.stdout }).on('line', (line) => {
          said.push(JSON.parse(line) as Record<string, unknown>);
        });
      }
      const find = (message: string) => () => said.find((entry) => entry['message'] === message);
      await until('the model', find('Model loaded'), STARTED);
      const pid = Number(find('Worker started')()?.['pid']);
      const port = Number(find('Listening')()?.['port']);
      const hanging = fetch(`http://127.0.0.1:${port}/predict`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ rows: [rowThat('prints'), rowThat('sleeps')] }),
      }).catch(() => 'cut off');
      await until('the model to compute', () => said.some(({ line }) => line === 'printed by the model'));
      assert.ok(isAlive(pid));
      child.kill('SIGKILL');
      await until('the end of the worker', () => !isAlive(pid));
      assert.equal(await hanging, 'cut off');
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('is replaced by that of a new model without a failed request, and ends', async () => {
    const folder = await project.copyArtefact();
    const scorer = await startScorer(folder);
    const [old = 0] = pids(scorer);
    const versions = new Set<string>();
    let isOver = false;
    const client = async (): Promise<void> => {
      while (!isOver) versions.add(scored(await scorer.predict([USUAL])).model.version);
    };
    const clients = [client(), client()];
    changeModelJson(folder, (artefact) => (artefact.version = '2'));
    await Promise.race([until('version 2', () => versions.has('2'), STARTED), Promise.all(clients)]);
    isOver = true;
    await Promise.all(clients);
    await until('the end of the old worker', () => !isAlive(old));
    const [, next = 0] = pids(scorer);
    assert.ok(isAlive(next));
    assert.deepEqual(scorer.refused, []);
    assert.ok(!scorer.log.some(({ message }) => message === 'Model down'), 'ending the old one is no outage');
  });

  it('gives way to an ONNX model, and comes back', async () => {
    const folder = await project.copyArtefact();
    const scorer = await startScorer(folder);
    const [pid = 0] = pids(scorer);
    const model = await readFile(path.join(folder, 'model.json'));
    await copyFile(path.join(FIXTURES, 'forest/model.onnx'), path.join(folder, 'model.onnx'));
    await replace(folder, await readFile(path.join(FIXTURES, 'forest/model.json')));
    await until('the forest', () => scorer.models.at(-1)?.name === 'forest');
    await until('the end of the worker', () => !isAlive(pid));
    await replace(folder, model);
    await until('the model of Python', () => scorer.models.at(-1)?.name === 'claim-frequency', STARTED);
    scored(await scorer.predict([USUAL]));
  });

  it('keeps serving where the new model is refused', async () => {
    const folder = await project.copyArtefact();
    const scorer = await startScorer(folder);
    changeModelJson(folder, ({ golden }) => Object.assign(golden.rows[0] ?? {}, { prediction: 9 }));
    await until('the refusal', () => scorer.refused.length > 0, STARTED);
    assert.equal(scorer.refused[0]?.code, 'golden-mismatch');
    assert.match(scorer.refused[0].message, /^model\.skops does not give the golden scores/);
    scored(await scorer.predict([USUAL]));
    const [first = 0, second = 0] = pids(scorer);
    await until('the end of the refused worker', () => !isAlive(second));
    // The model that is served comes back from memory: its files are no longer there.
    process.kill(first, 'SIGKILL');
    await until('the outage', async () => (await status(scorer)).status === 'loading');
    await until('the model to be back', async () => (await status(scorer)).status === 'ready', STARTED);
    assert.equal(scored(await scorer.predict([USUAL])).model.version, '0.1.0');
  });

  const REFUSALS: [
    what: string,
    change: (artefact: Artefact) => void,
    python: (() => string) | undefined,
    code: string,
    says: RegExp,
    next: RegExp,
  ][] = [
    [
      'a Python that is not there',
      () => undefined,
      () => '/nowhere/python',
      'python-unusable',
      /cannot run: it could not be started: ENOENT/,
      /^Install the environment of the project/,
    ],
    [
      'a package that is not installed',
      ({ python }) => Object.assign(python ?? {}, { module: 'not_installed.worker' }),
      () => project.python,
      'package-missing',
      /cannot run not_installed\.worker: it has no module "not_installed"/,
      /^Install the environment of the project/,
    ],
    [
      'types that model.json does not list',
      ({ python }) => Object.assign(python ?? {}, { trusted: [] }),
      () => project.python,
      'types-not-trusted',
      /holds types that model\.json does not list as trusted: .*claim_frequency\.model\.checked/,
      /^Train the model again/,
    ],
    [
      'a module that is no worker',
      ({ python }) => Object.assign(python ?? {}, { module: 'this' }),
      () => project.python,
      'worker-failed',
      /worker this ended before it had loaded the model \(exit status 0\)/,
      /log/,
    ],
    [
      'no Python at all, as in a container',
      () => undefined,
      undefined,
      'python-needed',
      /only the Python of its own project scores it, and this scorer has none/,
      /^Use the embedded scorer/,
    ],
  ];
  for (const [what, change, python, code, says, next] of REFUSALS) {
    it(`is refused for ${what}, with the next step and without a path`, async () => {
      const folder = await project.copyArtefact();
      changeModelJson(folder, change);
      const scorer = await start(folder, python ? { python: python() } : {});
      const [failure] = scorer.refused;
      assert.equal(failure?.code, code);
      assert.match(failure.message, says);
      assert.match(failure.next, next);
      const ready = await scorer.send('GET', '/health/ready');
      assert.equal(ready.status, 503);
      assert.doesNotMatch(ready.text, /\/tmp\/|\/nowhere|site-packages/);
    });
  }

  it('is refused for a skops file that was exchanged', async () => {
    const folder = await project.copyArtefact();
    await writeFile(path.join(folder, 'model.skops'), 'something else');
    const scorer = await startScorer(folder);
    assert.equal(scorer.refused[0]?.code, 'digest-mismatch');
    assert.deepEqual(pids(scorer), [], 'nothing of it was loaded');
  });
});

/** Puts a model.json in place by rename, as training does. */
async function replace(folder: string, model: Buffer): Promise<void> {
  await writeFile(path.join(folder, 'model.json.new'), model);
  await rename(path.join(folder, 'model.json.new'), path.join(folder, 'model.json'));
}
