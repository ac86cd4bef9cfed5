import { reason } from '../../../contract/failure';
import type { TesterTarget } from '../../../contract/testerMessages';
import { isRecord } from '../../../contract/version';
import { endpointOf, exchange, type Destination, type Received } from '../exchange';

/** How long a target may take to say that it is there, in milliseconds. */
const LONGEST_WAIT = 3000;
/** What says that one is ready is short. */
const MOST_BYTES = 64 * 1024;

/** What is found at an address. */
export type Look = Pick<TesterTarget, 'state' | 'detail' | 'model'>;

/**
 * Asks `GET /health/ready`, as every scorer and API of Bellhop has it, and says what is found there. Another server that
 * answers without having that route counts as ready.
 */
export async function askReady(destination: Destination, wait = LONGEST_WAIT): Promise<Look> {
  try {
    const signal = AbortSignal.timeout(wait);
    const received = await exchange(destination, {
      method: 'GET',
      route: 'health/ready',
      signal,
      mostBytes: MOST_BYTES,
    });
    return lookOf(received);
  } catch (error) {
    const { origin } = endpointOf(destination, '');
    const code = (error as NodeJS.ErrnoException).code;
    const late = error instanceof Error && ['AbortError', 'TimeoutError'].includes(error.name);
    const why = late ? `no answer within ${wait / 1000} seconds` : (code ?? reason(error));
    return { state: 'unreachable', detail: `Nothing answers at ${origin}: ${why}.` };
  }
}

function lookOf({ status, body }: Received): Look {
  const document = parse(body);
  const model = modelOf(document);
  if (status === 200) return { state: 'ready', ...(model && { model }) };
  if (status === 401 || status === 403) {
    return { state: 'failed', detail: `It answers ${status}: check the headers of this target.` };
  }
  const said = isRecord(document) ? document['status'] : undefined;
  if (status === 503 && said === 'loading') return { state: 'starting', ...(model && { model }) };
  if (status === 503) {
    const why = isRecord(document) && typeof document['reason'] === 'string' ? document['reason'] : '';
    return {
      state: 'failed',
      detail: why === '' ? 'It says that it is not ready.' : `It is not ready: ${why}`,
    };
  }
  if (status >= 300 && status < 400) {
    return {
      state: 'failed',
      detail: `It answers ${status}: it sends requests elsewhere, which is not followed.`,
    };
  }
  return status < 500 ? { state: 'ready' } : { state: 'failed', detail: `It answers ${status}.` };
}

function modelOf(document: unknown): Look['model'] {
  const model = isRecord(document) ? document['model'] : undefined;
  if (!isRecord(model)) return undefined;
  const { name, version } = model;
  return typeof name === 'string' && typeof version === 'string' ? { name, version } : undefined;
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}
