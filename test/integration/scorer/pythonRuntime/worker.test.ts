import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findInterpreter } from '../../../../extension/environment/interpreter';
import { Worker, WorkerEnded } from '../../../../local-server/python/worker';
import { isAlive } from './pythonProject';

const GREETS = 'import sys, time; sys.stdout.write("\\nbellhop-worker 1\\n"); sys.stdout.flush()';

describe('A worker process', function () {
  this.timeout('1m');
  let folder: string;
  let python: string;
  const pathBefore = process.env['PYTHONPATH'];
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'bellhop-worker-'));
    python = (await findInterpreter(folder, {})).path;
    process.env['PYTHONPATH'] = folder;
  });
  after(async () => {
    if (pathBefore === undefined) delete process.env['PYTHONPATH'];
    else process.env['PYTHONPATH'] = pathBefore;
    await rm(folder, { recursive: true });
  });

  /** Asks a worker of these lines, which does not answer, and gives it and how it ended. */
  async function ended(lines: readonly string[], limit = 50_000): Promise<[Worker, string, string[]]> {
    await writeFile(path.join(folder, 'bad_worker.py'), lines.join('\n'));
    const said: string[] = [];
    const worker = new Worker({ python, module: 'bad_worker', onLine: (line) => said.push(line) });
    const error: unknown = await worker.ask({}, [], limit).catch((reason: unknown) => reason);
    assert.ok(error instanceof WorkerEnded);
    assert.equal((await worker.exited).message, error.message);
    assert.ok(!isAlive(worker.pid ?? 0));
    return [worker, error.message, said];
  }

  it('that does not answer in time is killed', async () => {
    const [worker, how] = await ended([GREETS, 'time.sleep(600)'], 1000);
    assert.equal(how, 'it did not answer within 1 s');
    await assert.rejects(worker.ask({}, [], 1000), WorkerEnded);
    await worker.end();
  });

  it('that answers what is no answer is killed', async () => {
    const [, how] = await ended([GREETS, 'print("?" * 100, flush=True)', 'time.sleep(600)']);
    assert.match(how, /^it answered what is no answer: a frame is too long/);
  });

  it('that ends by itself is told with its exit status and what it said', async () => {
    const [, how, said] = await ended(['import sys', 'print("last words")', 'sys.exit("gone")']);
    assert.equal(how, 'exit status 1');
    assert.deepEqual(said.sort(), ['gone', 'last words']);
  });

  it('leaves its end to nobody who holds its output open', async () => {
    const child = '[sys.executable, "-c", "import time; time.sleep(20)"]';
    const [, how] = await ended(['import subprocess, sys', `subprocess.Popen(${child})`]);
    assert.equal(how, 'exit status 0');
  });
});
