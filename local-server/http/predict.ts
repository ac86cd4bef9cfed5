import { isRecord } from '../../contract/version';
import { jsonText } from './jsonText';
import { parseJson } from './parseJson';
import { HttpProblem } from './problem';
import type { ScoringRoute } from './scoringRoute';

/** POST /predict, Bellhop's own contract: rows in, one prediction a row out. */
export const predictRoute: ScoringRoute = {
  name: '/predict',
  path: '/predict',
  method: 'POST',
  types: ['application/json'],

  async read(body) {
    const parsed = await parseJson(body);
    if (!isRecord(parsed) || !Object.hasOwn(parsed, 'rows')) {
      throw new HttpProblem(400, 'no-rows', 'The body must be an object with a list "rows".');
    }
    return parsed['rows'];
  },

  async write({ predictions, warnings, moreWarnings }, { nameJson }, { exchange }) {
    const more = moreWarnings === 0 ? '' : `,"more_warnings":${moreWarnings}`;
    const warningsJson = warnings.length === 0 ? '[]' : JSON.stringify(warnings);
    const predictionsJson = await jsonText(predictions);
    return {
      type: 'application/json',
      // Each part is JSON already; an id is of letters that JSON does not escape.
      body: `{"model":${nameJson},"request_id":"${exchange.id}","predictions":${predictionsJson},"warnings":${warningsJson}${more}}`,
    };
  },
};
