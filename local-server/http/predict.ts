import { isRecord } from '../../contract/version';
import type { Model, Scored } from '../model/model';
import { jsonText } from './jsonText';
import { parseJson } from './parseJson';
import { HttpProblem } from './problem';
import type { Answer, ScoringRoute } from './scoringRoute';

/** POST /predict, Bellhop's own contract: rows in, one prediction a row out. */
export const predictRoute: ScoringRoute = {
  name: '/predict',
  path: '/predict',
  method: 'POST',
  types: ['application/json'],

  read(body) {
    const parsed = parseJson(body, 'rows');
    return parsed instanceof Promise ? parsed.then(rowsOf) : rowsOf(parsed);
  },

  write(scored, model, { exchange }) {
    const predictions = jsonText(scored.predictions);
    const answer = (text: string): Answer => answerOf(text, scored, model, exchange.id);
    return typeof predictions === 'string' ? answer(predictions) : predictions.then(answer);
  },
};

function rowsOf(body: unknown): unknown {
  if (isRecord(body) && Object.hasOwn(body, 'rows')) return body['rows'];
  throw new HttpProblem(400, 'no-rows', 'The body must be an object with a list "rows".');
}

function answerOf(
  predictions: string,
  { warnings, moreWarnings }: Scored,
  { nameJson }: Model,
  id: string,
): Answer {
  const more = moreWarnings === 0 ? '' : `,"more_warnings":${moreWarnings}`;
  const warningsJson = warnings.length === 0 ? '[]' : JSON.stringify(warnings);
  // Each part is JSON already; an id is of letters that JSON does not escape.
  const body = `{"model":${nameJson},"request_id":"${id}","predictions":${predictions},"warnings":${warningsJson}${more}}`;
  const bytes = body.length + moreBytes(nameJson) + moreBytes(predictions) + moreBytes(warningsJson);
  return { type: 'application/json', body, bytes };
}

/** How many bytes a text has more than letters. */
function moreBytes(text: string): number {
  return Buffer.byteLength(text) - text.length;
}
