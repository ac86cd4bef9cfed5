import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** One request and its answer, with what is said of them in the log. */
export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  /** The caller's X-Request-ID where it is fit to be repeated, else a new one. */
  id: string;
  /** Without the query. */
  path: string;
  /** How many rows were scored. */
  rows?: number;
}

export function beginExchange(request: IncomingMessage, response: ServerResponse): Exchange {
  const given = request.headers['x-request-id'];
  const id = typeof given === 'string' && /^[\w.:+/=-]{1,128}$/.test(given) ? given : randomUUID();
  response.setHeader('X-Request-ID', id);
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
  return { request, response, id, path: (request.url ?? '/').split('?', 1)[0] ?? '/' };
}
