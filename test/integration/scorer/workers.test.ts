import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gone } from '../../gone';
import { children, startChild, type Child } from './scorerChild';
import { FIXTURES, readModelJson, scored, sendTo, until } from './scorerInProcess';

const FOREST = join(FIXTURES, 'forest');

interface Started extends Child {
  lines: () => Record<string, unknown>[];
}

function start(...args: string[]): Started {
  const child = startChild('--artefact', FOREST, ...args);
  const lines = (): Record<string, unknown>[] =>
    child
      .output()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { ...child, lines };
}

async function portOf({ messages }: Started): Promise<number> {
  await until('the model', () => messages.some(({ type }) => type === 'model'), 30_000);
  const [listening] = messages;
  assert.equal(listening?.type, 'listening');
  return listening.port;
}

describe('a scorer with --workers', () => {
  const { row } = readModelJson(FOREST).golden.rows[0] ?? assert.fail();
  const ask = (port: number) =>
    sendTo(port, 'POST', '/predict', JSON.stringify({ rows: [row] }), { 'content-type': 'application/json' });
  const requestsOf = async (port: number): Promise<number> => {
    const { text } = await sendTo(port, 'GET', '/metrics');
    const count = /^bellhop_request_seconds_count\{[^}]*route="\/predict",code="200"\} (\d+)$/m.exec(text);
    return Number(count?.[1] ?? 0);
  };

  afterEach(async () => {
    for (const child of children.splice(0)) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
  });

  it('scores in each of them at one port, tells its owner once, and counts for all', async () => {
    const scorer = start('--workers', '2');
    const port = await portOf(scorer);
    const answers: string[] = [];
    for (let index = 0; index < 20; index++) {
      answers.push(JSON.stringify(scored(await ask(port)).predictions));
    }
    assert.equal(new Set(answers).size, 1);
    assert.equal(await requestsOf(port), 20);
    assert.deepEqual(
      scorer.messages.map(({ type }) => type),
      ['listening', 'model'],
    );
    assert.equal(scorer.lines().filter(({ message }) => message === 'Model loaded').length, 2);
    const control = await sendTo(port, 'POST', '/v2/repository/models/forest/unload');
    assert.equal(control.status, 403);
    const exited = once(scorer.child, 'exit');
    scorer.child.send({ type: 'stop' });
    assert.deepEqual(await exited, [0, null]);
    // Whole lines, whichever process wrote them.
    assert.equal(scorer.lines().filter(({ path }) => path === '/predict').length, 20);
  });

  it('replaces one that ends unasked, and answers meanwhile', async () => {
    const scorer = start('--workers', '2');
    const port = await portOf(scorer);
    const pids = await workersOf(scorer.child);
    assert.equal(pids.length, 2);
    const [first = 0] = pids;
    process.kill(first, 'SIGKILL');
    await gone(first);
    scored(await ask(port));
    await until(
      'its replacement',
      () => scorer.lines().filter(({ message }) => message === 'Model loaded').length === 3,
      30_000,
    );
    const ended = scorer.lines().find(({ message }) => message === 'Worker ended');
    assert.equal(ended?.['pid'], first);
    for (let index = 0; index < 4; index++) scored(await ask(port));
  });

  it('leaves none behind when it is killed', async () => {
    const scorer = start('--workers', '2');
    await portOf(scorer);
    const pids = await workersOf(scorer.child);
    scorer.child.kill('SIGKILL');
    await Promise.all(pids.map(gone));
  });

  it('says so once where the port is taken, and ends', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    try {
      const scorer = start('--workers', '2', '--port', String(port));
      assert.deepEqual(await once(scorer.child, 'exit'), [1, null]);
      assert.deepEqual(
        scorer.messages.map((message) => (message.type === 'failed' ? message.code : message.type)),
        ['port-busy'],
      );
    } finally {
      taken.close();
    }
  });
});

/** The processes that a process started, by Linux's list of them. */
async function workersOf({ pid }: ChildProcess): Promise<number[]> {
  const text = await readFile(`/proc/${pid ?? 0}/task/${pid ?? 0}/children`, 'utf8');
  return text.trim().split(' ').map(Number);
}
