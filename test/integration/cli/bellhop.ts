import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import manifest from '../../../package.json';

const root = path.resolve(import.meta.dirname, '..', '..', '..');
/** The file that the manifest's `bin` names. */
const bin = path.join(root, manifest.bin.bellhop);

export type Line = Record<string, unknown>;

export interface Ended {
  status: number | null;
  out: string;
  err: string;
  /** The lines of stdout, parsed. */
  lines: Line[];
  last: Line | undefined;
}

/**
 * Runs the command line to its end, as a script would: no terminal, so that nothing can be asked.
 *
 * @param isTime says of a line of stdout whether it is the time to interrupt.
 */
export function bellhop(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  isTime?: (line: string) => boolean,
): Promise<Ended> {
  const { child, ended } = startBellhop(args, env);
  if (isTime && child.stdout) {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (isTime(line)) child.kill('SIGINT');
    });
  }
  return ended;
}

/** Starts the command line, for a test that has something to do to it before its end. */
export function startBellhop(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): { child: ChildProcess; ended: Promise<Ended> } {
  const child = start(args, env);
  return { child, ended: endOf(child, args) };
}

async function endOf(child: ChildProcess, args: readonly string[]): Promise<Ended> {
  const said = { out: '', err: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (said.out += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said.err += text));
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const lines = args.includes('--json') ? said.out.trim().split('\n').map(parse) : [];
  return { status, ...said, lines, last: lines.at(-1) };
}

export interface Serving {
  url: string;
  pid: number;
  /** The Python worker of the scorer, where the model needs one. */
  worker: number | undefined;
  child: ChildProcess;
  status: Promise<number | null>;
}

/** Runs `bellhop serve --json` until it has said where it answers. */
export async function serve(
  project: string,
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<Serving> {
  const child = start(['serve', project, '--json', ...args], env);
  const status = new Promise<number | null>((resolve) => child.once('close', resolve));
  if (!child.stdout || !child.stderr) throw new TypeError('bellhop has a stdout and a stderr');
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  let worker: number | undefined;
  for await (const text of createInterface({ input: child.stdout })) {
    const line = parse(text);
    if (line['event'] === 'output') {
      const output = line['text'] as string;
      // What a Python package installer writes is no log of the scorer's.
      const logged = output.startsWith('{') ? parse(output) : {};
      if (logged['message'] === 'Worker started') worker = logged['pid'] as number;
    }
    if ('url' in line) {
      return { url: line['url'] as string, pid: line['pid'] as number, worker, child, status };
    }
    if ('error' in line) throw new Error(text);
  }
  throw new Error(`bellhop serve ended with ${await status} and said no URL, but:\n${said}`);
}

function start(args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  return spawn(process.execPath, [bin, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
}

function parse(text: string): Line {
  return JSON.parse(text) as Line;
}
