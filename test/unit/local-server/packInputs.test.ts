import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine, Tensor } from '../../../local-server/engine/engine';
import { nativeEngine } from '../../../local-server/engine/native';
import { packInputs } from '../../../local-server/engine/packInputs';
import { loadPacked } from '../../../local-server/engine/packedSession';

const graphOf = (name: string): Buffer =>
  readFileSync(join(__dirname, '../../fixtures/artefacts', name, 'model.onnx'));

const columns = ['a', 'b', 'c', 'd'];
const feeds = Object.fromEntries(
  columns.map((name, column): [string, Tensor] => {
    const values = [0.1, 0.5, 0.9, 0.3, 0.7].map((value) => (value * (column + 3)) % 1);
    return [name, { type: 'float32', data: Float32Array.from(values), dims: [5, 1] }];
  }),
);

describe('columns that are handed to a graph together', () => {
  it('score as they do one by one, and are the inputs of the file to the caller', async () => {
    const engine = nativeEngine.load();
    const graph = graphOf('forest');
    assert.deepEqual(packInputs(graph)?.packed, [{ name: 'bellhop_float32', type: 'float32', columns }]);
    const [plain, packed] = [await engine.load(graph), await loadPacked(engine, graph)];
    const fetches = ['label', 'probabilities'];
    const [one, together] = [await plain.run(feeds, fetches), await packed.run(feeds, fetches)];
    for (const name of fetches) assert.deepEqual(together[name]?.data, one[name]?.data);
    const kinds = ({ inputs }: typeof plain) => inputs.map(({ name, type, shape }) => [name, type, shape]);
    assert.deepEqual(kinds(packed), kinds(plain));
    await Promise.all([plain.release(), packed.release()]);
  });

  it('are left alone where there are few of a type', () => {
    for (const name of ['types', 'two-outputs', 'classification']) {
      assert.equal(packInputs(graphOf(name)), undefined, name);
    }
  });

  it('are handed over one by one where the runtime does not take the packed graph', async () => {
    const native = nativeEngine.load();
    const refusing: Engine = {
      name: 'native',
      load: (graph) =>
        Buffer.from(graph).includes('bellhop_') ? Promise.reject(new Error('no')) : native.load(graph),
    };
    const session = await loadPacked(refusing, graphOf('forest'));
    assert.equal((await session.run(feeds, ['label']))['label']?.data.length, 5);
    await session.release();
  });

  it('are not looked for in what is no ONNX file', async () => {
    const cut = graphOf('forest').subarray(0, 5000);
    assert.throws(() => packInputs(cut), RangeError);
    assert.throws(() => packInputs(Buffer.from([0x3a, 0xff, 0xff])), RangeError);
    await assert.rejects(loadPacked(nativeEngine.load(), cut));
  });
});
