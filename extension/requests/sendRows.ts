import { performance } from 'node:perf_hooks';
import { Cancelled, Failure, reason } from '../../contract/failure';
import { keyRoute, type KeyRequest } from '../../contract/featureKey';
import type { PredictRequest } from '../../contract/scoring';
import type { TesterAnswer } from '../../contract/testerMessages';
import { endpointOf, exchange, type Destination, type Received } from './exchange';
import { readFeatures, readPrediction, readProblem } from './readAnswer';

/** An answer larger than this is not read to its end. */
export const MOST_ANSWER_BYTES = 10 * 1024 * 1024;

/**
 * Posts rows to `<url>/predict` and reads the answer, whatever its status.
 *
 * @returns status, the milliseconds from the first byte sent to the last received, the body as text, and what the
 *   body holds where it follows the contract. A redirect is an answer, not followed.
 * @throws Failure `target-unreachable`, `target-lost` or `answer-too-large`; Cancelled when the signal fires.
 */
export function sendRows(
  destination: Destination,
  rows: PredictRequest['rows'],
  options: { signal: AbortSignal },
): Promise<TesterAnswer> {
  return post(destination, 'predict', JSON.stringify({ rows }), options);
}

/** As `sendRows`, with a body that goes out as it stands, be it JSON or not. */
export function sendBody(
  destination: Destination,
  body: string,
  options: { signal: AbortSignal },
): Promise<TesterAnswer> {
  return post(destination, 'predict', body, options);
}

/** As `sendRows`, for the row that the target's data source has for a key; the answer tells the features used. */
export function sendByKey(
  destination: Destination,
  { featureKey, overrides }: { featureKey: string; overrides: Record<string, unknown> },
  options: { signal: AbortSignal },
): Promise<TesterAnswer> {
  const request: KeyRequest = { overrides, features: true };
  return post(destination, keyRoute(featureKey), JSON.stringify(request), options);
}

async function post(
  destination: Destination,
  route: string,
  body: string,
  { signal }: { signal: AbortSignal },
): Promise<TesterAnswer> {
  const started = performance.now();
  try {
    const received = await exchange(destination, {
      method: 'POST',
      route,
      body,
      signal,
      mostBytes: MOST_ANSWER_BYTES,
    });
    const milliseconds = performance.now() - started;
    return { ...received, milliseconds, ...meaningOf(received) };
  } catch (error) {
    if (signal.aborted) throw new Cancelled();
    throw error instanceof Failure ? error : networkFailure(endpointOf(destination, route), error);
  }
}

/** What an answer's body holds where it follows the contract. */
function meaningOf({ status, body }: Received): Pick<TesterAnswer, 'prediction' | 'features' | 'problem'> {
  const document = parse(body);
  if (status !== 200) {
    const problem = readProblem(document);
    return { ...(problem && { problem }) };
  }
  const prediction = readPrediction(document);
  const features = prediction && readFeatures(document);
  return { ...(prediction && { prediction }), ...(features && { features }) };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

function networkFailure(endpoint: URL, cause: unknown): Failure {
  const code = (cause as NodeJS.ErrnoException).code;
  if (code === 'ECONNRESET' || code === 'EPIPE') {
    return new Failure(
      'target-lost',
      `${endpoint.origin} closed the connection before it answered.`,
      'Look into its log, then send again.',
      { cause },
    );
  }
  return new Failure(
    'target-unreachable',
    `Nothing answers at ${endpoint.origin}: ${code ?? reason(cause)}.`,
    'Start what listens there, or choose another target; then send again.',
    { cause },
  );
}
