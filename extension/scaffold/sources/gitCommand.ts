import { spawn } from 'node:child_process';
import { Cancelled, Failure, reason } from '../../../contract/failure';
import { endTree, OWN_TREE } from '../../processes/endTree';

/** No hook or watcher of the repository runs. */
const SETTINGS = ['core.hooksPath=/dev/null', 'core.fsmonitor=false'].flatMap((setting) => ['-c', setting]);
const ENVIRONMENT = { LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0' };
/** What would make git work on another repository than that of the folder it runs in. */
const REDIRECTING = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_COMMON_DIR',
  'GIT_PREFIX',
];

export interface GitRun {
  cwd: string;
  env?: Readonly<Record<string, string>>;
  /** For its stdin. */
  input?: string | Buffer;
  /** Exit statuses that are no failure beside 0. */
  accept?: readonly number[];
  signal?: AbortSignal | undefined;
}

export interface GitAnswer {
  status: number;
  out: Buffer;
}

/**
 * Runs git to its end.
 *
 * @throws Failure `git-failed`, which names the command and what git says; `program-missing`; Cancelled.
 */
export async function git(args: readonly string[], run: GitRun): Promise<GitAnswer> {
  if (cancelled(run)) throw new Cancelled();
  const inherited = Object.entries(process.env).filter(([name]) => !REDIRECTING.includes(name));
  const child = spawn('git', [...SETTINGS, ...args], {
    cwd: run.cwd,
    env: { ...Object.fromEntries(inherited), ...ENVIRONMENT, ...run.env },
    stdio: ['pipe', 'pipe', 'pipe'],
    ...OWN_TREE,
  });
  const out: Buffer[] = [];
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-4000)));
  // git may end before it has read everything; its status says why.
  child.stdin.on('error', () => undefined).end(run.input ?? '');
  const cancel = (): void => {
    if (child.pid !== undefined) endTree(child.pid);
  };
  run.signal?.addEventListener('abort', cancel, { once: true });
  try {
    const status = await new Promise<number>((resolve, reject) => {
      child.once('error', (cause) => {
        const message = `git could not be started: ${reason(cause)}.`;
        reject(new Failure('program-missing', message, 'Install git, or put it on the PATH.', { cause }));
      });
      child.once('close', (code) => resolve(code ?? 1));
    });
    if (cancelled(run)) throw new Cancelled();
    if (status === 0 || run.accept?.includes(status) === true) return { status, out: Buffer.concat(out) };
    const why = said.trim().split('\n').at(-1) ?? '';
    const message = `git ${args[0] ?? ''} failed in ${run.cwd}: ${why === '' ? `status ${status}` : why}`;
    throw new Failure('git-failed', message, 'Try the command in a terminal.');
  } finally {
    run.signal?.removeEventListener('abort', cancel);
  }
}

function cancelled({ signal }: GitRun): boolean {
  return signal?.aborted === true;
}

/** What git wrote, as one line of text. */
export function textOf({ out }: GitAnswer): string {
  return out.toString('utf8').replace(/\r?\n$/, '');
}

/** What git wrote with `-z`, item by item. */
export function itemsOf({ out }: GitAnswer): string[] {
  return out
    .toString('utf8')
    .split('\0')
    .filter((item) => item !== '');
}
