import { connect } from 'node:net';
import { Cancelled, Failure } from '../../contract/failure';
import { freePort } from '../processes/freePort';
import type { SshTarget } from './engineAddress';
import { startSsh } from './sshProgram';

/** How long ssh may take until it forwards, in milliseconds: it logs in first. */
const PATIENCE = 30_000;

export interface Forward {
  /** The port of 127.0.0.1 here. */
  port: number;
  /** Resolves when it forwards no more, with what ssh said. */
  ended: Promise<string>;
  stop: () => void;
}

/**
 * Makes a port of 127.0.0.1 on another machine reachable here, by an ssh that ends with this process.
 *
 * @param localPort 0 takes a free one.
 * @throws Failure `port-busy` or `forward-failed`; Cancelled when the signal aborts. Then no ssh is left.
 */
export async function forwardPort(
  target: SshTarget,
  remotePort: number,
  localPort: number,
  signal?: AbortSignal,
): Promise<Forward> {
  const port = await freePort(localPort).catch((cause: unknown) => {
    throw portBusy(localPort, cause);
  });
  // A connection of its own: a shared one would go on forwarding after this ssh has ended.
  const alone = ['-o', 'ControlMaster=no', '-o', 'ControlPath=none', '-o', 'ExitOnForwardFailure=yes'];
  const ssh = startSsh(target, [...alone, '-L', `127.0.0.1:${port}:127.0.0.1:${remotePort}`]);
  let said: string | undefined;
  void ssh.ended.then((words) => (said = words));
  const deadline = Date.now() + PATIENCE;
  while (!(await accepts(port))) {
    if (signal?.aborted) {
      ssh.end();
      throw new Cancelled();
    }
    if (said !== undefined || Date.now() > deadline) {
      ssh.end();
      throw failed(target, said ?? `not ready after ${PATIENCE / 1000} s`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { port, ended: ssh.ended, stop: ssh.end };
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const tell = (answer: boolean) => () => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', tell(true)).once('error', tell(false));
  });
}

/** Says that another program listens where the scorer was to be reached. */
export function portBusy(port: number, cause?: unknown): Failure {
  return new Failure(
    'port-busy',
    `Port ${port} of 127.0.0.1 is in use by another program.`,
    'Choose another port (0 takes a free one), or stop the program that uses it.',
    { cause },
  );
}

function failed({ host }: SshTarget, why: string): Failure {
  return new Failure(
    'forward-failed',
    `The scorer's port on ${host} could not be forwarded by ssh: ${why}.`,
    `Try "ssh ${host}" in a terminal, then start the scorer again.`,
  );
}
