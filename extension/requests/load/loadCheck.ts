import { Agent, request } from 'node:http';
import { Agent as SecureAgent, request as secureRequest } from 'node:https';
import { performance } from 'node:perf_hooks';
import { endpointOf, type Destination } from '../exchange';

/** A burst is short and bounded, whoever asks for it. */
export const MOST_CONNECTIONS = 64;
export const MOST_SECONDS = 60;

export interface LoadCheck {
  destination: Destination;
  /** The body of every request, as JSON. */
  body: string;
  connections: number;
  seconds: number;
  signal: AbortSignal;
  onProgress: (share: number) => void;
}

export interface LoadResult {
  /** Answered with status 200, with another one, or not at all. */
  answered: number;
  refused: number;
  failed: number;
  /** How long it took in all, in seconds; shorter than asked for where it was cancelled. */
  seconds: number;
  /** Of the answers with status 200, in milliseconds, the shortest first. */
  latencies: number[];
}

/**
 * Sends the same request over some connections for some seconds, each connection the next one as soon as it has its answer,
 * and measures how long the answers take.
 *
 * @throws RangeError beyond the bounds.
 */
export async function loadCheck(options: LoadCheck): Promise<LoadResult> {
  const { destination, connections, seconds, signal, onProgress } = options;
  const fits = connections >= 1 && connections <= MOST_CONNECTIONS && seconds > 0 && seconds <= MOST_SECONDS;
  if (!fits) throw new RangeError('A burst has 1 to 64 connections and lasts up to 60 seconds.');
  const secure = destination.url.startsWith('https:');
  const agentOptions = { keepAlive: true, maxSockets: connections };
  const agent = secure ? new SecureAgent(agentOptions) : new Agent(agentOptions);
  const stop = AbortSignal.any([signal, AbortSignal.timeout(seconds * 1000)]);
  const result: LoadResult = { answered: 0, refused: 0, failed: 0, seconds: 0, latencies: [] };
  const begun = performance.now();
  const passed = (): number => (performance.now() - begun) / 1000;
  const ticks = setInterval(() => onProgress(Math.min(1, passed() / seconds)), 250);
  const isOver = (): boolean => stop.aborted;
  const connection = async (): Promise<void> => {
    while (!isOver()) {
      const sent = performance.now();
      const status = await ask(options, agent, stop).catch(() => undefined);
      // What the end of the burst cut off was neither answered nor lost.
      if (isOver()) return;
      if (status === 200) {
        result.answered += 1;
        result.latencies.push(performance.now() - sent);
      } else if (status !== undefined) result.refused += 1;
      else {
        result.failed += 1;
        // A target that is not there answers at once that it is not: that is no reason to ask a million times.
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: connections }, connection));
  } finally {
    clearInterval(ticks);
    agent.destroy();
  }
  result.seconds = passed();
  result.latencies.sort((a, b) => a - b);
  return result;
}

/** One request; gives the status once the whole answer was read. */
function ask({ destination, body }: LoadCheck, agent: Agent, signal: AbortSignal): Promise<number> {
  const endpoint = endpointOf(destination, 'predict');
  const open = endpoint.protocol === 'https:' ? secureRequest : request;
  const headers = {
    ...destination.headers,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  };
  return new Promise((resolve, reject) => {
    const sent = open(endpoint, { method: 'POST', headers, agent, signal }, (answer) => {
      answer.on('error', reject);
      answer.on('end', () => resolve(answer.statusCode ?? 0));
      answer.resume();
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** The latency that a share of the answers does not exceed: the nearest rank of sorted values. */
export function percentile(sorted: readonly number[], share: number): number | undefined {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}
