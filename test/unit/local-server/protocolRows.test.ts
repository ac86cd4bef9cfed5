import assert from 'node:assert/strict';
import { columnsOf, type InputSchema } from '../../../contract/artefact';
import { readInstances } from '../../../local-server/http/protocols/predictions';
import { readInputs } from '../../../local-server/http/protocols/openInference/inputTensors';

const ONE: InputSchema = {
  type: 'object',
  'x-order': ['age'],
  properties: { age: { type: 'number' } },
  required: ['age'],
};
const columns = columnsOf(ONE);
const ROWS = [{ age: 1 }, { age: 2 }, { age: null }];

describe('a model of one column', () => {
  it('takes instances as values, lists of one value, or objects', async () => {
    assert.deepEqual(await readInstances([1, 2, null], { columns }), ROWS);
    assert.deepEqual(await readInstances([[1], [2], [null]], { columns }), ROWS);
    assert.deepEqual(await readInstances(ROWS, { columns }), ROWS);
  });

  for (const [name, shape, data] of [
    ['age', [3], [1, 2, null]],
    ['age', [3, 1], [[1], [2], [null]]],
    ['input-0', [3], [1, 2, null]],
    ['input-0', [3, 1], [1, 2, null]],
  ] as const) {
    it(`takes its tensor as "${name}" with the shape [${shape.join(', ')}]`, async () => {
      const inputs = [{ name, shape, datatype: 'FP64', data }];
      assert.deepEqual(await readInputs(inputs, Buffer.alloc(0), { columns, tensors: [] }), ROWS);
    });
  }
});
