import express, {
  type Express,
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';
import type { ExamplesResponse } from '../../contract/scoring';
import type { Model } from '../model/model';
import type { ServedModel } from '../model/servedModel';
import { EXPOSITION_TYPE } from '../metrics/exposition';
import type { Limits } from './limits';
import { openApi } from './openApi';
import { detailsHidden } from './hideDetails';
import { HttpProblem, methodNotAllowed, noModel, send, sendProblem } from './problem';

/** What probes ask, which have no token. */
export const PROBES: readonly string[] = ['/health/live', '/health/ready'];

export interface PagesContext {
  readonly served: ServedModel;
  readonly limits: Limits;
  /** Whether answers keep to themselves what the model takes. */
  readonly hidesDetails: boolean;
  /** The numbers, as Prometheus reads them. */
  readonly metrics: () => string;
  /** Is told what is answered with 500. */
  readonly onError: (error: unknown) => void;
}

/** Everything that is not scoring: what the model takes, examples, health, numbers and the description of the API. */
export function createPages({ served, limits, hidesDetails, metrics, onError }: PagesContext): Express {
  const app = express();
  app.disable('x-powered-by').disable('etag');
  app.enable('strict routing').enable('case sensitive routing');

  const page = (path: string, answer: RequestHandler): void => {
    app.route(path).get(answer).all(refuseMethod);
  };
  const ofModel = (content: (model: Model) => unknown): RequestHandler => {
    return (_request, response) => {
      if (hidesDetails) throw detailsHidden();
      if (!served.model) throw noModel();
      json(response, 200, content(served.model));
    };
  };
  page(
    '/schema',
    ofModel(({ artefact }) => artefact.input),
  );
  page('/examples', ofModel(examples));
  page(
    '/openapi.json',
    ofModel((model) => openApi(model, limits)),
  );
  page('/metrics', (_request, response) => {
    send(response, 200, metrics(), EXPOSITION_TYPE);
  });
  page('/health/live', (_request, response) => {
    json(response, 200, { status: 'live' });
  });
  page('/health/ready', (_request, response) => {
    const { reason, ...readiness } = served.readiness();
    // The reason may name columns of the artefact that was refused.
    const said = hidesDetails ? 'The log of the scorer says why.' : reason;
    const status = readiness.status === 'ready' ? 200 : 503;
    json(response, status, reason === undefined ? readiness : { ...readiness, reason: said });
  });

  app.use((request: Request) => {
    throw new HttpProblem(404, 'not-found', `There is nothing at ${request.path.slice(0, 100)}.`);
  });
  // Express knows a handler of errors by its four parameters.
  app.use((error: unknown, _request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const problem = asProblem(error);
    if (!problem) onError(error);
    sendProblem(response, problem ?? error, requestId(response));
  });
  return app;
}

function examples({ artefact }: Model): ExamplesResponse {
  return { examples: artefact.examples.map(({ title, row }) => ({ title, rows: [row] })) };
}

const refuseMethod: RequestHandler = (request) => {
  throw methodNotAllowed(request.path, 'GET, HEAD');
};

function json(response: Response, status: number, content: unknown): void {
  send(response, status, JSON.stringify(content), 'application/json');
}

/** Set when the exchange began. */
function requestId(response: Response): string {
  return String(response.getHeader('X-Request-ID'));
}

/** Express's own refusals, such as a path that cannot be decoded, carry a status below 500. */
function asProblem(error: unknown): HttpProblem | undefined {
  if (error instanceof HttpProblem) return error;
  const status: unknown = error instanceof Error && 'status' in error ? error.status : undefined;
  if (typeof status !== 'number' || status >= 500) return undefined;
  return new HttpProblem(status, 'bad-request', 'The request cannot be understood.');
}
