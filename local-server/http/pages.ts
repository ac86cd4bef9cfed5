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
import { DOCS_HEADERS, docsHtml, docsScript, docsStyle, prefixOf, rootFrom } from './docsPage';
import { openApi, type OpenApiContext } from './openApi';
import { checkName } from './protocols/namedModel';
import { detailsHidden } from './hideDetails';
import { HttpProblem, methodNotAllowed, noModel, send, sendProblem } from './problem';

/** What probes ask, which have no token. */
export const PROBES: readonly string[] = ['/health/live', '/health/ready'];

export interface PagesContext extends OpenApiContext {
  readonly served: ServedModel;
  /** Whether answers keep to themselves what the model takes. */
  readonly hidesDetails: boolean;
  /** The numbers, as Prometheus reads them. */
  readonly metrics: () => string | Promise<string>;
  /** Is told what is answered with 500. */
  readonly onError: (error: unknown) => void;
}

/** Everything that is not scoring: what the model takes, examples, health, numbers and the description of the API. */
export function createPages(context: PagesContext): Express {
  const { served, hidesDetails, metrics, onError } = context;
  const app = express();
  app.disable('x-powered-by').disable('etag');
  app.enable('strict routing').enable('case sensitive routing');

  const page = (path: string, answer: RequestHandler): void => {
    app.route(path).get(answer).all(refuseMethod);
  };
  const ofModel = (content: (model: Model, request: Request) => unknown): RequestHandler => {
    return (request, response) => {
      if (hidesDetails) throw detailsHidden();
      if (!served.model) throw noModel();
      json(response, 200, content(served.model, request));
    };
  };
  page(
    '/schema',
    ofModel(({ artefact }) => artefact.input),
  );
  page('/examples', ofModel(examples));
  const description = ofModel((model, request) => {
    checkParameters(model, request.params);
    const base =
      prefixOf(request.get('x-forwarded-prefix')) ?? (rootFrom(request.path).replace(/\/$/, '') || '.');
    return openApi(model, context, base);
  });
  const docs: RequestHandler = ({ path, params }, response) => {
    if (hidesDetails) throw detailsHidden();
    if (served.model) checkParameters(served.model, params);
    send(response, 200, { type: 'text/html; charset=utf-8', body: docsHtml(path), headers: DOCS_HEADERS });
  };
  page('/openapi.json', description);
  page('/docs', docs);
  page('/docs/page.js', (_request, response) => {
    send(response, 200, { type: 'text/javascript; charset=utf-8', body: docsScript() });
  });
  page('/docs/page.css', (_request, response) => {
    send(response, 200, { type: 'text/css; charset=utf-8', body: docsStyle() });
  });
  // Where MLServer has its pages.
  for (const path of ['/v2', '/v2/models/:model', '/v2/models/:model/versions/:version']) {
    page(`${path}/docs`, docs);
    page(`${path}/docs/dataplane.json`, description);
  }
  page('/metrics', async (_request, response) => {
    send(response, 200, { type: EXPOSITION_TYPE, body: await metrics() });
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

/** @throws HttpProblem 404 where a path names another model, or another version of it. */
function checkParameters(model: Model, { model: name, version }: Request['params']): void {
  if (typeof name === 'string') checkName(model, { model: name, version: version as string | undefined });
}

const refuseMethod: RequestHandler = (request) => {
  throw methodNotAllowed(request.path, 'GET, HEAD');
};

function json(response: Response, status: number, content: unknown): void {
  send(response, status, { type: 'application/json', body: JSON.stringify(content) });
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
