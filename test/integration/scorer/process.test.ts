import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type Socket, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { children, killChildren, MAIN, startChild, TSX } from './scorerChild';
import { FIXTURES, readModelJson, scored, sendTo, until } from './scorerInProcess';

const FOREST = join(FIXTURES, 'forest');

/** Resolves when nobody listens at the port of 127.0.0.1. */
async function freed(port: number): Promise<void> {
  await until(`port ${port} to be free`, async () => {
    const server = createServer();
    const free = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true));
    });
    server.close();
    return free;
  });
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe("the scorer's process", () => {
  afterEach(killChildren);

  it('tells its owner the port and the model, and scores', async () => {
    const started = performance.now();
    const { said, messages, output } = startChild('--artefact', FOREST);
    const { port } = await said('listening');
    const { model } = await said('model');
    console.log(`      start to ready, from source: ${Math.round(performance.now() - started)} ms`);
    assert.equal(model.name, 'forest');
    const rows = [readModelJson(FOREST).golden.rows[0]?.row];
    scored(
      await sendTo(port, 'POST', '/predict', JSON.stringify({ rows }), {
        'content-type': 'application/json',
      }),
    );
    assert.deepEqual(
      messages.map(({ type }) => type),
      ['listening', 'model'],
    );
    await until('the line of the request', () => output().includes('"path":"/predict"'));
    for (const line of output().trimEnd().split('\n')) {
      const { time, level, message } = JSON.parse(line) as Record<string, unknown>;
      assert.ok(typeof time === 'string' && typeof level === 'string' && typeof message === 'string', line);
    }
  });

  it('writes nothing below the home folder: its runtime reports nothing to its makers', async () => {
    const home = mkdtempSync(join(tmpdir(), 'bellhop-home-'));
    const { HOME, ORT_DISABLE_TELEMETRY: silent } = process.env;
    process.env['HOME'] = home;
    // A runtime that this process has loaded has set it.
    delete process.env['ORT_DISABLE_TELEMETRY'];
    try {
      const { child, said, ended } = startChild('--artefact', FOREST);
      await said('model');
      child.send({ type: 'stop' });
      await ended;
      assert.deepEqual(readdirSync(home, { recursive: true }), []);
    } finally {
      process.env['HOME'] = HOME;
      if (silent !== undefined) process.env['ORT_DISABLE_TELEMETRY'] = silent;
      rmSync(home, { recursive: true, force: true });
    }
  });

  const endings: [how: string, end: (child: ChildProcess) => void][] = [
    ['the message stop', (child) => child.send({ type: 'stop' })],
    ['SIGTERM', (child) => child.kill('SIGTERM')],
    ['SIGINT', (child) => child.kill('SIGINT')],
    ['the end of the channel', (child) => child.disconnect()],
  ];
  for (const [how, end] of endings) {
    it(`ends on ${how} with status 0 and frees its port`, async () => {
      const { child, said, ended, output } = startChild('--artefact', FOREST);
      const { port } = await said('listening');
      await said('model');
      end(child);
      assert.deepEqual(await ended, [0, null]);
      await until('its last line', () => output().includes('"message":"Stopping"'));
      await freed(port);
    });
  }

  it('answers what it has begun to receive before it ends', async () => {
    const { child, said, ended } = startChild('--artefact', FOREST);
    const { port } = await said('listening');
    await said('model');
    const body = JSON.stringify({ rows: [readModelJson(FOREST).golden.rows[0]?.row] });
    const socket: Socket = connect(port, '127.0.0.1').setEncoding('utf8');
    let received = '';
    socket.on('data', (text) => (received += String(text)));
    const head = `Host: 127.0.0.1:${port}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}`;
    socket.write(`POST /predict HTTP/1.1\r\n${head}\r\n\r\n${body.slice(0, 10)}`);
    await sendTo(port, 'GET', '/health/live');
    child.send({ type: 'stop' });
    await until('the end of listening', () =>
      sendTo(port, 'GET', '/health/live').then(
        () => false,
        () => true,
      ),
    );
    socket.write(body.slice(10));
    assert.deepEqual(await ended, [0, null]);
    assert.match(received, /^HTTP\/1.1 200 OK.*"predictions":\[/s);
  });

  it('ends when its owner is killed, and frees its port', async () => {
    const owner = spawn(process.execPath, [...TSX, join(__dirname, 'owner.ts'), MAIN, FOREST], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    children.push(owner);
    const messages: { pid: number; type: string; port?: number }[] = [];
    owner.on('message', (message) => messages.push(message as (typeof messages)[number]));
    const { pid } = await until('the model', () => messages.find(({ type }) => type === 'model'));
    const port = messages.find(({ type }) => type === 'listening')?.port ?? 0;
    assert.ok(alive(pid));
    owner.kill('SIGKILL');
    await until('the end of the scorer', () => !alive(pid));
    await freed(port);
  });

  it('fails with status 1 where the port is taken, naming it', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const { said, ended, messages } = startChild('--artefact', FOREST, '--port', String(port));
    const { code, message, next } = await said('failed');
    assert.equal(code, 'port-busy');
    assert.equal(message, `Port ${port} of 127.0.0.1 is in use by another program.`);
    assert.match(next, /Choose another port/);
    assert.deepEqual(await ended, [1, null]);
    assert.equal(messages.length, 1);
    other.close();
  });

  it('fails with status 2 where it is started wrongly', async () => {
    const { said, ended } = startChild('--artifact', FOREST);
    assert.equal((await said('failed')).code, 'wrong-use');
    assert.deepEqual(await ended, [2, null]);
  });

  it('tells its owner of a refused artefact and stays', async () => {
    const { said, child } = startChild('--artefact', join(FIXTURES, 'nothing-here'));
    const { port } = await said('listening');
    assert.equal((await said('refused')).code, 'artefact-missing');
    assert.equal((await sendTo(port, 'GET', '/health/ready')).status, 503);
    assert.equal(child.exitCode, null);
  });

  it('runs without an owner until a signal', async () => {
    const child = spawn(process.execPath, [...TSX, MAIN, '--artefact', FOREST], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    await until('the model', () => output.includes('"Model loaded"'));
    child.kill('SIGTERM');
    assert.deepEqual(await once(child, 'close'), [0, null]);
  });
});
