import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InputSchema, Row } from '../../../contract/artefact';
import { nativeEngine } from '../../../local-server/engine/native';
import { wasmEngine } from '../../../local-server/engine/wasm';
import {
  changeModelJson,
  copyOf,
  readiness,
  replaceGraph,
  scored,
  start,
  stopAll,
  until,
  type Running,
} from './scorerInProcess';
import { binaryBody, infer, metadataOf, type Tensor } from './protocols/tensors';
import { replaceFile } from './versions';

const FOREIGN = join(__dirname, '../../fixtures/foreign');
const PARITY = join(__dirname, '../../fixtures/parity');

/** A folder with the files given, each under its new name. */
function folderOf(files: Record<string, string>): string {
  const folder = join(copyOf('types'), 'foreign');
  mkdirSync(folder);
  for (const [name, file] of Object.entries(files)) copyFileSync(file, join(folder, name));
  return folder;
}

async function columnsOf(scorer: Running): Promise<Record<string, unknown>> {
  const { properties, ...schema } = JSON.parse((await scorer.send('GET', '/schema')).text) as InputSchema;
  assert.deepEqual(schema.required, schema['x-order']);
  assert.deepEqual(Object.keys(properties), schema['x-order']);
  return Object.fromEntries(Object.entries(properties).map(([name, { type }]) => [name, type]));
}

