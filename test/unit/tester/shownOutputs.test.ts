import assert from 'node:assert/strict';
import { shownOutputs, statusLine } from '../../../webview/tester/answer/shownOutputs';
import { readable } from '../../../webview/tester/text';
import { shortText as text } from './shortText';

const claims = { name: 'claims', title: 'Claims', unit: 'a year', onnx: 'a' };
const cost = { name: 'cost', onnx: 'b' };

describe('answer', () => {
  it('shows a number with at most six digits and its unit', () => {
    assert.deepEqual(shownOutputs(0.0812345678, { outputs: [claims] }), [
      { value: '0.0812346', unit: 'a year', probabilities: [] },
    ]);
    assert.deepEqual([1234567, 1e-9, 0.1 + 0.2, -0.5, 1e300].map(readable), [
      '1234567',
      '1e-9',
      '0.3',
      '-0.5',
      '1e+300',
    ]);
  });

  it('shows a label with its probabilities, the largest first', () => {
    const prediction = { label: 1, probabilities: { '0': 0.25, '1': 0.75 } };
    assert.deepEqual(shownOutputs(prediction, { outputs: [cost] }), [
      {
        value: '1',
        probabilities: [
          { label: '1', value: 0.75 },
          { label: '0', value: 0.25 },
        ],
      },
    ]);
  });

  it('shows several outputs in the model’s order, and an output that is missing as null', () => {
    assert.deepEqual(
      shownOutputs({ cost: 'high' }, { outputs: [claims, cost] }).map(({ title, value }) => [title, value]),
      [
        ['Claims', 'null'],
        ['cost', 'high'],
      ],
    );
  });

  it('says status, time and model', () => {
    const prediction = {
      model: { name: 'm', version: '1.0' },
      request_id: '',
      predictions: [],
      warnings: [],
    };
    const answer = { status: 200, body: '', prediction };
    assert.equal(statusLine({ ...answer, milliseconds: 4.25 }, text), 'Status 200 · 4.3 ms · m 1.0');
    assert.equal(statusLine({ status: 500, body: '', milliseconds: 1234 }, text), 'Status 500 · 1.23 s');
  });
});
