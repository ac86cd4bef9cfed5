import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { performance } from 'node:perf_hooks';
import { Cancelled, Failure, reason } from '../../contract/failure';
import type { PredictRequest } from '../../contract/scoring';
import type { TesterAnswer } from '../../contract/testerMessages';
import { readPrediction, readProblem } from './readAnswer';

/** An answer larger than this is not read to its end. */
export const MOST_ANSWER_BYTES = 10 * 1024 * 1024;

/**
 * Posts rows to `<url>/predict` and reads the answer, whatever its status.
 *
 * @param url where the target listens, with or without a trailing slash; `http:` or `https:`.
 * @returns status, the milliseconds from the first byte sent to the last received, the body as text, and what the
 *   body holds where it follows the contract. A redirect is an answer, not followed.
 * @throws Failure `target-unreachable`, `target-lost` or `answer-too-large`; Cancelled when the signal fires.
 */
export async function sendRows(
  url: string,
  rows: PredictRequest['rows'],
  { signal }: { signal: AbortSignal },
): Promise<TesterAnswer> {
  const endpoint = new URL(`${url.replace(/\/+$/, '')}/predict`);
  const started = performance.now();
  try {
    const { status, body } = await post(endpoint, JSON.stringify({ rows }), signal);
    const milliseconds = performance.now() - started;
    const document = parse(body);
    const prediction = status === 200 ? readPrediction(document) : undefined;
    const problem = status === 200 ? undefined : readProblem(document);
    return { status, milliseconds, body, ...(prediction && { prediction }), ...(problem && { problem }) };
  } catch (error) {
    if (signal.aborted) throw new Cancelled();
    throw error instanceof Failure ? error : networkFailure(endpoint, error);
  }
}

function post(endpoint: URL, body: string, signal: AbortSignal): Promise<{ status: number; body: string }> {
  const open = endpoint.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      accept: 'application/json, application/problem+json',
      'content-length': Buffer.byteLength(body),
    };
    const sent = open(endpoint, { method: 'POST', headers, signal }, (answer) => {
      readBody(answer).then(
        (text) => resolve({ status: answer.statusCode ?? 0, body: text }),
        (error: unknown) => {
          sent.destroy();
          reject(error instanceof Error ? error : new Error(reason(error)));
        },
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

async function readBody(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MOST_ANSWER_BYTES) {
      throw new Failure(
        'answer-too-large',
        `The answer is larger than ${MOST_ANSWER_BYTES / 1024 / 1024} MB.`,
        'Send fewer rows in one request.',
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
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
    'Start the scorer and send again.',
    { cause },
  );
}
