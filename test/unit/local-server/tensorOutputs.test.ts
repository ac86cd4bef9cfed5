import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nativeEngine } from '../../../local-server/engine/native';
import { int64sOf, readFields } from '../../../local-server/engine/protobuf';
import { withTensorOutputs } from '../../../local-server/engine/tensorOutputs';

const graphOf = (name: string): Buffer =>
  readFileSync(join(__dirname, '../../fixtures/parity', `${name}.onnx`));

async function outputsOf(graph: Uint8Array): Promise<string[]> {
  const session = await nativeEngine.load().load(graph);
  const outputs = session.outputs.map(({ name, type }) => `${name}: ${type}`);
  await session.release();
  return outputs;
}

describe('outputs that are no tensors', () => {
  it('are maps of label to probability: tensors take their place, and their labels are kept', async () => {
    const cases: [name: string, type: string, labels: (string | bigint)[]][] = [
      ['logistic', 'string', ['accept', 'decline', 'refer']],
      ['logistic-signs', 'int64', [-1n, 1n]],
      ['logistic-integers', 'int64', [10n, 20n, 30n]],
    ];
    for (const [name, type, labels] of cases) {
      const before = graphOf(name);
      assert.deepEqual(await outputsOf(before), [
        `output_label: ${type}`,
        'output_probability: sequence or map',
      ]);
      const changed = withTensorOutputs(before);
      assert.deepEqual(await outputsOf(changed.graph), [
        `output_label: ${type}`,
        'output_probability: float32',
      ]);
      assert.deepEqual([...changed.labels], [['output_probability', labels]]);
    }
  });

  it('are sequences of tensors: each tensor becomes an output', async () => {
    const { graph, parts } = withTensorOutputs(graphOf('logistic-two'));
    assert.deepEqual([...parts], [['probabilities', ['probabilities_0', 'probabilities_1']]]);
    assert.deepEqual(await outputsOf(graph), [
      'label: int64',
      'probabilities_0: float32',
      'probabilities_1: float32',
    ]);
  });

  it('are not there: the outputs stay as they are', async () => {
    const { graph, labels, parts } = withTensorOutputs(graphOf('forest-two'));
    assert.deepEqual([labels.size, parts.size], [0, 0]);
    assert.deepEqual(await outputsOf(graph), ['variable: float32']);
  });

  it('are not looked for in what is no ONNX file', () => {
    assert.throws(() => withTensorOutputs(graphOf('logistic').subarray(0, 100)), RangeError);
  });
});

describe('64-bit integers of a protobuf message', () => {
  it('are read packed and one by one, also beyond 2^53 and below 0', () => {
    const minusOne = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];
    const large = [0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10];
    const apart = Uint8Array.from([0x40, ...minusOne, 0x40, ...large, 0x40, 0x05]);
    const packed = Uint8Array.from([0x42, minusOne.length + large.length + 1, ...minusOne, ...large, 0x05]);
    for (const bytes of [apart, packed]) {
      assert.deepEqual(int64sOf(readFields(bytes), 8), [-1n, 9007199254740993n, 5n]);
    }
  });
});
