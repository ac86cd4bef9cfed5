import type { Output } from '../../contract/artefact';
import { build } from '../../contract/build';
import type { Model } from '../model/model';
import type { Limits } from './limits';
import { PROTOCOLS } from './protocols';
import { exampleOf, examplePredictions, exampleRows, object, page } from './protocols/describe';
import { megabytes } from './readBody';

type Json = Record<string, unknown>;

export interface OpenApiContext {
  readonly limits: Limits;
  readonly wantsToken: boolean;
  /** The paths that are answered without a token. */
  readonly open: readonly string[];
}

/**
 * The description of the API, OpenAPI 3.1, with the model's own columns and its first example.
 *
 * @param base the URL in front of its paths: relative to the document, or a path.
 */
export function openApi(model: Model, context: OpenApiContext, base: string): Json {
  const { artefact } = model;
  const { training, metrics } = artefact;
  const { wantsToken, open } = context;
  const paths = {
    ...tagged('Bellhop', ownPaths(model, context.limits)),
    ...Object.fromEntries(
      PROTOCOLS.flatMap((protocol) => Object.entries(tagged(protocol.title, protocol.describe(model)))),
    ),
  };
  return {
    openapi: '3.1.0',
    info: {
      title: artefact.name,
      version: artefact.version,
      description: artefact.description ?? `Scores of the ${artefact.task} model ${artefact.name}.`,
      'x-bellhop': build,
      'x-model': {
        digest: model.digest,
        task: artefact.task,
        ...(training ? { trained_at: training.trained_at, rows: training.rows } : {}),
        ...(metrics ? { metrics } : {}),
      },
    },
    servers: [{ url: base }],
    tags: ['Bellhop', ...PROTOCOLS.map(({ title }) => title)].map((tag) => ({ name: tag })),
    paths: wantsToken ? withOpen(paths, open) : paths,
    components: {
      schemas: schemas(model),
      ...(wantsToken ? { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } } : {}),
    },
    ...(wantsToken ? { security: [{ token: [] }] } : {}),
  };
}

type Paths = Record<string, Record<string, Json>>;

/** Changes every operation. */
function mapped(paths: Json, change: (operation: Json, path: string) => Json): Paths {
  return Object.fromEntries(
    Object.entries(paths as Paths).map(([path, methods]) => [
      path,
      Object.fromEntries(
        Object.entries(methods).map(([method, operation]) => [method, change(operation, path)]),
      ),
    ]),
  );
}

function tagged(tag: string, paths: Json): Paths {
  return mapped(paths, (operation) => ({ tags: [tag], ...operation }));
}

/** Says of the open paths that they need no token, and of the others what comes without it. */
function withOpen(paths: Paths, open: readonly string[]): Paths {
  const refused = { description: 'The token is missing or wrong' };
  return mapped(paths, (operation, path) =>
    open.includes(path)
      ? { ...operation, security: [] }
      : { ...operation, responses: { ...(operation['responses'] as Json), 401: refused } },
  );
}

function ownPaths(model: Model, { bodyBytes }: Limits): Json {
  const { name, version } = model.artefact;
  const rows = exampleRows(model);
  const predictions = examplePredictions(model);
  const body = { schema: ref('PredictRequest'), ...exampleOf(rows.length > 0 ? { rows } : undefined) };
  const scored = predictions && {
    model: { name, version },
    request_id: '7f2f3f0e-3c1c-4b39-9d57-3d0c8a2f7f10',
    predictions,
    warnings: [],
  };
  return {
    '/predict': {
      post: {
        operationId: 'predict',
        summary: 'Score rows',
        requestBody: { required: true, content: { 'application/json': body } },
        responses: {
          200: answer('One prediction a row, in order', {
            schema: ref('PredictResponse'),
            ...exampleOf(scored),
          }),
          400: problem('The body is not JSON, or rows are invalid: every problem up to twenty'),
          413: problem(`The body is larger than ${megabytes(bodyBytes)}`),
          415: problem('The body is not application/json'),
          503: problem('No model is loaded, or too much is asked at a time'),
        },
      },
    },
    '/schema': get('schema', 'The JSON Schema of one row', { type: 'object' }),
    '/examples': get('examples', 'Rows that score, ready to be sent', ref('ExamplesResponse')),
    '/openapi.json': get('openapi', 'This document', { type: 'object' }),
    '/docs': text('docs', 'This document as a page, which needs no internet', 'text/html'),
    '/metrics': text('metrics', 'Numbers for Prometheus', 'text/plain'),
    '/health/live': page('live', 'Whether the scorer runs', object({ status: { const: 'live' } })),
    '/health/ready': {
      get: {
        operationId: 'ready',
        summary: 'Whether a model answers',
        responses: {
          200: answer('A model answers', { schema: ref('Readiness') }),
          503: answer('No model answers, and why', { schema: ref('Readiness') }),
        },
      },
    },
  };
}