describe('an ONNX file without a model.json', () => {
  afterEach(stopAll);

  it('is served from its path, and as the only one of its folder, by its own digest', async () => {
    const file = join(PARITY, 'linear.onnx');
    const [byPath, byFolder] = [await start(file), await start(folderOf({ 'prices.onnx': file }))];
    const [one, other] = [byPath.models[0], byFolder.models[0]];
    assert.match(one?.digest ?? '', /^sha256:[0-9a-f]{64}$/);
    assert.equal(one?.digest, other?.digest);
    // It has no version: the beginning of the digest tells one file from another.
    assert.equal(one?.version, one?.digest.slice(7, 19));
    assert.deepEqual([one?.name, other?.name], ['linear', 'prices']);
    assert.deepEqual(byPath.refused, []);
  });

  it('is named by its metadata, else by its file or graph, and says how it came to be', async () => {
    const named = await start(join(FOREIGN, 'named.onnx'));
    assert.deepEqual([named.models[0]?.name, named.models[0]?.version], ['Named columns', '2026-01']);
    assert.deepEqual(await columnsOf(named), { age: ['number', 'null'], income: ['number', 'null'] });
    const { info } = JSON.parse((await named.send('GET', '/openapi.json')).text) as {
      info: { description: string };
    };
    assert.equal(info.description, 'Two.');

    const tables = await start(folderOf({ 'model.onnx': join(FOREIGN, 'tables.onnx') }));
    assert.deepEqual([tables.models[0]?.name, tables.models[0]?.version], ['Tables', '4']);

    const advice = await start(join(PARITY, 'logistic.onnx'));
    assert.equal(advice.models[0]?.name, 'Advice');
    assert.deepEqual(Object.keys(await columnsOf(advice)), ['a', 'b', 'c', 'd']);
    const page = JSON.parse((await advice.send('GET', '/openapi.json')).text) as typeof named & {
      info: { description: string };
    };
    assert.match(page.info.description, /made by skl2onnx 1\.20\.0/);
  });

  it('gives an example that scores as it stands', async () => {
    const scorer = await start(join(PARITY, 'mixed-hist.onnx'));
    const { examples } = JSON.parse((await scorer.send('GET', '/examples')).text) as {
      examples: { rows: Row[] }[];
    };
    const { predictions } = scored(await scorer.predict(examples[0]?.rows));
    assert.deepEqual(Object.keys(predictions[0] as object), ['label', 'probabilities']);
  });

  for (const engine of [nativeEngine, wasmEngine]) {
    it(`takes every type, in tables and single columns, with the ${engine.name} runtime`, async () => {
      const scorer = await start(join(FOREIGN, 'tables.onnx'), { engines: [engine] });
      const number = ['number', 'null'];
      const text = ['string', 'null'];
      assert.deepEqual(await columnsOf(scorer), {
        amounts_0: number,
        amounts_1: number,
        counts_0: 'integer',
        counts_1: 'integer',
        counts_2: 'integer',
        codes_0: 'integer',
        codes_1: 'integer',
        texts_0: text,
        texts_1: text,
        flags_0: 'boolean',
        flags_1: 'boolean',
        single: number,
        flag: 'boolean',
        word: text,
      });
      const row = (shift: number): Row => ({
        amounts_0: 0.1 + shift,
        amounts_1: -1e300,
        counts_0: shift,
        counts_1: -2147483648,
        counts_2: 7,
        codes_0: 9007199254740991,
        codes_1: -shift,
        texts_0: `é${shift}`,
        texts_1: '',
        flags_0: shift % 2 === 0,
        flags_1: true,
        single: 0.5,
        flag: shift % 2 === 1,
        word: 'w',
      });
      // One row, and more than are scored in one run.
      for (const count of [1, 200]) {
        const rows = Array.from({ length: count }, (_, index) => row(index + 1));
        const { predictions } = scored(await scorer.predict(rows));
        const names = (name: string): string => name.replace(/^(\w+?)(_\d)?$/, '$1_out$2');
        const expected = rows.map((one) =>
          Object.fromEntries(Object.entries(one).map(([name, value]) => [names(name), value])),
        );
        assert.deepEqual(predictions, expected);
      }
    });
  }

  it('takes its own tensors by their names through Open Inference, in JSON and in bytes', async () => {
    const scorer = await start(join(PARITY, 'linear.onnx'));
    const rows = [
      [0.5, 1, -2, 3],
      [4, 5, 6, 7],
    ];
    const { predictions } = scored(
      await scorer.predict(
        rows.map((row) => Object.fromEntries(row.map((value, column) => [`X_${column}`, value]))),
      ),
    );
    const tensor: Tensor = { name: 'X', datatype: 'FP32', shape: [2, 4], data: rows };
    const metadata = await metadataOf(scorer, 'linear');
    const { body, headers } = binaryBody({ inputs: [{ ...tensor, data: rows.flat() }] });
    for (const answer of [
      await infer(scorer, metadata, JSON.stringify({ inputs: [tensor] })),
      await infer(scorer, metadata, body, headers),
    ]) {
      assert.deepEqual(answer.outputs[0]?.data, predictions);
    }
  });

  it('takes several tensors beside single columns', async () => {
    const scorer = await start(join(FOREIGN, 'tables.onnx'));
    const inputs: Tensor[] = [
      {
        name: 'amounts',
        datatype: 'FP64',
        shape: [2, 2],
        data: [
          [1.5, 2],
          [3, 4],
        ],
      },
      { name: 'counts', datatype: 'INT32', shape: [2, 3], data: [1, 2, 3, 4, 5, 6] },
      { name: 'codes', datatype: 'INT64', shape: [2, 2], data: [7, 8, 9, 10] },
      { name: 'texts', datatype: 'BYTES', shape: [2, 2], data: ['a', 'b', 'c', 'd'] },
      { name: 'flags', datatype: 'BOOL', shape: [2, 2], data: [true, false, false, true] },
      { name: 'single', datatype: 'FP32', shape: [2], data: [0.5, 0.25] },
      { name: 'flag', datatype: 'BOOL', shape: [2, 1], data: [true, false] },
      { name: 'word', datatype: 'BYTES', shape: [2], data: ['x', 'y'] },
    ];
    const metadata = await metadataOf(scorer, 'tables');
    const { outputs } = await infer(scorer, metadata, JSON.stringify({ inputs }));
    const given = Object.fromEntries(outputs.map(({ name, data }) => [name, data]));
    assert.deepEqual(
      [given['amounts_out_0'], given['amounts_out_1']],
      [
        [1.5, 3],
        [2, 4],
      ],
    );
    assert.deepEqual(
      [given['counts_out_2'], given['codes_out_1']],
      [
        [3, 6],
        [8, 10],
      ],
    );
    assert.deepEqual(
      [given['texts_out_1'], given['word_out']],
      [
        ['b', 'd'],
        ['x', 'y'],
      ],
    );
    assert.deepEqual(
      [given['flags_out_0'], given['flag_out']],
      [
        [true, false],
        [true, false],
      ],
    );
  });

  for (const name of ['one-probability', 'flat-probability']) {
    it(`answers both labels where the graph gives one probability (${name})`, async () => {
      const scorer = await start(join(FOREIGN, `${name}.onnx`));
      const { predictions } = scored(await scorer.predict([{ x: 0 }, { x: 2 }]));
      const yes = Math.fround(1 / (1 + Math.exp(-2)));
      const [zero, two] = predictions as { label: string; probabilities: Record<string, number> }[];
      assert.deepEqual(zero, { label: 'no', probabilities: { no: 0.5, yes: 0.5 } });
      assert.equal(two?.label, 'yes');
      assert.ok(Math.abs((two.probabilities['yes'] ?? NaN) - yes) < 1e-6);
      assert.equal(two.probabilities['no'], 1 - (two.probabilities['yes'] ?? NaN));
    });
  }

  it('answers boolean labels, and other outputs beside them by name', async () => {
    const scorer = await start(join(FOREIGN, 'booleans.onnx'));
    const { predictions } = scored(await scorer.predict([{ x: 3.7 }]));
    const [{ claims, rounded } = assert.fail()] = predictions as Record<string, { label: boolean }>[];
    assert.deepEqual([claims?.label, rounded], [true, 3]);
    assert.deepEqual(Object.keys((claims as unknown as { probabilities: object }).probabilities), [
      'false',
      'true',
    ]);
  });

  it('scores any number of rows also where the graph is declared for one', async () => {
    const scorer = await start(join(FOREIGN, 'one-row.onnx'));
    assert.deepEqual(scorer.refused, []);
    const row = (x: number): object => ({ X_0: x, X_1: 1, offset: 0.5, word: `w${x}` });
    const expected = (x: number): object => ({
      both_0: x + 2.5,
      both_1: 10 * x + 20.5,
      sum: 11 * x + 23,
      said: `w${x}`,
    });
    const several = Array.from({ length: 100 }, (_, x) => x);
    assert.deepEqual(scored(await scorer.predict([row(3)])).predictions, [expected(3)]);
    assert.deepEqual(scored(await scorer.predict(several.map(row))).predictions, several.map(expected));
    const metadata = await metadataOf(scorer, 'one-row');
    const inputs = [
      { name: 'X', datatype: 'FP32', shape: [2, 2], data: [3, 1, 4, 1] },
      { name: 'offset', datatype: 'FP32', shape: [2], data: [0.5, 0.5] },
      { name: 'word', datatype: 'BYTES', shape: [2, 1], data: ['a', 'b'] },
    ];
    const { outputs } = await infer(scorer, metadata, JSON.stringify({ inputs }));
    assert.deepEqual(outputs.find(({ name }) => name === 'sum')?.data, [56, 67]);
  });

  const refusals: [file: string, code: string, says: RegExp, next: RegExp][] = [
    ['fixed-rows', 'onnx-inputs', /the input "X" has the shape \[2, 4\]/, /any number of rows/],
    ['picture', 'onnx-inputs', /the input "X" has the shape \[N, 3, 8, 8\]/, /any number of rows/],
    ['silent', 'onnx-inputs', /does not say how many columns it takes/, /feature_names/],
    ['half', 'onnx-inputs', /the input "X" is of type float16/, /float32/],
    ['total', 'onnx-outputs', /none of its outputs holds values for each row: "sum"/, /\[N\]/],
  ];
  for (const [file, code, says, next] of refusals) {
    it(`is refused in plain words where it does not score rows of a table: ${file}`, async () => {
      const scorer = await start(join(FOREIGN, `${file}.onnx`));
      const [failure] = scorer.refused;
      assert.equal(failure?.code, code);
      assert.match(failure.message, says);
      assert.match(failure.next, next);
      assert.equal((await scorer.send('GET', '/health/ready')).status, 503);
    });
  }

  it('is refused where it is cut off, and where there are two of them', async () => {
    const folder = folderOf({ 'a.onnx': join(PARITY, 'linear.onnx'), 'b.onnx': join(PARITY, 'svr.onnx') });
    const both = await start(folder);
    assert.equal(both.refused[0]?.code, 'artefact-ambiguous');
    assert.match(both.refused[0].message, /a\.onnx, b\.onnx/);
    const graph = readFileSync(join(folder, 'b.onnx'));
    writeFileSync(join(folder, 'b.onnx'), graph.subarray(0, 1000));
    const cut = await start(join(folder, 'b.onnx'));
    assert.equal(cut.refused[0]?.code, 'onnx-broken');
    assert.match(cut.refused[0].message, /^b\.onnx cannot be loaded by the native runtime: ./);
    // One is left, and then it is whole: both are noticed.
    rmSync(join(folder, 'a.onnx'));
    replaceFile(join(folder, 'b.onnx'), graph);
    await until('b by its folder', () => both.models.length > 0);
    await until('b by its path', () => cut.models.length > 0);
  });

  it('is served as model.json says, once there is one', async () => {
    const folder = copyOf('forest');
    const json = readFileSync(join(folder, 'model.json'));
    rmSync(join(folder, 'model.json'));
    const scorer = await start(join(folder, 'model.onnx'));
    assert.notEqual(scorer.models[0]?.name, 'forest');
    replaceFile(join(folder, 'model.json'), json);
    await until('the artefact', () => scorer.models.at(-1)?.name === 'forest');
    // Without it, for a while or for good, the model stays what it is.
    rmSync(join(folder, 'model.json'));
    await until('the refusal', () => scorer.refused.length > 0);
    assert.equal(scorer.refused[0]?.code, 'artefact-missing');
    assert.equal(readiness(await scorer.send('GET', '/health/ready')).model?.name, 'forest');
  });

  it('may have maps of label to probability also where model.json describes it', async () => {
    const folder = copyOf('forest');
    copyFileSync(join(PARITY, 'mixed-strict/model.json'), join(folder, 'model.json'));
    replaceGraph(folder, readFileSync(join(PARITY, 'mixed-strict.onnx')));
    changeModelJson(folder, ({ outputs: [output] }) => {
      assert.ok(output?.probabilities);
      output.onnx = 'output_label';
      output.probabilities.onnx = 'output_probability';
    });
    const scorer = await start(folder);
    assert.deepEqual(scorer.refused, []);
    assert.equal(scorer.models[0]?.version, '1.0.0');
  });
});
