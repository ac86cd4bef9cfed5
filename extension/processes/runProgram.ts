import { spawn } from 'node:child_process';
import { Cancelled, Failure, reason } from '../../contract/failure';
import { networkEnvironment } from '../network/network';
import { endTree, OWN_TREE } from './endTree';

export interface Program {
  command: string;
  args: readonly string[];
  cwd: string;
  env?: NodeJS.ProcessEnv;
  /** It speaks to no server: nobody has to look for the way to the network. */
  offline?: boolean;
}

export interface RunOptions {
  /** Everything it writes, as it comes. */
  onOutput?: (text: string) => void;
  /** What it writes to stdout, byte for byte; `onOutput` then hears stderr alone. */
  onBytes?: (bytes: Buffer) => void;
  /** What it reads from stdin, which is empty otherwise. */
  input?: string | Buffer;
  /** It has the terminal of this process to itself, so that it can ask there; nothing is heard of it. */
  ownsTerminal?: boolean;
  signal?: AbortSignal;
}

/**
 * Runs a program to its end and gives its exit status. It is told the way to the network of this process.
 *
 * @throws Failure `program-missing` where it cannot be started, what finding the way to the network throws; Cancelled when
 *   the signal aborts, after the program and everything it started have ended.
 */
export async function runProgram(
  program: Program,
  { onOutput, onBytes, input, ownsTerminal = false, signal }: RunOptions = {},
): Promise<number> {
  if (signal?.aborted) throw new Cancelled();
  const { command, args, cwd, offline = false } = program;
  const env = offline ? (program.env ?? process.env) : await networkEnvironment(program.env);
  if (signal?.aborted) throw new Cancelled();
  const child = ownsTerminal
    ? // In the process group of the terminal; what it says is progress.
      spawn(command, args, { cwd, env, stdio: ['inherit', 2, 2] })
    : spawn(command, args, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'], ...OWN_TREE });
  // It may end before it has read everything; its status says why.
  child.stdin?.on('error', () => undefined).end(input ?? '');
  if (onBytes) child.stdout?.on('data', onBytes);
  for (const stream of onBytes ? [child.stderr] : [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => onOutput?.(text));
  }
  const cancel = (): void => {
    if (ownsTerminal) child.kill();
    else if (child.pid !== undefined) endTree(child.pid);
  };
  signal?.addEventListener('abort', cancel, { once: true });
  return new Promise<number>((resolve, reject) => {
    child.once('error', (cause) => {
      const message = `${program.command} could not be started: ${reason(cause)}.`;
      reject(
        new Failure('program-missing', message, `Install ${program.command}, or put it on the PATH.`, {
          cause,
        }),
      );
    });
    child.once('close', (code) => {
      if (signal?.aborted) reject(new Cancelled());
      else resolve(code ?? 1);
    });
  }).finally(() => signal?.removeEventListener('abort', cancel));
}