function schemas(model: Model): Json {
  const { input, outputs } = model.artefact;
  const text = { type: 'string' };
  const count = { type: 'integer', minimum: 0 };
  return {
    Row: input,
    PredictRequest: object({ rows: { type: 'array', minItems: 1, items: ref('Row') } }),
    PredictResponse: object(
      {
        model: ref('ModelName'),
        request_id: text,
        predictions: { type: 'array', items: ref('Prediction') },
        warnings: { type: 'array', items: ref('RowWarning') },
        more_warnings: count,
      },
      ['model', 'request_id', 'predictions', 'warnings'],
    ),
    Prediction: predictionSchema(model, outputs),
    ModelName: object({ name: text, version: text }),
    RowWarning: object({ row: count, column: text, got: {}, observed: text }),
    RowProblem: object({ row: count, column: text, got: {}, expected: text }, ['got', 'expected']),
    Problem: object({
      type: { type: 'string', format: 'uri' },
      title: text,
      status: { type: 'integer' },
      detail: text,
      request_id: text,
      errors: { type: 'array', items: ref('RowProblem') },
    }),
    ExamplesResponse: object({
      examples: {
        type: 'array',
        items: object({ title: text, rows: { type: 'array', items: ref('Row') } }),
      },
    }),
    Readiness: object(
      {
        status: { enum: ['ready', 'loading', 'failed', 'stopping'] },
        model: object({ name: text, version: text, digest: text }),
        build: object({ commit: { type: ['string', 'null'] }, version: text }),
        reason: text,
      },
      ['status', 'build'],
    ),
  };
}

function predictionSchema(model: Model, outputs: readonly Output[]): Json {
  const [only] = outputs;
  if (outputs.length === 1 && only) return outputSchema(model, only);
  return object(Object.fromEntries(outputs.map((output) => [output.name, outputSchema(model, output)])));
}

function outputSchema(model: Model, { title, unit, onnx, probabilities }: Output): Json {
  const words = {
    ...(title === undefined ? {} : { title }),
    ...(unit === undefined ? {} : { 'x-unit': unit }),
  };
  if (!probabilities) return { ...words, ...scalarSchema(model.outputType(onnx)) };
  const chance = { type: 'number', minimum: 0, maximum: 1 };
  const chances = object(Object.fromEntries(probabilities.labels.map((label) => [String(label), chance])));
  return { ...words, ...object({ label: { enum: probabilities.labels }, probabilities: chances }) };
}

function scalarSchema(type: string | undefined): Json {
  if (type === 'string') return { type: 'string' };
  if (type === 'bool') return { type: 'boolean' };
  // Beyond 2^53 an integer is sent as text, since JSON readers round it.
  if (type === 'int64') return { type: ['integer', 'string'] };
  if (type === 'int32') return { type: 'integer' };
  // Null where the model gives no finite number.
  return { type: ['number', 'null'] };
}

function ref(name: string): Json {
  return { $ref: `#/components/schemas/${name}` };
}

function answer(description: string, content: Json, type = 'application/json'): Json {
  return { description, content: { [type]: content } };
}

function problem(description: string): Json {
  return answer(description, { schema: ref('Problem') }, 'application/problem+json');
}

function get(operationId: string, summary: string, schema: Json): Json {
  const responses = { 200: answer(summary, { schema }), 503: problem('No model is loaded') };
  return { get: { operationId, summary, responses } };
}

function text(operationId: string, summary: string, type: string): Json {
  const responses = { 200: answer(summary, { schema: { type: 'string' } }, type) };
  return { get: { operationId, summary, responses } };
}
