import { request } from 'node:http';
import type { Readiness } from '../../../contract/scoring';
import { isRecord } from '../../../contract/version';

/** How long an answer may take, in milliseconds. */
const PATIENCE = 5000;

/** Asks a scorer whether it is ready; undefined where nobody answers, or not as a scorer does. */
export function readiness(url: string, signal: AbortSignal): Promise<Readiness | undefined> {
  return new Promise((resolve) => {
    const none = (): void => resolve(undefined);
    const asked = request(`${url}/health/ready`, { signal, agent: false, timeout: PATIENCE }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => (text += part));
      answer.once('error', none).once('end', () => resolve(read(text)));
    });
    asked.once('error', none).once('timeout', () => asked.destroy());
    asked.end();
  });
}

function read(text: string): Readiness | undefined {
  try {
    const answer: unknown = JSON.parse(text);
    return isRecord(answer) && typeof answer['status'] === 'string'
      ? (answer as unknown as Readiness)
      : undefined;
  } catch {
    return undefined;
  }
}
