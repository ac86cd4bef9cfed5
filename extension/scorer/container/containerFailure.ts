import { Failure } from '../../../contract/failure';
import type { Engine } from '../../docker/connectEngine';

/** Why a scorer in a container cannot be reached, and what to do. */

/** Its engine is another machine's, and no ssh leads there. */
export function outOfReach({ host, name }: Engine): Failure {
  return new Failure(
    'engine-elsewhere',
    `The Docker engine (${name}, ${host}) is on another machine and publishes ports on its own 127.0.0.1 only, which leads there only through ssh.`,
    'Name the engine as ssh://user@host, or start the embedded scorer.',
  );
}

/** It listens inside, and nobody answers here: this runs in a container itself, or the socket leads to another machine. */
export function portElsewhere({ host, name }: Engine, port: number): Failure {
  return new Failure(
    'engine-elsewhere',
    `The scorer runs on the Docker engine (${name}, ${host}), but port ${port} of 127.0.0.1 does not lead to it here: that engine publishes its ports on another machine.`,
    'Name the engine as ssh://user@host, or start the embedded scorer.',
  );
}

/** The engine tells no port. */
export function notPublished({ host, name }: Engine): Failure {
  return new Failure(
    'engine-refused',
    `The Docker engine (${name}, ${host}) published no port for the scorer.`,
    'Read the log, or start the embedded scorer.',
  );
}

/** @param why what ssh said. */
export function forwardEnded(why: string): Failure {
  const message = `The ssh that forwards the scorer's port ended: ${why}.`;
  return new Failure('forward-failed', message, 'Start the scorer again.');
}
