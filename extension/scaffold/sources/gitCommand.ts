import { Failure } from '../../../contract/failure';
import { runProgram } from '../../processes/runProgram';

/** No hook or watcher of the repository runs, unless it is asked for. */
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
  /** The person's own hooks and watchers run, as they do in a terminal. */
  ownHooks?: boolean;
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
  const { cwd, env, input, ownHooks = false, accept = [], signal } = run;
  const out: Buffer[] = [];
  let said = '';
  const status = await runProgram(
    {
      command: 'git',
      args: [...(ownHooks ? [] : SETTINGS), ...args],
      cwd,
      env: { ...gitEnvironment(), ...env },
      // A hook may ask a server; the rest of git, but for what clones, fetches and pushes, does not.
      offline: !ownHooks,
    },
    {
      onBytes: (bytes) => out.push(bytes),
      onOutput: (text) => (said = (said + text).slice(-4000)),
      ...(input === undefined ? {} : { input }),
      ...(signal ? { signal } : {}),
    },
  );
  if (status === 0 || accept.includes(status)) return { status, out: Buffer.concat(out) };
  const why = said.trim().split('\n').at(-1) ?? '';
  const message = `git ${args[0] ?? ''} failed in ${cwd}: ${why === '' ? `status ${status}` : why}`;
  throw new Failure('git-failed', message, 'Try the command in a terminal.');
}

/** The environment that git runs in: it speaks English, asks nothing, and is of the folder that it runs in. */
export function gitEnvironment(): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !REDIRECTING.includes(name));
  return { ...Object.fromEntries(inherited), ...ENVIRONMENT };
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
