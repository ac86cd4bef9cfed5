import { Cancelled } from '../../contract/failure';
import type { RowProblem } from '../../contract/scoring';
import type { Model } from '../model/model';
import type { ServedModel } from '../model/servedModel';
import type { BodyBudget } from './bodyBudget';
import { isOpen, type Exchange } from './exchange';
import { warningWithoutDetails } from './hideDetails';
import type { Limits } from './limits';
import { busy, HttpProblem, methodNotAllowed, noModel, send } from './problem';
import { bodyAtHand, checkHead, readBody } from './readBody';
import type { Found } from './routeTable';
import type { Call, ScoringRoute } from './scoringRoute';

/** What awaits it goes on when the parser is done with what has arrived. */
const PARSED = Promise.resolve();

export interface ScoringContext {
  readonly served: ServedModel;
  readonly limits: Limits;
  readonly bodies: BodyBudget;
  readonly hidesDetails: boolean;
  /** How many requests for scores are being answered. */
  open: number;
  /** Answers with what is wrong. */
  readonly fail: (exchange: Exchange, error: unknown) => void;
}

/**
 * Answers a request for scores: reads the body as its route has it, checks and scores the rows with the model of this
 * moment, and writes the result as the route has it; or a problem for everything that the caller can correct, with the
 * list of problems of the rows. Never rejects. One function, since each promise more costs a hundredth of the throughput.
 */
export async function answerScoring(
  exchange: Exchange,
  { route, parameters }: Found<ScoringRoute>,
  context: ScoringContext,
): Promise<void> {
  const { served, limits, bodies, hidesDetails } = context;
  const { request } = exchange;
  let model: Model | undefined;
  exchange.route = route.name;
  context.open += 1;
  try {
    if (context.open > limits.concurrency) throw tooMany(limits);
    if (request.method !== route.method) throw methodNotAllowed(route.name, route.method);
    checkHead(exchange, route.types, limits);
    await PARSED;
    const body = bodyAtHand(exchange, limits) ?? (await readBody(exchange, limits, bodies));
    const began = performance.now();
    model = served.model;
    if (!model) throw noModel();
    model.enter();
    const call: Call = { exchange, limits, parameters, model };
    // A promise costs a turn of the queue of tasks: short requests do without.
    const given = route.read(body, call);
    const rows = given instanceof Promise ? ((await given) as unknown) : given;
    exchange.model = model;
    const scored = await model.score(rows, () => isOpen(exchange));
    const { problems, predictions, warnings, queueMilliseconds, modelMilliseconds } = scored;
    exchange.queue = queueMilliseconds;
    exchange.compute = modelMilliseconds;
    const writing = performance.now();
    exchange.parse = writing - began - queueMilliseconds - modelMilliseconds;
    if (problems.length > 0) throw invalid(problems);
    exchange.rows = predictions.length;
    if (hidesDetails) scored.warnings = warnings.map(warningWithoutDetails);
    if (warnings.length > 0) exchange.warned = scored.warnings.map(({ column }) => column);
    const written = route.write(scored, model, call);
    const answer = written instanceof Promise ? await written : written;
    if (isOpen(exchange)) send(exchange.response, 200, answer, exchange.headers);
    exchange.write = performance.now() - writing;
  } catch (error) {
    // Nobody waits any longer: there is nobody to be told.
    if (!(error instanceof Cancelled)) context.fail(exchange, error);
  } finally {
    model?.leave();
    context.open -= 1;
  }
}

function tooMany({ concurrency }: Limits): HttpProblem {
  return busy(`${concurrency} requests are being answered; ask again in a moment.`);
}

function invalid(problems: RowProblem[]): HttpProblem {
  const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`;
  return new HttpProblem(400, 'rows-invalid', `The rows have ${count}; see errors.`, { errors: problems });
}
