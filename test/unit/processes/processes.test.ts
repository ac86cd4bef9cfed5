import assert from 'node:assert/strict';
import { taskkillArguments } from '../../../extension/processes/endTree';
import { childEnvironment } from '../../../extension/processes/nodeChild';
import { runProgram } from '../../../extension/processes/runProgram';
import { Cancelled, Failure } from '../../../contract/failure';
import { gone } from '../../gone';

describe('the environment of a Node child', () => {
  const environment = {
    PATH: '/bin',
    NODE_OPTIONS: '--inspect',
    VSCODE_PID: '1',
    vscode_ipc: 'x',
    HOME: '/h',
  };

  it('has nothing of the editor in it', () => {
    assert.deepEqual(childEnvironment(environment, { node: '22' }), { PATH: '/bin', HOME: '/h' });
  });

  it('makes Electron run as Node', () => {
    const made = childEnvironment(environment, { node: '22', electron: '37' });
    assert.equal(made['ELECTRON_RUN_AS_NODE'], '1');
  });
});

describe('the end of a process tree', () => {
  it('on Windows is left to taskkill with the whole tree', () => {
    assert.deepEqual(taskkillArguments(42), ['/pid', '42', '/T', '/F']);
  });
});

describe('a program', () => {
  const node = (code: string) => ({ command: process.execPath, args: ['-e', code], cwd: process.cwd() });

  it('gives its output as it comes and its exit status', async () => {
    let output = '';
    const status = await runProgram(node('console.log("a"); console.error("b"); process.exit(3)'), {
      onOutput: (text) => (output += text),
    });
    assert.equal(status, 3);
    assert.deepEqual(output.trim().split('\n').sort(), ['a', 'b']);
  });

  it('that does not exist is a failure with its name', async () => {
    await assert.rejects(
      runProgram({ command: 'no-such-program', args: [], cwd: process.cwd() }),
      (error: unknown) => error instanceof Failure && /no-such-program/.test(error.message),
    );
  });

  it('ends with everything that it started when it is cancelled', async () => {
    const cancel = new AbortController();
    const started =
      'const c = require("child_process").spawn(process.execPath, ["-e", "setInterval(()=>{},1e3)"]);';
    let grandchild = 0;
    const running = runProgram(node(`${started} console.log(c.pid); setInterval(()=>{},1e3)`), {
      signal: cancel.signal,
      onOutput: (text) => {
        grandchild = Number(text);
        cancel.abort();
      },
    });
    await assert.rejects(running, (error: unknown) => error instanceof Cancelled);
    assert.ok(grandchild > 0);
    await gone(grandchild);
  });
});
