import type { PredictResponse } from '../../contract/scoring';
import { isRecord } from '../../contract/version';
import type { ServedModel } from '../model/servedModel';
import type { Exchange } from './exchange';
import { HttpProblem, methodNotAllowed, noModel, send } from './problem';
import { readJson } from './readJson';

/**
 * POST /predict: checks the rows and answers with one prediction a row.
 *
 * @throws HttpProblem for everything that the caller can correct, with the list of problems of the rows.
 */
export async function predict(exchange: Exchange, served: ServedModel): Promise<void> {
  const { request, response } = exchange;
  if (request.method !== 'POST') throw methodNotAllowed(exchange.path, 'POST');
  const body = await readJson(request, response);
  if (!isRecord(body) || !Object.hasOwn(body, 'rows')) {
    throw new HttpProblem(400, 'no-rows', 'The body must be an object with a list "rows".');
  }
  const answer = await served.use(async (model): Promise<PredictResponse> => {
    const { rows, problems, warnings } = model.check(body['rows']);
    if (problems.length > 0) {
      const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`;
      throw new HttpProblem(400, 'rows-invalid', `The rows have ${count}; see errors.`, { errors: problems });
    }
    const scored = await model.score(rows);
    exchange.rows = rows.length;
    const { name, version } = model.artefact;
    return {
      model: { name, version },
      request_id: exchange.id,
      predictions: scored.predictions,
      warnings: [...warnings, ...scored.warnings],
    };
  });
  if (!answer) throw noModel();
  send(response, 200, JSON.stringify(answer), 'application/json');
}
