import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Model } from '../model/model';

/** One request and its answer, with what is said of them in the log and in the metrics. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The caller's X-Request-ID where it is fit to be repeated, else a new one. */
  readonly id: string;
  /** Without the query. */
  readonly path: string;
  readonly started: number;
  /** The headers of every answer, names and values by turns. */
  readonly headers: readonly string[];
  /** The trace of the caller and this request's own span, where the caller sent a traceparent. */
  readonly trace: Span | undefined;
  /** What it was matched with in the table of routes. */
  route: string | undefined;
  /** How many rows were scored, by which model. */
  rows: number | undefined;
  model: Model | undefined;
  /** Names of columns in the warnings that the answer holds. */
  warned: readonly string[] | undefined;
  /** Milliseconds to parse and check the body, in the queue, in the model, and to write the answer. */
  parse: number | undefined;
  queue: number | undefined;
  compute: number | undefined;
  write: number | undefined;
}

interface Span {
  id: string;
  span: string;
  flags: string;
}

/** Version 00 of https://www.w3.org/TR/trace-context/: version, trace id, parent id, flags. */
const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})$/;

export function beginExchange(request: IncomingMessage, response: ServerResponse): Exchange {
  const started = performance.now();
  const { url = '/', headers: given } = request;
  const asked = given['x-request-id'];
  const id = typeof asked === 'string' && /^[\w.:+/=-]{1,128}$/.test(asked) ? asked : randomUUID();
  const headers = [
    'X-Request-ID',
    id,
    'X-Content-Type-Options',
    'nosniff',
    'Cross-Origin-Resource-Policy',
    'same-origin',
  ];
  const parent = given['traceparent'];
  const trace = typeof parent === 'string' ? spanOf(parent) : undefined;
  if (trace) headers.push('traceparent', `00-${trace.id}-${trace.span}-${trace.flags}`);
  return {
    request,
    response,
    id,
    path: pathOf(url),
    started,
    headers,
    trace,
    // All from the start: an object that gets them one by one is moved again and again.
    route: undefined,
    rows: undefined,
    model: undefined,
    warned: undefined,
    parse: undefined,
    queue: undefined,
    compute: undefined,
    write: undefined,
  };
}

/** The path of a request's target, which may be a whole URL, as proxies are asked (RFC 9112, 3.2.2). */
function pathOf(target: string): string {
  const query = target.indexOf('?');
  const path = query < 0 ? target : target.slice(0, query);
  return path.startsWith('/') ? path : (/^https?:\/\/[^/]*(\/.*)?$/i.exec(path)?.[1] ?? '/');
}

/** A span of this request's own in the trace that a caller names. */
function spanOf(traceparent: string): Span | undefined {
  const [, id, flags = '00'] = TRACEPARENT.exec(traceparent) ?? [];
  return id === undefined ? undefined : { id, span: randomBytes(8).toString('hex'), flags };
}

/** Whether somebody still waits for the answer. */
export function isOpen({ response }: Exchange): boolean {
  return !response.writableEnded && !response.destroyed;
}
