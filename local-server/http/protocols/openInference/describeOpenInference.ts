import type { Row, Scalar } from '../../../../contract/artefact';
import type { Model } from '../../../model/model';
import {
  action,
  exampleOf,
  examplePredictions,
  exampleRows,
  object,
  page,
  pathText,
  scoring,
} from '../describe';
import { DATATYPES } from './datatypes';
import { datatypeOf } from './metadata';
import { outputTensors } from './outputTensors';

type Json = Record<string, unknown>;

const TEXT = { type: 'string' };
const SHAPE = { type: 'array', items: { type: 'integer' } };

/** The paths of the Open Inference Protocol V2, with the model's columns and outputs. */
export function describeOpenInference(model: Model): Json {
  const { name, version } = model.artefact;
  const ready = object({ ready: { type: 'boolean' } });
  const tensor = object({ name: TEXT, datatype: { enum: DATATYPES }, shape: SHAPE });
  const metadata = object({
    name: TEXT,
    versions: { type: 'array', items: TEXT },
    platform: TEXT,
    inputs: { type: 'array', items: tensor },
    outputs: { type: 'array', items: tensor },
  });
  const paths: Json = {
    '/v2': page(
      'v2',
      'Open Inference: the server',
      object({ name: TEXT, version: TEXT, extensions: { type: 'array' } }),
    ),
    '/v2/health/live': page(
      'v2Live',
      'Open Inference: whether the scorer runs',
      object({ live: { type: 'boolean' } }),
    ),
    '/v2/health/ready': page('v2Ready', 'Open Inference: whether a model answers', ready, true),
  };
  const base = `/v2/models/${pathText(name)}`;
  for (const [path, id] of [
    [base, 'v2Model'],
    [`${base}/versions/${pathText(version)}`, 'v2Version'],
  ] as const) {
    paths[path] = page(id, 'Open Inference: inputs and outputs of the model', metadata);
    paths[`${path}/ready`] = page(`${id}Ready`, 'Open Inference: whether the model is ready', ready, true);
    paths[`${path}/infer`] = inference(model, `${id}Infer`);
  }
  const repository = '/v2/repository/models/';
  paths['/v2/repository/index'] = action('v2Index', 'Open Inference: the models', { type: 'array' });
  for (const [verb, id] of [
    ['unload', 'v2Unload'],
    ['load', 'v2Load'],
  ] as const) {
    const summary = `Open Inference: ${verb} the model, at 127.0.0.1 or with a token`;
    paths[`${repository}${pathText(name)}/${verb}`] = action(id, summary, { type: 'object' });
  }
  return paths;
}

function inference(model: Model, operationId: string): Json {
  const inputs = model.columns.map((column) => column.name);
  const outputs = outputTensors(model).map((output) => output.name);
  const parameters = { type: 'object' };
  const [row] = exampleRows(model);
  const request = object(
    {
      id: TEXT,
      parameters,
      inputs: {
        type: 'array',
        minItems: 1,
        description: `One input a column (${inputs.join(', ')}), or one with all of them in this order.`,
        items: object(
          { name: TEXT, datatype: { enum: DATATYPES }, shape: SHAPE, parameters, data: { type: 'array' } },
          ['name', 'datatype', 'shape'],
        ),
      },
      outputs: { type: 'array', items: object({ name: { enum: outputs }, parameters }, ['name']) },
    },
    ['inputs'],
  );
  const response = object(
    {
      model_name: TEXT,
      model_version: TEXT,
      id: TEXT,
      parameters,
      outputs: {
        type: 'array',
        items: object(
          {
            name: { enum: outputs },
            datatype: { enum: DATATYPES },
            shape: SHAPE,
            parameters,
            data: { type: 'array' },
          },
          ['name', 'datatype', 'shape'],
        ),
      },
    },
    ['model_name', 'model_version', 'outputs'],
  );
  const content = {
    'application/json': {
      schema: request,
      ...(row ? { example: { inputs: exampleInputs(model, row as Row) } } : {}),
    },
    'application/octet-stream': {},
  };
  const answer = {
    'application/json': { schema: response, ...exampleOf(exampleAnswer(model)) },
    'application/octet-stream': {},
  };
  return scoring(operationId, 'Open Inference: score rows', content, answer, object({ error: TEXT }));
}

function exampleAnswer(model: Model): Json | undefined {
  const { name, version } = model.artefact;
  const [prediction] = examplePredictions(model) ?? [];
  if (prediction === undefined) return undefined;
  const outputs = outputTensors(model).map((tensor) => {
    const data: Scalar[] = [];
    tensor.take(prediction, data);
    const { labels } = tensor;
    return {
      name: tensor.name,
      datatype: tensor.datatype,
      shape: labels ? [1, labels.length] : [1],
      ...(labels ? { parameters: { labels: JSON.stringify(labels) } } : {}),
      data,
    };
  });
  return { model_name: name, model_version: version, outputs };
}

function exampleInputs({ columns }: Model, row: Row): Json[] {
  return columns
    .filter(({ name }) => Object.hasOwn(row, name))
    .map((column) => ({
      name: column.name,
      datatype: datatypeOf(column),
      shape: [1],
      data: [row[column.name]],
    }));
}
