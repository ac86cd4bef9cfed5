import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine, Session, Tensor } from '../../../local-server/engine/engine';
import { nativeEngine } from '../../../local-server/engine/native';
import { packInputs } from '../../../local-server/engine/packInputs';
import { field, message } from '../../../local-server/engine/protobuf';
import { loadPacked } from '../../../local-server/engine/packedSession';
import { FeedBuffer } from '../../../local-server/model/feedBuffer';
import { feedOf } from '../../../local-server/model/feeds';

const graphOf = (name: string): Buffer =>
  readFileSync(join(__dirname, '../../fixtures/artefacts', name, 'model.onnx'));

const columns = ['a', 'b', 'c', 'd'];
const rows = [0.1, 0.5, 0.9, 0.3, 0.7].map((value) => columns.map((_, column) => (value * (column + 3)) % 1));

/** The rows as a session takes them, in those of the columns that it has. */
function feedsOf({ inputs }: Session): Record<string, Tensor> {
  const feeds = inputs.map((input) => {
    const feed = feedOf(
      { name: input.name, column: { type: 'number' }, kind: 'number', nullable: false, required: true },
      input,
    );
    assert.ok(typeof feed !== 'string');
    return feed;
  });
  const buffer = new FeedBuffer(feeds);
  for (const row of rows) buffer.append(inputs.map(({ name }) => row[columns.indexOf(name)] ?? null));
  return buffer.tensors();
}

/** A graph of float columns [N, 1] and nodes of two inputs and one output each, which gives `result`. */
function graphOfNodes(columns: readonly string[], ...nodes: [string, string, string, string][]): Uint8Array {
  const dims = message(field(1, field(2, 'N')), field(1, field(1, 1)));
  const value = (name: string): Uint8Array =>
    message(field(1, name), field(2, field(1, message(field(1, 1), field(2, dims)))));
  const axis = field(5, message(field(1, 'axis'), field(3, 1), field(20, 2)));
  const node = ([operator, first, second, result]: (typeof nodes)[number]): Uint8Array =>
    message(
      ...[field(1, first), field(1, second), field(2, result), field(4, operator)],
      ...(operator === 'Concat' ? [axis] : []),
    );
  const graph = message(
    ...nodes.map((one) => field(1, node(one))),
    field(2, 'test'),
    ...columns.map((name) => field(11, value(name))),
    field(12, message(field(1, 'result'), field(2, field(1, field(1, 1))))),
  );
  return message(field(1, 8), field(7, graph), field(8, field(2, 18)));
}

async function resultsOf(
  graph: Uint8Array,
  load: typeof loadPacked = (engine, bytes) => engine.load(bytes),
): Promise<Tensor['data'] | undefined> {
  const session = await load(nativeEngine.load(), graph);
  const { result } = await session.run(feedsOf(session), ['result']);
  await session.release();
  return result?.data;
}

describe('columns that are handed to a graph together', () => {
  it('score as they do one by one, and are the inputs of the file to the caller', async () => {
    const engine = nativeEngine.load();
    const graph = graphOf('forest');
    assert.deepEqual(packInputs(graph)?.packed, [{ name: 'merged_columns', type: 'float32', columns }]);
    const [plain, packed] = [await engine.load(graph), await loadPacked(engine, graph)];
    const fetches = ['label', 'probabilities'];
    const [one, together] = [
      await plain.run(feedsOf(plain), fetches),
      await packed.run(feedsOf(packed), fetches),
    ];
    assert.deepEqual(Object.keys(feedsOf(packed)), ['merged_columns']);
    for (const name of fetches) assert.deepEqual(together[name]?.data, one[name]?.data);
    const kinds = ({ inputs }: typeof plain) => inputs.map(({ name, type, shape }) => [name, type, shape]);
    assert.deepEqual(kinds(packed), kinds(plain));
    await Promise.all([plain.release(), packed.release()]);
  });

  it('are split where the graph reads them one by one', async () => {
    const nodes: [string, string, string, string][] = [
      ['Sub', 'a', 'b', 'difference'],
      ['Mul', 'difference', 'c', 'product'],
      ['Sub', 'product', 'd', 'result'],
    ];
    const graph = graphOfNodes(columns, ...nodes);
    assert.deepEqual(packInputs(graph)?.packed, [{ name: 'bellhop_float32', type: 'float32', columns }]);
    assert.deepEqual(await resultsOf(graph, loadPacked), await resultsOf(graph));
  });

  it('are joined in the order of the graph, each group for itself, whatever the order of its inputs', async () => {
    const graph = graphOfNodes(
      columns,
      ['Concat', 'd', 'a', 'first'],
      ['Concat', 'c', 'b', 'second'],
      ['Sub', 'first', 'second', 'result'],
    );
    assert.deepEqual(packInputs(graph)?.packed, [
      { name: 'first', type: 'float32', columns: ['d', 'a'] },
      { name: 'second', type: 'float32', columns: ['c', 'b'] },
    ]);
    assert.deepEqual(await resultsOf(graph, loadPacked), await resultsOf(graph));
  });

  it('are not taken from a graph that reads them elsewhere too, or gives what it joins', async () => {
    const twice = graphOfNodes(['a', 'b'], ['Concat', 'a', 'b', 'pair'], ['Mul', 'pair', 'a', 'result']);
    const given = graphOfNodes(['a', 'b'], ['Concat', 'a', 'b', 'result']);
    for (const graph of [twice, given]) {
      assert.equal(packInputs(graph), undefined);
      assert.equal((await resultsOf(graph, loadPacked))?.length, 10);
    }
  });

  it('are left alone where there are few of a type', () => {
    for (const name of ['types', 'two-outputs', 'frequency']) {
      assert.equal(packInputs(graphOf(name)), undefined, name);
    }
  });

  it('are handed over one by one where the runtime does not take the packed graph', async () => {
    const native = nativeEngine.load();
    const refusing: Engine = {
      name: 'native',
      load: (graph) => (packInputs(graph) ? native.load(graph) : Promise.reject(new Error('no'))),
    };
    const session = await loadPacked(refusing, graphOf('forest'));
    assert.equal((await session.run(feedsOf(session), ['label']))['label']?.data.length, 5);
    await session.release();
  });

  it('are not looked for in what is no ONNX file', async () => {
    const cut = graphOf('forest').subarray(0, 5000);
    assert.throws(() => packInputs(cut), RangeError);
    assert.throws(() => packInputs(Buffer.from([0x3a, 0xff, 0xff])), RangeError);
    await assert.rejects(loadPacked(nativeEngine.load(), cut));
  });
});
