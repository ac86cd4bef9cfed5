import type { Model } from '../../../model/model';
import { exampleRows, object, page, predictionsContent, ROW, scoring } from '../describe';

type Json = Record<string, unknown>;

/** The paths of MLflow's protocol, with the model's columns. */
export function describeMlflow(model: Model): Json {
  const { columns } = model;
  const rows = exampleRows(model);
  const list = (items: Json): Json => ({ type: 'array', items });
  const values = list({ type: 'array' });
  const byColumn = Object.fromEntries(columns.map(({ name }) => [name, { type: 'array' }]));
  const required = columns.filter((column) => column.required).map(({ name }) => name);
  const params = { type: 'object' };
  const format = (name: string, schema: Json): Json => object({ [name]: schema, params }, [name]);
  const names = list({ enum: columns.map(({ name }) => name) });
  const formats = [
    format(
      'dataframe_split',
      object({ columns: names, data: values, index: { type: 'array' } }, ['columns', 'data']),
    ),
    format('dataframe_records', list(ROW)),
    format('instances', { anyOf: [list(ROW), values] }),
    format('inputs', { anyOf: [object(byColumn, required), values] }),
  ];
  const content = {
    'application/json': {
      schema: { oneOf: formats },
      ...(rows.length > 0 ? { example: { dataframe_records: rows } } : {}),
    },
    'text/csv': { schema: { type: 'string' } },
  };
  const error = object({ error_code: { type: 'string' }, message: { type: 'string' } });
  return {
    '/invocations': scoring(
      'mlflowInvocations',
      'MLflow: score rows',
      content,
      predictionsContent(model),
      error,
    ),
    '/ping': page('mlflowPing', 'MLflow: whether a model answers', {}, true),
    '/health': page('mlflowHealth', 'MLflow: whether a model answers', {}, true),
    '/version': page('mlflowVersion', 'MLflow: the version of the scorer', {}),
  };
}
