import type Docker from 'dockerode';
import { Failure } from '../../../contract/failure';
import type { Engine } from '../../docker/connectEngine';
import { engineGone, isNotFound, statusOf } from '../../docker/engineFailure';
import { followLog } from './followLog';

/** How long an engine that no longer answers is waited for before it is said to be gone, in milliseconds. */
const PATIENCE = 3000;

type State = Docker.ContainerInspectInfo['State'];

/** How a container ended: its last state; that it was removed; that the engine is gone or was restarted. */
export type ContainerEnd = State | 'removed' | 'engine gone' | 'engine restarted';

/**
 * Reads a container's log line by line, from its beginning, for as long as the container runs. Its end is also how the
 * container's is noticed: the connection breaks with the engine, which that of `docker wait` does unnoticed.
 *
 * @param signal ends the reading.
 */
export async function followContainer(
  docker: Docker,
  container: Docker.Container,
  onLine: (line: string) => void,
  signal: AbortSignal,
): Promise<ContainerEnd> {
  let since = 0;
  for (;;) {
    await followLog(docker, container, { since, onLine, signal });
    // Whoever ends the reading removes the container.
    if (signal.aborted) return 'removed';
    since = Date.now() / 1000;
    const { state, hasLostEngine } = await stateOf(container);
    if (state === 'removed' || state === 'engine gone') return state;
    // The connection broke and the container did not: read on.
    if (!state.Running) return hasLostEngine ? 'engine restarted' : state;
  }
}

async function stateOf(
  container: Docker.Container,
): Promise<{ state: State | 'removed' | 'engine gone'; hasLostEngine: boolean }> {
  const deadline = Date.now() + PATIENCE;
  let hasLostEngine = false;
  for (;;) {
    try {
      return { state: (await container.inspect()).State, hasLostEngine };
    } catch (error) {
      if (isNotFound(error)) return { state: 'removed', hasLostEngine };
      if (Date.now() > deadline) return { state: 'engine gone', hasLostEngine };
      hasLostEngine ||= statusOf(error) === undefined;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** Says how a scorer's container ended that nobody stopped. @param memory its limit in MiB. */
export function endFailure(end: ContainerEnd, engine: Engine, memory: number): Failure {
  const ended = (how: string, next = 'Read its log and start it again.'): Failure =>
    new Failure('scorer-ended', how, next);
  switch (end) {
    case 'removed':
      return ended("The scorer's container was removed by somebody else.");
    case 'engine gone':
      return engineGone(engine);
    case 'engine restarted':
      return ended(
        `The Docker engine (${engine.name}, ${engine.host}) was restarted, which ended the scorer's container.`,
      );
    default:
      if (end.OOMKilled) return outOfMemory(memory);
      return ended(
        `The scorer's container ended unexpectedly (${exitWords(end)}).`,
        // Podman does not always tell that it was the limit.
        end.ExitCode === KILLED ? killedNext(memory) : undefined,
      );
  }
}

/** 128 and the number of SIGKILL, as shells count. */
const KILLED = 137;

function killedNext(memory: number): string {
  return `Read its log; where that tells no cause, ${memory} MiB of memory may be too little: raise the setting bellhop.scorer.memory. Then start it again.`;
}

function exitWords({ ExitCode, Error: error }: State): string {
  const signal = { [KILLED]: 'SIGKILL', 139: 'SIGSEGV', 143: 'SIGTERM' }[ExitCode];
  const status = `exit status ${ExitCode}${signal === undefined ? '' : `, ${signal}`}`;
  return error === '' ? status : `${status}: ${error}`;
}

function outOfMemory(memory: number): Failure {
  return new Failure(
    'scorer-memory',
    `The scorer's container needed more than its limit of ${memory} MiB of memory and was ended.`,
    'Raise the setting bellhop.scorer.memory, then start it again.',
  );
}
