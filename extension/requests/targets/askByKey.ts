import { isRecord } from '../../../contract/version';
import { exchange, type Destination } from '../exchange';

/** How long a target may take to describe itself, in milliseconds. */
const LONGEST_WAIT = 3000;
/** A description that is larger is not read: one of a hundred columns is a tenth of it. */
const MOST_BYTES = 2 * 1024 * 1024;

/**
 * Whether a target says in its `GET /openapi.json` that it fetches features by key.
 *
 * @returns undefined where it did not say: it does not answer, has no such description, or wants other headers.
 */
export async function askByKey(destination: Destination, wait = LONGEST_WAIT): Promise<boolean | undefined> {
  try {
    const { status, body } = await exchange(destination, {
      method: 'GET',
      route: 'openapi.json',
      signal: AbortSignal.timeout(wait),
      mostBytes: MOST_BYTES,
    });
    const document: unknown = status === 200 ? JSON.parse(body) : undefined;
    const paths = isRecord(document) ? document['paths'] : undefined;
    if (!isRecord(paths)) return undefined;
    const route = paths['/predict/{key}'];
    return isRecord(route) && isRecord(route['post']);
  } catch {
    return undefined;
  }
}
