import { STATUS_CODES, type ServerResponse } from 'node:http';
import type { Problem, RowProblem } from '../../contract/scoring';
import { Failure } from '../../contract/failure';
import type { Answer } from './scoringRoute';

interface ProblemMore {
  errors?: RowProblem[];
  headers?: Record<string, string>;
  /** The detail where the scorer hides what its model takes; as it is where absent. */
  general?: string;
}

/** A refusal that is answered as problem+json. Its texts reach the caller: no path and no stack belongs in them. */
export class HttpProblem extends Error {
  constructor(
    readonly status: number,
    /** Stable, for programs: the last part of the problem's type. */
    readonly code: string,
    readonly detail: string,
    readonly more: ProblemMore = {},
  ) {
    super(detail);
    this.name = 'HttpProblem';
  }
}

export function methodNotAllowed(path: string, allow: string): HttpProblem {
  const detail = `${path} takes ${allow} only.`;
  return new HttpProblem(405, 'method-not-allowed', detail, { headers: { allow } });
}

/** Too much is asked at a time, or of one request: the caller may come again. */
export function busy(detail: string): HttpProblem {
  return new HttpProblem(503, 'busy', detail, { headers: { 'retry-after': '1' } });
}

export function noModel(): HttpProblem {
  const detail = 'No model is loaded; GET /health/ready says why.';
  return new HttpProblem(503, 'no-model', detail, { headers: { 'retry-after': '1' } });
}

/** A model in a process of its own, which is gone for the moment. The failure's texts are made for callers. */
function unableToScore(error: unknown): HttpProblem | undefined {
  if (!(error instanceof Failure) || error.code !== 'worker-ended') return undefined;
  const detail = `${error.message} ${error.next}`;
  return new HttpProblem(503, error.code, detail, { headers: { 'retry-after': '1' } });
}

/** How a protocol says what is wrong. */
export type Refusal = (problem: HttpProblem, requestId: string) => Answer;

/** Bellhop's own way: a problem as RFC 9457 has it. */
function problemJson({ status, code, detail, more }: HttpProblem, requestId: string): Answer {
  const body: Problem = {
    type: `urn:bellhop:problem:${code}`,
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail,
    request_id: requestId,
    errors: more.errors ?? [],
  };
  return { type: 'application/problem+json', body: JSON.stringify(body) };
}

/**
 * Answers with a problem; what is no HttpProblem becomes a 500 that says nothing of its cause.
 *
 * @param headers names and values by turns.
 */
export function sendProblem(
  response: ServerResponse,
  error: unknown,
  requestId: string,
  headers: readonly string[] = [],
  refuse: Refusal = problemJson,
): void {
  const problem =
    error instanceof HttpProblem
      ? error
      : (unableToScore(error) ??
        new HttpProblem(500, 'internal', 'The scorer failed on this request; its log has the cause.'));
  const own = Object.entries(problem.more.headers ?? {}).flat();
  send(response, problem.status, { ...refuse(problem, requestId), headers: own }, headers);
}

/** Most of a body that is read only to be thrown away, and for how long, before the connection is cut. */
const MOST_DISCARDED = 64 * 1024 * 1024;
const DISCARD_MILLISECONDS = 5000;

/**
 * Answers. Where the body of the request has not been read, the rest is discarded before the connection ends: a client
 * that is still sending would otherwise see a reset instead of the answer.
 *
 * @param headers those of every answer, names and values by turns, which Node writes fastest.
 */
export function send(
  response: ServerResponse,
  status: number,
  { type, body, bytes = Buffer.byteLength(body), headers: own = [] }: Answer,
  headers: readonly string[] = [],
): void {
  const { req: request } = response;
  const unread = !request.complete && hasBody(request.headers);
  const waits = unread && request.headers.expect !== undefined;
  const head = [...headers, 'content-type', type, 'content-length', String(bytes)];
  head.push('cache-control', 'no-store', ...own);
  if (unread) head.push('connection', 'close');
  response.writeHead(status, head);
  if (!unread || waits) {
    // A text of as many bytes as letters is written without looking for others.
    response.end(body, bytes === body.length ? 'latin1' : 'utf8');
    return;
  }
  response.write(body);
  let discarded = 0;
  const end = (): void => {
    clearTimeout(timer);
    response.end();
  };
  const timer = setTimeout(end, DISCARD_MILLISECONDS);
  request.on('data', (chunk: Buffer) => {
    discarded += chunk.length;
    if (discarded > MOST_DISCARDED) end();
  });
  request.once('end', end).once('close', end).resume();
}

function hasBody(headers: {
  'content-length'?: string | undefined;
  'transfer-encoding'?: string | undefined;
}): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
