import { BodyBudget } from './http/bodyBudget';
import { AllowedHosts } from './http/hosts';
import { OPEN_PAGES } from './http/docsPage';
import { Gate } from './http/gate';
import { DEFAULT_LIMITS, type Limits } from './http/limits';
import { drain, listen } from './http/listen';
import { createPages, PROBES } from './http/pages';
import { ScorerServer } from './http/scorerServer';
import { PROTOCOLS, SCORING_ROUTES } from './http/protocols';
import { RouteTable } from './http/routeTable';
import { reason } from '../contract/failure';
import { chooseEngine } from './engine/chooseEngine';
import type { EngineLoader } from './engine/engine';
import type { Log } from './log';
import { ScorerMetrics } from './metrics/scorerMetrics';
import { ServedModel, type ServedModelEvents } from './model/servedModel';
import { placeOf } from './model/artefactFolder';
import { watchArtefact } from './model/watchArtefact';

export interface ScorerOptions {
  /** The folder with model.json and the file that scores, or an ONNX file; it need not exist yet. */
  artefact: string;
  /** Whether it is a project's: a graph without a model.json is refused then. */
  isProject?: boolean;
  /** The interpreter of the project, for models with the runtime `python`. */
  python?: string;
  host: string;
  /** 0 takes a free port. */
  port: number;
  /** NAME or NAME:PORT each, beside 127.0.0.1:PORT and localhost:PORT; `*` turns the check off. */
  allowedHosts: readonly string[];
  /** Those that differ from `DEFAULT_LIMITS`. */
  limits?: Partial<Limits>;
  /** What every request but those for health must bear. */
  token?: string;
  /** Whether answers keep to themselves what the model takes: columns, types, limits, categories. */
  hideDetails?: boolean;
  /** So many processes score and share the port; 1 where absent. */
  workers?: number;
  /** How long it still takes new requests after it was told to end, being no longer ready; 0 where absent. */
  drainMilliseconds?: number;
}

export interface ScorerContext extends Omit<ServedModelEvents, 'onRun'> {
  log: Log;
  onListening(port: number): void;
  /** Where several scorers share a port: takes this one's numbers, and gives what asks for those of all. */
  shareMetrics?: (own: () => string) => () => Promise<string>;
  /** The runtimes to choose from, in order; all that Bellhop has where absent. */
  engines?: readonly EngineLoader[];
}

export interface Scorer {
  readonly port: number;
  /** Is no longer ready, ends accepting, answers what runs, frees the model. */
  stop(): Promise<void>;
}

/**
 * Starts a scorer: listens at once, then loads the model. It is there also where the artefact is missing or refused;
 * readiness says why, and the model is served as soon as there is one.
 *
 * @returns the scorer after the first attempt to load the model.
 * @throws Failure `port-busy`, `cannot-listen` or `runtime-missing`.
 */
export async function startScorer(options: ScorerOptions, context: ScorerContext): Promise<Scorer> {
  const { log } = context;
  const { host, token, drainMilliseconds = 0, hideDetails = false } = options;
  const place = placeOf(options.artefact, options.isProject);
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const bodies = new BodyBudget(limits.bodiesBytes);
  const runtimes = { engine: chooseEngine(log, context.engines), python: options.python, log };
  const metrics = new ScorerMetrics();
  const served = new ServedModel(place, runtimes, log, {
    onModel: (model) => context.onModel(model),
    onRefused: (failure) => context.onRefused(failure),
    onRun: (rows) => metrics.onRun(rows),
  });
  const routes = new RouteTable(SCORING_ROUTES, PROTOCOLS);
  const open = [...PROBES, ...OPEN_PAGES, ...routes.probes];
  const gateOf = (port: number): Gate =>
    new Gate(log, new AllowedHosts(port, options.allowedHosts), open, token);
  const numbers = (): string => {
    const { openRequests } = server;
    const { heldBytes } = bodies;
    return metrics.text({ waitingRows: served.model?.waitingRows ?? 0, openRequests, heldBytes });
  };
  const onError = (error: unknown): void => log.error('Request failed', { reason: reason(error) });
  const server = new ScorerServer(gateOf(options.port), {
    log,
    limits,
    bodies,
    routes,
    pages: createPages({
      served,
      limits,
      wantsToken: token !== undefined,
      open,
      hidesDetails: hideDetails,
      metrics: context.shareMetrics?.(numbers) ?? numbers,
      onError,
    }),
    served,
    hidesDetails: hideDetails,
    // Among several scorers the one that is asked would be the only one to change.
    mayControl: !context.shareMetrics && (token !== undefined || host === '127.0.0.1'),
    onAnswer: (answered) => metrics.onAnswer(answered),
  });

  let unwatch: (() => void) | undefined;
  const stop = async (): Promise<void> => {
    unwatch?.();
    served.beginStopping();
    server.beginStopping();
    if (server.http.listening) await new Promise((resolve) => setTimeout(resolve, drainMilliseconds));
    await drain(server.http, () => server.openRequests);
    metrics.stop();
    await served.close();
    log.flush();
  };
  try {
    const port = await listen(server.http, host, options.port);
    server.gate = gateOf(port);
    log.info('Listening', { host, port });
    context.onListening(port);
    unwatch = await watchArtefact(place, () => void served.refresh());
    await served.refresh();
    return { port, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
