import { AllowedHosts } from './http/hosts';
import { createPages } from './http/pages';
import { predict } from './http/predict';
import { createScorerServer, drain, listen, type Routes, type ScoringHandler } from './http/scorerServer';
import { reason } from '../contract/failure';
import { chooseEngine } from './engine/chooseEngine';
import type { EngineLoader } from './engine/engine';
import type { Log } from './log';
import { ServedModel, type ServedModelEvents } from './model/servedModel';
import { watchArtefact } from './model/watchArtefact';

export interface ScorerOptions {
  /** The folder with model.json and model.onnx; it need not exist yet. */
  artefact: string;
  host: string;
  /** 0 takes a free port. */
  port: number;
  /** NAME or NAME:PORT each, beside 127.0.0.1:PORT and localhost:PORT; `*` turns the check off. */
  allowedHosts: readonly string[];
}

export interface ScorerContext extends ServedModelEvents {
  log: Log;
  onListening(port: number): void;
  /** The runtimes to choose from, in order; all that Bellhop has where absent. */
  engines?: readonly EngineLoader[];
}

export interface Scorer {
  readonly port: number;
  /** Ends accepting, answers what runs, frees the model. */
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
  const served = new ServedModel(options.artefact, chooseEngine(log, context.engines), log, context);
  const scoring = new Map<string, ScoringHandler>([['/predict', (exchange) => predict(exchange, served)]]);
  const pages = createPages(served, (error) => log.error('Request failed', { reason: reason(error) }));
  let routes: Routes = { scoring, pages, hosts: new AllowedHosts(options.port, options.allowedHosts) };

  const server = createScorerServer(log, () => routes);
  let unwatch: (() => void) | undefined;
  const stop = async (): Promise<void> => {
    unwatch?.();
    await drain(server);
    await served.close();
  };
  try {
    const port = await listen(server, options.host, options.port);
    routes = { ...routes, hosts: new AllowedHosts(port, options.allowedHosts) };
    log.info('Listening', { host: options.host, port });
    context.onListening(port);
    unwatch = await watchArtefact(options.artefact, () => void served.refresh());
    await served.refresh();
    return { port, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
