import { spawn } from 'node:child_process';
import { endTree } from './endTree';

/**
 * A program of its own: runs another program for as long as somebody owns it. Told to stop, or when the channel to its
 * owner closes, it tells that program to end, and after some seconds ends it with all that it started. It is the leader
 * of the group that they belong to. `startNodeChild` starts it; `KeptProgram` is its argument.
 */

/** How long the program has to end by itself, in milliseconds: less than the keeper has. */
const GRACE = 4000;

export interface KeptProgram {
  command: string;
  args: string[];
  cwd: string;
  /** Beside the environment that there is. */
  env: Record<string, string>;
}

const { command, args, cwd, env } = JSON.parse(process.argv[2] ?? '{}') as KeptProgram;
const child = spawn(command, args, {
  cwd,
  env: { ...process.env, ...env },
  stdio: ['ignore', 'inherit', 'inherit'],
  windowsHide: true,
});
let isEnding = false;

function end(): void {
  if (isEnding) return;
  isEnding = true;
  child.kill('SIGTERM');
  setTimeout(() => endTree(process.pid), GRACE);
}

process.on('message', end);
process.on('disconnect', end);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, end);
child.once('error', (error) => {
  process.stderr.write(`${command} could not be started: ${error.message}\n`);
  process.exit(127);
});
child.once('close', (code) => process.exit(code ?? 1));
