import type { Output } from '../../contract/artefact';
import { build } from '../../contract/build';
import type { Model } from '../model/model';
import type { Limits } from './limits';
import { PROTOCOLS } from './protocols';
import { megabytes } from './readBody';

type Json = Record<string, unknown>;

/** The description of the API, OpenAPI 3.1, with the model's own columns and its first example. */
export function openApi(model: Model, { bodyBytes }: Limits): Json {
  const { artefact } = model;
  const [example] = artefact.examples;
  const body = {
    schema: ref('PredictRequest'),
    ...(example ? { example: { rows: [example.row] } } : {}),
  };
  return {
    openapi: '3.1.0',
    info: {
      title: artefact.name,
      version: artefact.version,
      description: artefact.description ?? `Scores of the ${artefact.task} model ${artefact.name}.`,
      'x-bellhop': build,
    },
    // Relative to this document, so that a prefix in front of the scorer is kept.
    servers: [{ url: '.' }],
    paths: {
      '/predict': {
        post: {
          operationId: 'predict',
          summary: 'Score rows',
          requestBody: { required: true, content: { 'application/json': body } },
          responses: {
            200: answer('One prediction a row, in order', ref('PredictResponse')),
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
      '/health/live': get('live', 'Whether the scorer runs', {
        type: 'object',
        required: ['status'],
        properties: { status: { const: 'live' } },
      }),
      '/health/ready': {
        get: {
          operationId: 'ready',
          summary: 'Whether a model answers',
          responses: {
            200: answer('A model answers', ref('Readiness')),
            503: answer('No model answers, and why', ref('Readiness')),
          },
        },
      },
      ...Object.fromEntries(PROTOCOLS.flatMap((protocol) => Object.entries(protocol.describe(model)))),
    },
    components: { schemas: schemas(model) },
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

function object(properties: Json, required: string[] = Object.keys(properties)): Json {
  return { type: 'object', required, properties };
}

function ref(name: string): Json {
  return { $ref: `#/components/schemas/${name}` };
}

function answer(description: string, schema: Json, type = 'application/json'): Json {
  return { description, content: { [type]: { schema } } };
}

function problem(description: string): Json {
  return answer(description, ref('Problem'), 'application/problem+json');
}

function get(operationId: string, summary: string, schema: Json): Json {
  return {
    get: {
      operationId,
      summary,
      responses: { 200: answer(summary, schema), 503: problem('No model is loaded') },
    },
  };
}
