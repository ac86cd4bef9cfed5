import { Cancelled, Failure, reason } from '../../contract/failure';
import type { Engine } from './connectEngine';

/** The status of an engine's refusal; undefined where it did not answer. */
export function statusOf(error: unknown): number | undefined {
  return (error as { statusCode?: number }).statusCode;
}

/** Whether an engine says that what was named is not there. */
export function isNotFound(error: unknown): boolean {
  return statusOf(error) === 404;
}

/**
 * What a person can do about an error of the engine.
 *
 * @param what was asked of it, to go on from "The Docker engine could not": `create the container`.
 */
export function engineFailure(error: unknown, engine: Pick<Engine, 'host' | 'name'>, what: string): Error {
  if (error instanceof Failure || error instanceof Cancelled) return error;
  if (statusOf(error) === undefined) return engineGone(engine, error);
  const words = wordsOf(error);
  if (/no space left on device/i.test(words)) {
    return new Failure(
      'engine-disk-full',
      `The disk of the Docker engine (${engine.name}, ${engine.host}) is full, so it could not ${what}.`,
      'Free some space on it ("docker system df" shows what takes it), then start again.',
      { cause: error },
    );
  }
  return new Failure(
    'engine-refused',
    `The Docker engine (${engine.name}, ${engine.host}) could not ${what}: ${words}.`,
    'Correct what it says, or start the embedded scorer.',
    { cause: error },
  );
}

/** Says that an engine that answered before does not any more. */
export function engineGone({ host, name }: Pick<Engine, 'host' | 'name'>, cause?: unknown): Failure {
  return new Failure(
    'engine-gone',
    `The Docker engine (${name}, ${host}) does not answer any more.`,
    'Start Docker again, then the scorer; or start the embedded scorer.',
    { cause },
  );
}

/** The engine's own words, as one line without dockerode's frame and without a full stop. */
export function wordsOf(error: unknown): string {
  const told = (error as { json?: { message?: unknown } }).json?.message;
  const words = typeof told === 'string' ? told : reason(error).replace(/^\(HTTP code \d+\) [^-]*- /, '');
  return words.trim().replace(/\s+/g, ' ').replace(/\.$/, '');
}
