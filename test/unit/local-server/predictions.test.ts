import assert from 'node:assert/strict';
import type { Golden, Output } from '../../../contract/artefact';
import type { Tensor } from '../../../local-server/engine/engine';
import { disagreement } from '../../../local-server/model/golden';
import { fetchesOf, predictionsOf } from '../../../local-server/model/predictions';

const doubles = (...values: number[]): Tensor => ({
  type: 'float64',
  data: Float64Array.from(values),
  dims: [],
});
const longs = (...values: bigint[]): Tensor => ({
  type: 'int64',
  data: BigInt64Array.from(values),
  dims: [],
});
const classifier: Output = { name: 'c', onnx: 'l', probabilities: { onnx: 'p', labels: ['no', 'yes'] } };

describe('predictions', () => {
  it('of a regressor are plain numbers', () => {
    const { predictions } = predictionsOf([{ name: 'a', onnx: 'x' }], { x: doubles(0.5, 2) }, 2);
    assert.deepEqual(predictions, [0.5, 2]);
  });

  it('of a classifier hold label and probabilities by label', () => {
    const label: Tensor = { type: 'string', data: ['yes', 'no'], dims: [2] };
    const { predictions } = predictionsOf([classifier], { l: label, p: doubles(0.25, 0.75, 0.5, 0.5) }, 2);
    assert.deepEqual(predictions, [
      { label: 'yes', probabilities: { no: 0.25, yes: 0.75 } },
      { label: 'no', probabilities: { no: 0.5, yes: 0.5 } },
    ]);
  });

  it('give boolean labels back as booleans', () => {
    const output: Output = { name: 'c', onnx: 'l', probabilities: { onnx: 'p', labels: [false, true] } };
    const { predictions } = predictionsOf([output], { l: longs(1n), p: doubles(0.1, 0.9) }, 1);
    assert.deepEqual(predictions, [{ label: true, probabilities: { false: 0.1, true: 0.9 } }]);
  });

  it('of a classifier of two labels may come from the probability of the second', () => {
    const label: Tensor = { type: 'string', data: ['yes', 'no'], dims: [2] };
    for (const dims of [[2], [2, 1]]) {
      const { predictions } = predictionsOf(
        [classifier],
        { l: label, p: { ...doubles(0.75, 0.25), dims } },
        2,
      );
      assert.deepEqual(predictions, [
        { label: 'yes', probabilities: { no: 0.25, yes: 0.75 } },
        { label: 'no', probabilities: { no: 0.75, yes: 0.25 } },
      ]);
    }
  });

  it('of a classifier come with a warning where its probabilities are no finite numbers', () => {
    const label: Tensor = { type: 'string', data: ['yes', 'no'], dims: [2] };
    const { warnings } = predictionsOf([classifier], { l: label, p: doubles(0.5, 0.5, NaN, NaN) }, 2);
    assert.deepEqual(
      warnings.map(({ row, column, got }) => [row, column, got]),
      [[1, 'c', 'NaN']],
    );
  });

  it('come from columns of one output of the graph, also for some of the rows', () => {
    const outputs: Output[] = [
      { name: 'a', onnx: 'x', column: 0 },
      { name: 'c', onnx: 'x', column: 2 },
    ];
    const x: Tensor = { ...doubles(1, 2, 3, 4, 5, 6), dims: [2, 3] };
    assert.deepEqual(predictionsOf(outputs, { x }, 2).predictions, [
      { a: 1, c: 3 },
      { a: 4, c: 6 },
    ]);
    assert.deepEqual(predictionsOf(outputs, { x }, 2, 1, 2).predictions, [{ a: 4, c: 6 }]);
    assert.throws(() => predictionsOf([{ name: 'd', onnx: 'x', column: 3 }], { x }, 2), RangeError);
  });

  it('of several outputs come by name', () => {
    const outputs = [
      { name: 'a', onnx: 'x' },
      { name: 'b', onnx: 'y' },
    ];
    const { predictions } = predictionsOf(outputs, { x: doubles(1, 2), y: longs(3n, 4n) }, 2);
    assert.deepEqual(predictions, [
      { a: 1, b: 3 },
      { a: 2, b: 4 },
    ]);
  });

  it('are text for an integer that JSON readers would round', () => {
    const fetched = { x: longs(9007199254740991n, 9007199254740993n, -9007199254740993n) };
    const { predictions } = predictionsOf([{ name: 'a', onnx: 'x' }], fetched, 3);
    assert.deepEqual(predictions, [9007199254740991, '9007199254740993', '-9007199254740993']);
  });

  it('are null with a warning where the model gives no finite number', () => {
    const scored = predictionsOf([{ name: 'a', onnx: 'x' }], { x: doubles(1, NaN, Infinity) }, 3);
    assert.deepEqual(scored.predictions, [1, null, null]);
    assert.deepEqual(
      scored.warnings.map(({ row, column, got }) => [row, column, got]),
      [
        [1, 'a', 'NaN'],
        [2, 'a', 'Infinity'],
      ],
    );
  });

  it('are refused where the graph does not give one value a row', () => {
    assert.throws(
      () => predictionsOf([{ name: 'a', onnx: 'x' }], { x: doubles(1, 2) }, 1),
      /"x" has 2 values instead of 1/,
    );
    assert.throws(() => predictionsOf([{ name: 'a', onnx: 'x' }], {}, 1), /"x" has 0 values/);
  });

  it('fetch only what is returned, once', () => {
    assert.deepEqual(fetchesOf([classifier, { name: 'd', onnx: 'l' }]), ['l', 'p']);
  });
});

describe('agreement with golden scores', () => {
  const bounds: Golden = { tolerance: 1e-5, probability: 1e-6, scale: 2, rows: [] };

  it('allows the tolerance of the larger of value and scale', () => {
    assert.equal(disagreement(1.000019, 1, bounds), undefined);
    assert.match(disagreement(1.000021, 1, bounds) ?? '', /scores 1.000021 instead of 1/);
    assert.equal(disagreement(1000.0099, 1000, bounds), undefined);
    assert.ok(disagreement(1000.011, 1000, bounds));
    assert.ok(disagreement(NaN, 1, bounds));
    assert.ok(disagreement(null, 1, bounds));
  });

  it('holds labels equal and probabilities to their own bound', () => {
    const golden = { label: 'no', probabilities: { no: 0.9, yes: 0.1 } };
    assert.equal(
      disagreement({ label: 'no', probabilities: { no: 0.9000009, yes: 0.1 } }, golden, bounds),
      undefined,
    );
    const off = disagreement({ label: 'no', probabilities: { no: 0.9000011, yes: 0.1 } }, golden, bounds);
    assert.match(off ?? '', /"probabilities" "no" scores/);
    assert.match(disagreement({ ...golden, label: 'yes' }, golden, bounds) ?? '', /"label" scores "yes"/);
  });

  it('compares several outputs by name, none missing and none more', () => {
    assert.equal(disagreement({ a: 1, b: 'x' }, { b: 'x', a: 1 }, bounds), undefined);
    assert.match(disagreement({ a: 1 }, { a: 1, b: 2 }, bounds) ?? '', /"b" is given by model.json only/);
    assert.match(disagreement({ a: 1, b: 2 }, { a: 1 }, bounds) ?? '', /"b" is given by the graph only/);
  });
});
