import type { Prediction } from '../../../contract/artefact';
import type { TesterAnswer, TesterModel, TesterTarget } from '../../../contract/testerMessages';

/** A model with every kind of column. */
export const motor: TesterModel = {
  name: 'claim-frequency',
  version: '1.0.0',
  description: 'Claims a year of a motor policy.',
  task: 'frequency',
  golden: { tolerance: 1e-5, probability: 1e-6, scale: 0.05, rows: [] },
  input: {
    type: 'object',
    'x-order': ['kilometres', 'zone', 'bonus', 'age', 'value', 'leased', 'start', 'remark'],
    required: ['kilometres', 'zone', 'bonus', 'age', 'leased'],
    properties: {
      kilometres: {
        type: 'integer',
        title: 'Kilometres',
        description: 'Class of the distance driven in a year.',
        'x-labels': { '1': 'under 1,000 km', '2': '1,000 to 15,000 km' },
        'x-observed': { categories: [1, 2, 3, 4, 5] },
      },
      zone: {
        type: 'string',
        title: 'Zone',
        'x-labels': { city: 'Stockholm, Göteborg, Malmö' },
        'x-observed': { categories: ['city', 'town', 'country'] },
        'x-on-unseen': 'reject',
      },
      bonus: {
        type: 'integer',
        title: 'Bonus class',
        minimum: 1,
        maximum: 7,
        'x-observed': { minimum: 1, maximum: 6 },
      },
      age: {
        type: 'number',
        title: 'Age of the driver',
        'x-unit': 'years',
        minimum: 0,
        'x-observed': { minimum: 18, maximum: 88 },
      },
      value: { type: ['number', 'null'], title: 'Value of the car', 'x-unit': 'SEK', minimum: 0 },
      leased: { type: 'boolean', title: 'Leased' },
      start: { type: ['string', 'null'], title: 'Start of the policy', format: 'date' },
      remark: { type: 'string', title: 'Remark' },
    },
  },
  outputs: [{ name: 'claims', title: 'Claims', unit: 'claims a year', onnx: 'variable' }],
  examples: [
    {
      title: 'A careful driver',
      row: {
        kilometres: 2,
        zone: 'town',
        bonus: 5,
        age: 44.5,
        value: 90000,
        leased: false,
        start: '2026-01-31',
      },
    },
    {
      title: 'A beginner',
      row: { kilometres: 5, zone: 'city', bonus: 1, age: 19, value: null, leased: true },
    },
  ],
};

/** The same as a model that adds up. */
export const tariff: TesterModel = {
  ...motor,
  additive: {
    link: 'log',
    base: {
      kilometres: 2,
      zone: 'country',
      bonus: 6,
      age: 45,
      value: 80000,
      leased: false,
      start: '2025-06-01',
      remark: 'none',
    },
  },
};

/** What `tariff` predicts: factors that multiply. */
export function tariffOf({ kilometres, zone, bonus, age, leased }: Record<string, unknown>): number {
  const ofZone = zone === 'city' ? 1.4 : zone === 'town' ? 1.1 : 1;
  const ofDriver = 1.2 ** (6 - Number(bonus)) * 0.99 ** (Number(age) - 45);
  return 0.05 * 1.05 ** (Number(kilometres) - 2) * ofZone * ofDriver * (leased === true ? 1.25 : 1);
}

export const classifier: TesterModel = {
  name: 'lapse',
  version: '2.1.0',
  task: 'classification',
  golden: { tolerance: 1e-5, probability: 1e-6, scale: 1, rows: [] },
  input: {
    type: 'object',
    'x-order': ['age'],
    required: ['age'],
    properties: { age: { type: 'number', title: 'Age' } },
  },
  outputs: [
    {
      name: 'advice',
      title: 'Advice',
      onnx: 'label',
      probabilities: { onnx: 'p', labels: ['stay', 'leave'] },
    },
  ],
  examples: [{ title: 'First', row: { age: 40 } }],
};

export const twoOutputs: TesterModel = {
  ...classifier,
  name: 'two-outputs',
  outputs: [
    { name: 'claims', title: 'Claims', unit: 'a year', onnx: 'claims_out' },
    { name: 'cost', title: 'Cost', unit: 'SEK', onnx: 'cost_out' },
  ],
};

/** An API that fetches features by key. */
export const api: TesterTarget = {
  id: 'url.stage',
  title: 'Motor API',
  state: 'ready',
  detail: 'http://127.0.0.1:5124',
  url: 'http://127.0.0.1:5124',
  byKey: true,
};

/** What an API answers that was asked by key: the first example's features, some of them overridden. */
export function predictedByKey(
  model: TesterModel,
  prediction: Prediction,
  overrides: Record<string, unknown>,
): TesterAnswer {
  const row = { ...model.examples[0]?.row, ...overrides };
  const features = Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      const from = Object.hasOwn(overrides, name) ? ('override' as const) : ('datasource' as const);
      return [name, { value, from }];
    }),
  );
  return { ...predicted(model, [prediction]), features };
}

/** The answer of an API that does not know a key. */
export const unknownKey: TesterAnswer = {
  status: 404,
  milliseconds: 3,
  body: '{}',
  problem: {
    type: 'urn:problem:key-unknown',
    title: 'Not Found',
    status: 404,
    detail: 'The data source has nothing for this key.',
    request_id: 'r',
    errors: [],
  },
};

/** The answer of a scorer that gives these predictions. */
export function predicted(
  model: TesterModel,
  predictions: NonNullable<TesterAnswer['prediction']>['predictions'],
  warnings: NonNullable<TesterAnswer['prediction']>['warnings'] = [],
): TesterAnswer {
  const { name, version } = model;
  const prediction = { model: { name, version }, request_id: 'a1b2', predictions, warnings };
  return { status: 200, milliseconds: 4.21, body: JSON.stringify(prediction), prediction };
}
