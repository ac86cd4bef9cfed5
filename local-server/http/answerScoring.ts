import { Cancelled } from '../../contract/failure';
import type { RowProblem } from '../../contract/scoring';
import type { ServedModel } from '../model/servedModel';
import type { BodyBudget } from './bodyBudget';
import { isOpen, type Exchange } from './exchange';
import { warningWithoutDetails } from './hideDetails';
import type { Limits } from './limits';
import { HttpProblem, methodNotAllowed, noModel, send } from './problem';
import { bodyAtHand, checkHead, readBody } from './readBody';
import type { Answer, Call, Parameters, ScoringRoute } from './scoringRoute';

/** What awaits it goes on when the parser is done with what has arrived. */
const PARSED = Promise.resolve();

interface ScoringContext {
  readonly served: ServedModel;
  readonly limits: Limits;
  readonly bodies: BodyBudget;
  readonly hidesDetails: boolean;
}

/**
 * Answers a request for scores: reads the body as its route has it, checks and scores the rows with the model of this
 * moment, and writes the result as the route has it.
 *
 * @throws HttpProblem for everything that the caller can correct, with the list of problems of the rows.
 */
export async function answerScoring(
  exchange: Exchange,
  route: ScoringRoute,
  parameters: Parameters,
  context: ScoringContext,
): Promise<void> {
  const { served, limits, bodies, hidesDetails } = context;
  const { request } = exchange;
  if (request.method !== route.method) throw methodNotAllowed(route.name, route.method);
  checkHead(exchange, route.types, limits);
  await PARSED;
  const body = bodyAtHand(exchange, limits) ?? (await readBody(exchange, limits, bodies));
  const began = performance.now();
  const model = served.model;
  if (!model) throw noModel();
  const call: Call = { exchange, limits, parameters, model };
  model.enter();
  try {
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
    answer(exchange, written instanceof Promise ? await written : written);
    exchange.write = performance.now() - writing;
  } catch (error) {
    // Nobody waits any longer: there is nobody to be told.
    if (!(error instanceof Cancelled)) throw error;
  } finally {
    model.leave();
  }
}

function invalid(problems: RowProblem[]): HttpProblem {
  const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`;
  return new HttpProblem(400, 'rows-invalid', `The rows have ${count}; see errors.`, { errors: problems });
}

function answer(exchange: Exchange, { type, body, headers }: Answer): void {
  const own = headers ? [...exchange.headers, ...headers] : exchange.headers;
  if (isOpen(exchange)) send(exchange.response, 200, body, type, own);
}
