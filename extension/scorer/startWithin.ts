import { Cancelled, Failure } from '../../contract/failure';
import { deferred } from '../processes/deferred';

/** How long a scorer may take until its model answers, in milliseconds. */
const START_LIMIT = 60_000;

/**
 * What `start` gives, unless the signal aborts or a minute is up first.
 *
 * @throws Failure `scorer-slow`, Cancelled, or what `start` throws.
 */
export async function startWithin<T>(start: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  const stop = deferred<never>();
  const cancel = (): void => stop.reject(new Cancelled());
  const timer = setTimeout(() => stop.reject(tooSlow()), START_LIMIT);
  signal?.addEventListener('abort', cancel, { once: true });
  if (signal?.aborted) cancel();
  try {
    return await Promise.race([start, stop.promise]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
  }
}

function tooSlow(): Failure {
  const message = `The scorer's model did not answer within ${START_LIMIT / 1000} seconds.`;
  return new Failure('scorer-slow', message, 'Read its log and start it again.');
}
