import { isDeepStrictEqual } from 'node:util';
import type { Prediction } from '../../../contract/artefact';
import type { Model } from '../../model/model';

/** The parts of which a protocol's OpenAPI description is made. */

type Json = Record<string, unknown>;

export const ROW = { $ref: '#/components/schemas/Row' };

/** A text as part of a path: the names of models are free. */
export function pathText(text: string): string {
  return encodeURIComponent(text);
}

/** A path that answers GET. */
export function page(operationId: string, summary: string, schema: Json, unready = false): Json {
  return {
    get: {
      operationId,
      summary,
      responses: {
        200: { description: summary, content: { 'application/json': { schema } } },
        ...(unready ? { 503: { description: 'No model answers' } } : {}),
      },
    },
  };
}

/** A path that does something on POST, and says little. */
export function action(operationId: string, summary: string, schema: Json): Json {
  const responses = { 200: { description: summary, content: { 'application/json': { schema } } } };
  return { post: { operationId, summary, responses } };
}

/** A path that scores. */
export function scoring(
  operationId: string,
  summary: string,
  content: Json,
  answer: Json,
  error: Json,
): Json {
  const refused = (description: string): Json => ({
    description,
    content: { 'application/json': { schema: error } },
  });
  return {
    post: {
      operationId,
      summary,
      requestBody: { required: true, content },
      responses: {
        200: { description: 'One prediction a row, in order', content: answer },
        400: refused(
          'The body is not as the protocol has it, or rows are invalid: every problem up to twenty',
        ),
        413: refused('The body is too large'),
        415: refused('The body is of another type'),
        503: refused('No model is loaded, or too much is asked at a time'),
      },
    },
  };
}

export function object(properties: Json, required: readonly string[] = Object.keys(properties)): Json {
  return { type: 'object', required, properties };
}

/** The rows of the model's first example, where it has one. */
export function exampleRows({ artefact }: Model): Json[] {
  return artefact.examples.slice(0, 1).map(({ row }) => row);
}

/** The prediction of that row, where it is a golden one; else nobody has computed it yet. */
export function examplePredictions(model: Model): Prediction[] | undefined {
  const [row] = exampleRows(model);
  const golden = model.artefact.golden.rows.find((known) => isDeepStrictEqual(known.row, row));
  return golden && [golden.prediction];
}

/** `example`, where there is one. */
export function exampleOf(value: unknown): Json {
  return value === undefined ? {} : { example: value };
}

/** The answer of those protocols that have `predictions`. */
export function predictionsContent(model: Model): Json {
  const predictions = examplePredictions(model);
  return { 'application/json': { schema: PREDICTIONS, ...exampleOf(predictions && { predictions }) } };
}

const PREDICTIONS: Json = object(
  {
    predictions: { type: 'array', items: { $ref: '#/components/schemas/Prediction' } },
    warnings: { type: 'array', items: { $ref: '#/components/schemas/RowWarning' } },
    more_warnings: { type: 'integer' },
  },
  ['predictions'],
);
