import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { endTree, OWN_TREE } from '../processes/endTree';
import type { SshTarget } from './engineAddress';

/**
 * The arguments of the ssh program for reaching an engine: the person's own configuration, keys and agent apply, and
 * nothing is ever asked. `docker system dial-stdio` passes bytes between its own stdin and stdout and the engine; it ends
 * when its stdin does, so that no ssh outlives the process that started it.
 *
 * @param options further options, such as a forward.
 */
export function sshArguments(target: SshTarget, options: readonly string[] = []): string[] {
  const { host, user, port, socket } = target;
  const docker = socket === undefined ? ['docker'] : ['docker', '--host', `unix://${quoted(socket)}`];
  return [
    '-T',
    ...['-o', 'BatchMode=yes', '-o', 'ConnectTimeout=15'],
    ...options,
    ...(user === undefined ? [] : ['-l', user]),
    ...(port === undefined ? [] : ['-p', String(port)]),
    ...['--', host, ...docker, 'system', 'dial-stdio'],
  ];
}

/** ssh joins the words of a command with spaces and the other side's shell takes them apart again. */
function quoted(word: string): string {
  return /^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

export interface SshProgram {
  child: ChildProcessWithoutNullStreams;
  /** Resolves when it has ended, with what it said about it. */
  ended: Promise<string>;
  /** Ends it and everything it started. */
  end: () => void;
}

/** Starts the ssh program that is on the PATH. */
export function startSsh(target: SshTarget, options: readonly string[] = []): SshProgram {
  const child = spawn('ssh', sshArguments(target, options), { stdio: ['pipe', 'pipe', 'pipe'], ...OWN_TREE });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-2000)));
  // What is written after its end; `ended` tells.
  child.stdin.on('error', () => undefined);
  return {
    child,
    ended: new Promise((resolve) => {
      child.once('error', (error) => resolve(error.message));
      // Not `close`: a connection that ssh keeps open for others holds its stderr.
      child.once('exit', (code) =>
        resolve(said.trim().split('\n').at(-1) || `ssh ended with status ${code ?? 1}`),
      );
    }),
    end: () => {
      if (child.pid !== undefined) endTree(child.pid);
    },
  };
}
