import { isRecord } from '../../../contract/version';
import { parseJson } from '../parseJson';
import { HttpProblem } from '../problem';
import type { Call, ScoringRoute } from '../scoringRoute';
import { exampleRows, object, page, pathText, predictionsContent, ROW, scoring } from './describe';
import { checkName, namedModel } from './namedModel';
import { readInputs, readInstances, writePredictions } from './predictions';
import { jsonPage, refusalText, type Protocol } from './protocol';

/**
 * KServe's data plane V1, the shape of TensorFlow Serving: `instances`, or `inputs` by column, in, `predictions` out
 * (https://kserve.github.io/website/docs/concepts/architecture/data-plane/v1-protocol).
 */

const predict: ScoringRoute = {
  name: '/v1/models/{model}:predict',
  // Some clients encode the colon.
  path: /^\/v1\/models\/(?<model>[^/]+)(?::|%3[Aa])predict$/,
  method: 'POST',
  // KServe's own client names none.
  types: ['application/json', ''],

  async read(body, { model, parameters }: Call) {
    checkName(model, parameters);
    const parsed = await parseJson(body);
    const formats = ['instances', 'inputs'].filter((name) => isRecord(parsed) && Object.hasOwn(parsed, name));
    if (!isRecord(parsed) || formats.length !== 1) {
      const detail = 'The body must be an object with either "instances" or "inputs".';
      throw new HttpProblem(400, 'no-instances', detail);
    }
    if (formats[0] === 'inputs') return readInputs(parsed['inputs'], model);
    return readInstances(parsed['instances'], model);
  },

  write: writePredictions,
};

export const kserveV1: Protocol = {
  title: 'KServe V1',
  paths: /^\/(?:v1(?:\/.*)?)?$/,
  scoring: [predict],
  pages: [
    // What its client asks to know whether the server lives.
    { name: '/', path: '/', method: 'GET', isProbe: true, answer: () => jsonPage(200, { status: 'alive' }) },
    {
      name: '/v1/models',
      path: '/v1/models',
      method: 'GET',
      answer: ({ model }) => jsonPage(200, { models: model ? [model.artefact.name] : [] }),
    },
    {
      name: '/v1/models/{model}',
      path: /^\/v1\/models\/(?<model>[^/]+)$/,
      method: 'GET',
      answer(served, parameters) {
        const { artefact } = namedModel(served, parameters);
        const ready = served.readiness().status === 'ready';
        return jsonPage(ready ? 200 : 503, { name: artefact.name, ready });
      },
    },
  ],

  refuse: (problem) => ({ type: 'application/json', body: JSON.stringify({ error: refusalText(problem) }) }),

  describe(model) {
    const rows = exampleRows(model);
    const base = `/v1/models/${pathText(model.artefact.name)}`;
    const text = { type: 'string' };
    const ready = object({ name: text, ready: { type: 'boolean' } });
    const content = {
      'application/json': {
        schema: {
          oneOf: [
            object({ instances: { type: 'array', minItems: 1, items: { anyOf: [ROW, { type: 'array' }] } } }),
            object({ inputs: { type: ['object', 'array'] } }),
          ],
        },
        ...(rows.length > 0 ? { example: { instances: rows } } : {}),
      },
    };
    return {
      '/': page('v1Live', 'KServe V1: whether the scorer runs', object({ status: { const: 'alive' } })),
      '/v1/models': page(
        'v1Models',
        'KServe V1: the models',
        object({ models: { type: 'array', items: text } }),
      ),
      [base]: page('v1Model', 'KServe V1: whether the model is ready', ready, true),
      [`${base}:predict`]: scoring(
        'v1Predict',
        'KServe V1: score rows',
        content,
        predictionsContent(model),
        object({ error: text }),
      ),
    };
  },
};
