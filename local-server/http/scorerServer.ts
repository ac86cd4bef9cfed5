import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { Socket } from 'node:net';
import { Failure, reason } from '../../contract/failure';
import type { Log } from '../log';
import { beginExchange, type Exchange } from './exchange';
import type { AllowedHosts } from './hosts';
import { HttpProblem, sendProblem } from './problem';

/** Answers a scoring request; what it throws is answered as a problem. */
export type ScoringHandler = (exchange: Exchange) => Promise<void>;

export interface Routes {
  /** Answered on node:http, in front of everything else: Express would cost two thirds of the throughput. */
  scoring: ReadonlyMap<string, ScoringHandler>;
  pages: RequestListener;
  hosts: AllowedHosts;
}

/** How long what is being answered may take after the scorer was told to end, in milliseconds. */
const DRAIN_MILLISECONDS = 4000;

/**
 * The HTTP server: refuses wrong hosts and origins, dispatches, logs each request. `routes` is asked for each request,
 * since the port, and with it the hosts, is known only after listening.
 */
export function createScorerServer(log: Log, routes: () => Routes): Server {
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    const started = performance.now();
    const exchange = beginExchange(request, response);
    response.once('close', () => logExchange(log, exchange, started));
    answer(exchange, routes(), log).catch((error: unknown) => fail(exchange, error, log));
  };
  const server = createServer(
    // Without a Host header the gate refuses, with a problem that says so.
    {
      requireHostHeader: false,
      headersTimeout: 10_000,
      requestTimeout: 30_000,
      connectionsCheckingInterval: 1000,
    },
    listener,
  );
  server.setTimeout(60_000);
  server.on('checkContinue', listener);
  // Such as too many open files; while it begins to listen, `listen` says what is wrong.
  server.on('error', (error) => log.error('Server error', { reason: reason(error) }));
  server.on('clientError', refuseUnreadable);
  return server;
}

async function answer(exchange: Exchange, { scoring, pages, hosts }: Routes, log: Log): Promise<void> {
  const { request, response, path } = exchange;
  if (!hosts.allowsHost(request.headers.host)) {
    log.warn('Host refused', { request_id: exchange.id });
    throw new HttpProblem(
      403,
      'host-refused',
      'The Host header names a host that this scorer does not answer to; --allowed-host adds one.',
    );
  }
  if (!hosts.allowsOrigin(request.headers.origin)) {
    log.warn('Origin refused', { request_id: exchange.id });
    throw new HttpProblem(403, 'origin-refused', 'Requests from pages of another origin are refused.');
  }
  const handler = scoring.get(path);
  if (handler) await handler(exchange);
  else pages(request, response);
}

function fail({ request, response, id }: Exchange, error: unknown, log: Log): void {
  // The caller went away: nobody is there to be answered.
  if (request.destroyed && !request.complete) return;
  if (!(error instanceof HttpProblem)) {
    log.error('Request failed', {
      request_id: id,
      reason: reason(error),
      stack: (error as Error | undefined)?.stack,
    });
  }
  if (response.headersSent) response.destroy();
  else sendProblem(response, error, id);
}

function logExchange(log: Log, { request, response, id, path, rows }: Exchange, started: number): void {
  log.info('Request', {
    request_id: id,
    method: request.method,
    path: path.slice(0, 200),
    status: response.headersSent ? response.statusCode : null,
    milliseconds: Math.round((performance.now() - started) * 1000) / 1000,
    rows,
  });
}

/** What never became a request: not HTTP, headers too large, too slow. */
function refuseUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const status =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? '431 Request Header Fields Too Large'
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? '408 Request Timeout'
        : '400 Bad Request';
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/**
 * Begins to listen.
 *
 * @returns the port.
 * @throws Failure `port-busy` or `cannot-listen`.
 */
export function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const busy = error.code === 'EADDRINUSE';
      reject(
        busy
          ? new Failure(
              'port-busy',
              `Port ${port} of ${host} is in use by another program.`,
              'Choose another port (0 takes a free one), or stop the program that uses it.',
              { cause: error },
            )
          : new Failure(
              'cannot-listen',
              `The scorer cannot listen at ${host}:${port} (${error.code ?? error.message}).`,
              'Choose another port or host.',
              { cause: error },
            ),
      );
    });
    server.listen({ host, port, exclusive: true }, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

/** Accepts nothing new, waits for what is being answered, at most for `DRAIN_MILLISECONDS`, and closes. */
export async function drain(server: Server): Promise<void> {
  if (!server.listening) return;
  const idle = setInterval(() => server.closeIdleConnections(), 20);
  const cut = setTimeout(() => server.closeAllConnections(), DRAIN_MILLISECONDS);
  await new Promise((resolve) => server.close(resolve));
  clearInterval(idle);
  clearTimeout(cut);
}
