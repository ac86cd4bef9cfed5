import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { Failure, reason } from '../../contract/failure';

/** Where a request goes, and the headers that go with it, whose values may be secret. */
export interface Destination {
  /** `http:` or `https:`, with or without a path and a trailing slash; no query. */
  url: string;
  headers?: Readonly<Record<string, string>>;
}

export interface Exchange {
  method: 'GET' | 'POST';
  /** Below the destination's own path: `predict`. */
  route: string;
  /** JSON, of a POST. */
  body?: string;
  signal: AbortSignal;
  /** An answer that is larger than so many bytes is not read to its end. */
  mostBytes: number;
}

export interface Received {
  status: number;
  headers: Record<string, string>;
  body: string;
  bytes: number;
}

/** The address of a route below a destination. */
export function endpointOf({ url }: Destination, route: string): URL {
  return new URL(`${url.replace(/\/+$/, '')}/${route}`);
}

/**
 * One request and its answer, whatever its status. A redirect is an answer, not followed: the headers are meant for this
 * destination alone.
 *
 * @throws Failure `answer-too-large`; what Node throws of the network.
 */
export function exchange(destination: Destination, options: Exchange): Promise<Received> {
  const endpoint = endpointOf(destination, options.route);
  const { method, body, signal, mostBytes } = options;
  const open = endpoint.protocol === 'https:' ? httpsRequest : httpRequest;
  const headers = {
    ...destination.headers,
    accept: 'application/json, application/problem+json',
    ...(body !== undefined && {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    }),
  };
  return new Promise((resolve, reject) => {
    const sent = open(endpoint, { method, headers, signal }, (answer) => {
      readBody(answer, mostBytes).then(
        (read) => {
          resolve({
            status: answer.statusCode ?? 0,
            headers: plainHeaders(answer.headers),
            body: read.toString('utf8'),
            bytes: read.length,
          });
        },
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

async function readBody(answer: IncomingMessage, mostBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > mostBytes) {
      throw new Failure(
        'answer-too-large',
        `The answer is larger than ${mostBytes / 1024 / 1024} MB.`,
        'Send fewer rows in one request.',
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function plainHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}
