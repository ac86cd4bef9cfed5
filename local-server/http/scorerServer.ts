import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { Socket } from 'node:net';
import { reason } from '../../contract/failure';
import type { Log } from '../log';
import type { ServedModel } from '../model/servedModel';
import type { Answered } from '../metrics/scorerMetrics';
import { answerScoring, type ScoringContext } from './answerScoring';
import type { BodyBudget } from './bodyBudget';
import { beginExchange, isOpen, type Exchange } from './exchange';
import type { Gate } from './gate';
import { problemWithoutDetails } from './hideDetails';
import type { Limits } from './limits';
import { answerPage } from './protocols/answerPage';
import { busy, HttpProblem, sendProblem } from './problem';
import { logRequest } from './requestLog';
import { OpenExchanges } from './openExchanges';
import type { RouteTable } from './routeTable';

/** How often the requests are looked through for those that take too long, in milliseconds. */
const SWEEP_MILLISECONDS = 500;

export interface ServerContext {
  readonly log: Log;
  readonly limits: Limits;
  readonly bodies: BodyBudget;
  /** Answered on node:http, in front of everything else: Express would cost two thirds of the throughput. */
  readonly routes: RouteTable;
  readonly pages: RequestListener;
  readonly served: ServedModel;
  /** Whether a caller that was let in may load and unload the model. */
  readonly mayControl: boolean;
  /** Whether answers keep to themselves what the model takes. */
  readonly hidesDetails: boolean;
  readonly onAnswer: (answered: Answered) => void;
}

/** The HTTP server of the scorer: lets requests in, dispatches, holds the limits, logs and counts each request. */
export class ScorerServer {
  readonly http: Server;
  /** Asked for each request; the hosts, which hold the port, are known only after listening. */
  gate: Gate;
  private readonly open = new OpenExchanges();
  private readonly scoring: ScoringContext;
  private isStopping = false;

  constructor(
    gate: Gate,
    private readonly context: ServerContext,
  ) {
    this.gate = gate;
    this.scoring = { ...context, open: 0, fail: (exchange, error) => this.fail(exchange, error) };
    const { milliseconds } = context.limits;
    this.http = createServer(
      // Without a Host header the gate refuses, with a problem that says so.
      {
        requireHostHeader: false,
        headersTimeout: Math.min(10_000, milliseconds),
        requestTimeout: milliseconds,
        connectionsCheckingInterval: 1000,
        noDelay: true,
        // Who balances load keeps its connections for longer than Node's five seconds; the time below holds for them too.
        keepAliveTimeout: 0,
      },
      this.listener,
    );
    this.http.setTimeout(milliseconds + 30_000);
    this.http.on('checkContinue', this.listener);
    // Such as too many open files; while it begins to listen, `listen` says what is wrong.
    this.http.on('error', (error) => context.log.error('Server error', { reason: reason(error) }));
    this.http.on('clientError', refuseUnreadable);
    const sweep = setInterval(() => this.endLate(), SWEEP_MILLISECONDS).unref();
    this.http.on('close', () => clearInterval(sweep));
  }

  get openRequests(): number {
    return this.open.size;
  }

  /** From now on each answer ends its connection, so that callers come back to another scorer. */
  beginStopping(): void {
    this.isStopping = true;
  }

  private readonly listener = (request: IncomingMessage, response: ServerResponse): void => {
    const exchange = beginExchange(request, response);
    if (this.isStopping) response.shouldKeepAlive = false;
    const slot = this.open.add(exchange);
    // It comes once; `once` would wrap the listener for each request.
    response.on('close', () => {
      this.open.remove(slot);
      this.finish(exchange);
    });
    try {
      this.answer(exchange);
    } catch (error) {
      this.fail(exchange, error);
    }
  };

  private answer(exchange: Exchange): void {
    const { routes, pages, served } = this.context;
    this.gate.admit(exchange);
    const found = routes.find(exchange.path);
    if (found) {
      void answerScoring(exchange, found, this.scoring);
      return;
    }
    if (routes.protocolOf(exchange.path)) {
      answerPage(exchange, routes, served, this.context).catch((error: unknown) => {
        this.fail(exchange, error);
      });
      return;
    }
    const { headers, request, response } = exchange;
    for (let index = 0; index < headers.length; index += 2) {
      response.setHeader(headers[index] ?? '', headers[index + 1] ?? '');
    }
    pages(request, response);
  }

  private fail(exchange: Exchange, error: unknown): void {
    const { request, response, id, path, headers, model } = exchange;
    const { log, routes, hidesDetails } = this.context;
    // The caller went away, or was told that it takes too long: nobody is there to be answered.
    if (!isOpen(exchange) || (request.destroyed && !request.complete)) return;
    if (!(error instanceof HttpProblem)) {
      log.error('Request failed', {
        request_id: id,
        reason: reason(error),
        stack: (error as Error | undefined)?.stack,
      });
    }
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const isHidden = hidesDetails && error instanceof HttpProblem;
    const said = isHidden ? problemWithoutDetails(error, model?.columns ?? []) : error;
    sendProblem(response, said, id, headers, routes.protocolOf(path)?.refuse);
  }

  /** Answers those that have waited too long; the time to receive a request is Node's to hold. */
  private endLate(): void {
    const { milliseconds } = this.context.limits;
    for (const exchange of this.open.olderThan(performance.now() - milliseconds)) {
      if (!exchange.request.complete) continue;
      this.fail(exchange, busy(`The answer takes longer than ${milliseconds / 1000} s.`));
    }
  }

  private finish(exchange: Exchange): void {
    const { log, onAnswer } = this.context;
    const { route = '(page)', response, model, warned, started } = exchange;
    const milliseconds = performance.now() - started;
    const status = response.headersSent ? response.statusCode : 0;
    onAnswer({ route, status, milliseconds, model, warned });
    logRequest(log, exchange, status, milliseconds);
  }
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
