import assert from 'node:assert/strict';
import { Agent } from 'node:http';
import type { Prediction } from '../../../../contract/artefact';
import { FIXTURES, scored, sendTo, start, stopAll } from '../scorerInProcess';
import { binaryBody, responseOf, type Tensor } from './tensors';

const COUNT = 100_000;
const values = Array.from({ length: COUNT }, (_, row) => row % 1000);
const years = values.map((value) => value % 7);
const JSON_TYPE = { 'content-type': 'application/json' };
const INFER = '/v2/models/two-outputs/infer';

type Sent = readonly [path: string, body: string | Buffer, headers: Record<string, string>];

function inputs(): Tensor[] {
  return [
    { name: 'value', datatype: 'FP64', shape: [COUNT], data: values },
    { name: 'years', datatype: 'INT64', shape: [COUNT], data: years },
  ];
}

/** A hundred thousand rows in each format; each made when it is sent. */
const LONG: Record<string, () => Sent> = {
  dataframe_split: () => {
    const data = values.map((value, row) => [value, years[row]]);
    return [
      '/invocations',
      JSON.stringify({ dataframe_split: { columns: ['value', 'years'], data } }),
      JSON_TYPE,
    ];
  },
  'inputs as columns': () => [
    '/invocations',
    JSON.stringify({ inputs: { value: values, years } }),
    JSON_TYPE,
  ],
  'text/csv': () => {
    const lines = values.map((value, row) => `${value},${years[row]}`);
    return ['/invocations', ['value,years', ...lines].join('\n'), { 'content-type': 'text/csv' }];
  },
  tensors: () => [INFER, JSON.stringify({ inputs: inputs() }), JSON_TYPE],
  'binary tensors': () => {
    const { body, headers } = binaryBody({ inputs: inputs(), parameters: { binary_data_output: true } });
    return [INFER, body, headers];
  },
};

describe('a short request', () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  after(() => agent.destroy());
  afterEach(stopAll);

  for (const [format, long] of Object.entries(LONG)) {
    it(`does not wait for 100,000 rows of ${format}, which are answered in order`, async () => {
      const scorer = await start(`${FIXTURES}/two-outputs`);
      const [path, body, headers] = long();
      const order: ('short' | 'long')[] = [];
      const answer = sendTo(scorer.port, 'POST', path, body, headers, agent).finally(() =>
        order.push('long'),
      );
      while (!order.includes('long')) {
        scored(await scorer.predict([{ value: 1, years: 1 }], agent));
        order.push('short');
      }
      const between = order.indexOf('long');
      assert.ok(between > 10, `${between} answers before the long one's`);
      const given = await answer;
      assert.equal(given.status, 200, given.text.slice(0, 200));
      const costs =
        path === INFER
          ? responseOf(given).outputs.find(({ name }) => name === 'cost')?.data
          : (JSON.parse(given.text) as { predictions: Prediction[] }).predictions.map(
              (prediction) => (prediction as { cost: number }).cost,
            );
      assert.deepEqual(
        costs,
        values.map((value) => value * 2),
      );
    });
  }
});
