import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { deferred } from './deferred';
import { endTree, OWN_TREE } from './endTree';

/** How long a child has to end by itself after it was told to, in milliseconds. */
const GRACE = 5000;

export interface NodeChildOptions {
  /** The script that Node runs. */
  script: string;
  args: readonly string[];
  /** What its environment is cleaned from; that of this process where absent. */
  env?: NodeJS.ProcessEnv;
  /** The project that it serves; with the owner's pid and start time it tells whose process this is. */
  project: string;
  onMessage: (message: unknown) => void;
  /** Each line of what it writes. */
  onLine: (line: string) => void;
}

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface NodeChild {
  pid: number;
  send: (message: object) => void;
  /** Resolves once, when the process has ended and its output is read. */
  exited: Promise<Exit>;
  /** Tells it to stop, ends it by signal after five seconds and its whole tree after five more. */
  stop: () => Promise<Exit>;
}

/**
 * The one function that starts Node children. They run on the Node of this process (Electron's own under the editor),
 * in a cleaned environment, and end themselves when the IPC channel closes, so none outlives its owner.
 */
export function startNodeChild(options: NodeChildOptions): NodeChild {
  const child = spawn(process.execPath, [options.script, ...options.args], {
    env: { ...childEnvironment(options.env ?? process.env, process.versions), ...ownership(options.project) },
    // A folder that is sure to exist for as long as the script does.
    cwd: path.dirname(options.script),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    ...OWN_TREE,
  });
  child.on('message', (message) => options.onMessage(message));
  // A message that crosses the end of the child is of no consequence: `exited` tells.
  child.on('error', () => undefined);
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on('line', options.onLine);
  }
  const exited = new Promise<Exit>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  return {
    pid: child.pid ?? 0,
    send: (message) => {
      if (child.connected) child.send(message, () => undefined);
    },
    exited,
    stop: () => stopChild(child, exited),
  };
}

async function stopChild(child: ChildProcess, exited: Promise<Exit>): Promise<Exit> {
  if (child.connected) child.send({ type: 'stop' }, () => undefined);
  if (!(await within(exited, GRACE))) child.kill('SIGTERM');
  if (!(await within(exited, GRACE)) && child.pid !== undefined) endTree(child.pid);
  return exited;
}

async function within(exited: Promise<Exit>, milliseconds: number): Promise<boolean> {
  const deadline = deferred<false>();
  const timer = setTimeout(() => deadline.resolve(false), milliseconds);
  const ended = await Promise.race([exited.then(() => true), deadline.promise]);
  clearTimeout(timer);
  return ended;
}

/**
 * The environment of a Node child: without `NODE_OPTIONS` and `VSCODE_*`, which are meant for the editor's own
 * processes, and with `ELECTRON_RUN_AS_NODE` where the executable is Electron.
 */
export function childEnvironment(
  environment: NodeJS.ProcessEnv,
  versions: Readonly<Record<string, string | undefined>>,
): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(
    ([name]) => !/^(NODE_OPTIONS$|VSCODE_|ELECTRON_)/i.test(name),
  );
  const electron = versions['electron'] === undefined ? {} : { ELECTRON_RUN_AS_NODE: '1' };
  return { ...Object.fromEntries(kept), ...electron };
}

function ownership(project: string): NodeJS.ProcessEnv {
  return {
    BELLHOP_PROJECT: project,
    BELLHOP_OWNER: String(process.pid),
    BELLHOP_STARTED: new Date().toISOString(),
  };
}
