import assert from 'node:assert/strict';
import type { RowWarning } from '../../../../contract/scoring';
import { changeModelJson, copyOf, FIXTURES, readModelJson, scored, start, stopAll } from '../scorerInProcess';
import { refusedWith, valid } from './specification';
import {
  binaryBody,
  columnInputs,
  HEADER_LENGTH,
  infer,
  responseOf,
  type InferenceResponse,
  metadataOf,
} from './tensors';

const JSON_TYPE = { 'content-type': 'application/json' };

describe('Open Inference V2: a scorer', () => {
  afterEach(stopAll);

  it('says what it is, that it lives and that it is ready', async () => {
    const { send } = await start(`${FIXTURES}/forest`);
    for (const path of ['/v2', '/v2/']) {
      const answer = await send('GET', path);
      const server = JSON.parse(answer.text) as { name: string; extensions: string[] };
      valid('metadata_server_response', server);
      assert.equal(server.name, 'bellhop');
      assert.ok(server.extensions.includes('binary_tensor_data'));
    }
    assert.deepEqual(JSON.parse((await send('GET', '/v2/health/live')).text), { live: true });
    assert.deepEqual(JSON.parse((await send('GET', '/v2/health/ready')).text), { ready: true });
    for (const path of ['/v2/models/forest/ready', '/v2/models/forest/versions/1.0.0/ready']) {
      const answer = await send('GET', path);
      assert.equal(answer.status, 200);
      assert.deepEqual(JSON.parse(answer.text), { name: 'forest', ready: true });
    }
  });

  it('is live but not ready without a model', async () => {
    const { send } = await start(`${copyOf('forest')}/not-there`);
    assert.equal((await send('GET', '/v2/health/live')).status, 200);
    assert.equal((await send('GET', '/v2/health/ready')).status, 503);
    assert.equal((await send('GET', '/v2/models/forest/ready')).status, 503);
    refusedWith(await send('GET', '/v2/models/forest'), 404);
    refusedWith(await send('POST', '/v2/models/forest/infer', '{"inputs":[]}', JSON_TYPE), 503);
  });

  for (const name of ['classification', 'forest', 'frequency', 'two-outputs', 'types']) {
    it(`describes ${name} so that a request made from it alone is answered, all valid by the protocol`, async () => {
      const scorer = await start(`${FIXTURES}/${name}`);
      const { input, golden } = readModelJson(`${FIXTURES}/${name}`);
      const metadata = await metadataOf(scorer, name);
      valid('metadata_model_response', metadata);
      assert.equal(metadata.platform, 'onnx_onnxv1');
      assert.deepEqual(metadata.versions, ['1.0.0']);
      assert.deepEqual(
        metadata.inputs.map((tensor) => tensor.name),
        input['x-order'],
      );
      // A null of the data is not in the protocol's own description: the first row has none.
      const request = { id: '42', inputs: columnInputs(metadata, [golden.rows[0]?.row ?? {}]) };
      valid('inference_request', request);
      const answer = await scorer.send(
        'POST',
        `/v2/models/${name}/versions/1.0.0/infer`,
        JSON.stringify(request),
        JSON_TYPE,
      );
      const response = responseOf(answer);
      valid('inference_response', response);
      assert.equal(response.id, '42');
      assert.equal(response.model_name, name);
      assert.equal(response.model_version, '1.0.0');
      assert.deepEqual(
        response.outputs.map((output) => [output.name, output.datatype, output.shape.length]),
        metadata.outputs.map((output) => [output.name, output.datatype, output.shape.length]),
      );
    });
  }

  it('names the labels of probabilities in metadata and answer', async () => {
    const scorer = await start(`${FIXTURES}/classification`);
    const metadata = await metadataOf(scorer, 'classification');
    const labels = ['accept', 'decline', 'refer'];
    assert.deepEqual(JSON.parse(metadata.properties?.['advice_probabilities.labels'] ?? ''), labels);
    assert.deepEqual(
      metadata.outputs.map(({ name, datatype, shape }) => [name, datatype, shape]),
      [
        ['advice', 'BYTES', [-1]],
        ['advice_probabilities', 'FP32', [-1, 3]],
      ],
    );
  });

  it('gives the outputs that are asked for, each in its own way', async () => {
    const scorer = await start(`${FIXTURES}/two-outputs`);
    const inputs = columnInputs(await metadataOf(scorer, 'two-outputs'), [{ value: 10, years: 1 }]);
    const ask = (outputs: unknown[], parameters = {}): Promise<InferenceResponse> =>
      infer(scorer, { name: 'two-outputs' }, JSON.stringify({ inputs, outputs, parameters }), JSON_TYPE);
    const named = ({ outputs }: InferenceResponse): unknown[] =>
      outputs.map(({ name, data }) => [name, data]);
    assert.deepEqual(named(await ask([{ name: 'cost' }])), [['cost', [20]]]);
    assert.deepEqual(named(await ask([{ name: 'cost' }, { name: 'claims' }])), [
      ['cost', [20]],
      ['claims', [0.03]],
    ]);
    const mixed = await ask([{ name: 'cost', parameters: { binary_data: false } }, { name: 'claims' }], {
      binary_data_output: true,
    });
    assert.deepEqual(named(mixed), [
      ['cost', [20]],
      ['claims', [0.03]],
    ]);
    assert.deepEqual(
      mixed.outputs.map(({ parameters }) => parameters?.['binary_data_size']),
      [undefined, 8],
    );
  });

  it('takes every datatype, from JSON and from bytes', async () => {
    const scorer = await start(`${FIXTURES}/two-outputs`);
    const numbers: Record<string, Buffer> = {
      UINT8: Buffer.from([3]),
      INT8: Buffer.from([3]),
      UINT16: Buffer.from([3, 0]),
      INT16: Buffer.from([3, 0]),
      UINT32: Buffer.from([3, 0, 0, 0]),
      INT32: Buffer.from([3, 0, 0, 0]),
      UINT64: Buffer.from([3, 0, 0, 0, 0, 0, 0, 0]),
      INT64: Buffer.from([3, 0, 0, 0, 0, 0, 0, 0]),
      FP16: Buffer.from([0x00, 0x42]),
      BF16: Buffer.from([0x40, 0x40]),
      FP32: Buffer.from([0, 0, 0x40, 0x40]),
      FP64: Buffer.from([0, 0, 0, 0, 0, 0, 0x08, 0x40]),
    };
    const costOf = ({ outputs }: InferenceResponse): unknown =>
      outputs.find(({ name }) => name === 'cost')?.data;
    for (const [datatype, bytes] of Object.entries(numbers)) {
      const one = { datatype, shape: [1] };
      const years = { ...one, name: 'years', data: [3] };
      const json = { inputs: [{ ...one, name: 'value', data: [3] }, years] };
      assert.deepEqual(
        costOf(await infer(scorer, { name: 'two-outputs' }, JSON.stringify(json))),
        [6],
        datatype,
      );
      const size = { binary_data_size: bytes.length };
      const text = JSON.stringify({ inputs: [{ ...one, name: 'value', parameters: size }, years] });
      const headers = { [HEADER_LENGTH]: String(text.length) };
      const body = Buffer.concat([Buffer.from(text), bytes]);
      assert.deepEqual(costOf(await infer(scorer, { name: 'two-outputs' }, body, headers)), [6], datatype);
    }
  });

  it('takes NaN in bytes for null, and gives NaN where the model gives no number', async () => {
    const scorer = await start(`${FIXTURES}/types`);
    const metadata = await metadataOf(scorer, 'types');
    const row = { single: null, double: null, long: 1, short: 2, text: 'ß', flag: true };
    const request = { inputs: columnInputs(metadata, [row]), parameters: { binary_data_output: true } };
    const { body, headers } = binaryBody(request);
    const { outputs } = await infer(scorer, metadata, body, headers);
    assert.deepEqual(
      outputs.map(({ data }) => data?.[0]),
      [null, null, 1, 2, 'ß', true],
    );
  });

  it('takes 0 and 1 of a tensor of numbers for booleans, and one row without a dimension for rows', async () => {
    const folder = copyOf('two-outputs');
    const scorer = await start(folder);
    const inputs = [{ name: 'x', datatype: 'FP32', shape: [2], data: [10, 1] }];
    const { outputs } = await infer(scorer, { name: 'two-outputs' }, JSON.stringify({ inputs }), JSON_TYPE);
    assert.deepEqual(
      outputs.map(({ shape, data }) => [shape, data]),
      [
        [[1], [0.03]],
        [[1], [20]],
      ],
    );
    const classes = await start(`${FIXTURES}/classification`);
    const metadata = await metadataOf(classes, 'classification');
    const row = readModelJson(`${FIXTURES}/classification`).golden.rows[1]?.row ?? {};
    const asBoolean = columnInputs(metadata, [row]);
    const asNumber = asBoolean.map((input) =>
      input.name === 'smoker' ? { ...input, datatype: 'INT8', data: [Number(row['smoker'])] } : input,
    );
    assert.deepEqual(
      await infer(classes, metadata, JSON.stringify({ inputs: asNumber })),
      await infer(classes, metadata, JSON.stringify({ inputs: asBoolean })),
    );
  });

  it('gives warnings as a parameter, as /predict gives them', async () => {
    const scorer = await start(`${FIXTURES}/frequency`);
    const metadata = await metadataOf(scorer, 'frequency');
    const rows = [
      { zone: 'moon', make: '1', kilometres: 9, bonus: 1 },
      { zone: 'city', make: '1', kilometres: 1, bonus: 1 },
    ];
    const { warnings } = scored(await scorer.predict(rows));
    assert.equal(warnings.length, 2);
    const extra = { name: 'bonos', datatype: 'INT32', shape: [2], data: [1, 2] };
    const inputs = columnInputs(metadata, rows);
    const warned = await infer(scorer, metadata, JSON.stringify({ inputs }), JSON_TYPE);
    assert.deepEqual(JSON.parse(warned.parameters?.warnings ?? '[]'), warnings);
    const more = await infer(scorer, metadata, JSON.stringify({ inputs: [...inputs, extra] }), JSON_TYPE);
    const columns = (JSON.parse(more.parameters?.warnings ?? '[]') as RowWarning[]).map(
      ({ column }) => column,
    );
    assert.deepEqual(columns, ['zone', 'kilometres', 'bonos', 'bonos']);
    const quiet = await infer(
      scorer,
      metadata,
      JSON.stringify({ inputs: columnInputs(metadata, rows.slice(1)) }),
    );
    assert.equal(quiet.parameters, undefined);
  });

  it('serves a model whose name needs encoding', async () => {
    const folder = copyOf('forest');
    changeModelJson(folder, (artefact) => {
      artefact.name = 'Wald/Ä 1%';
      artefact.version = '1+2';
    });
    const scorer = await start(folder);
    const path = `/v2/models/${encodeURIComponent('Wald/Ä 1%')}`;
    const metadata = await metadataOf(scorer, 'Wald/Ä 1%');
    assert.equal(metadata.name, 'Wald/Ä 1%');
    const row = { a: 0, b: 0, c: 0, d: 0 };
    const body = JSON.stringify({ inputs: columnInputs(metadata, [row]) });
    for (const base of [path, `${path}/versions/1%2B2`, `${path}/versions/1+2`]) {
      assert.equal((await scorer.send('GET', `${base}/ready`)).status, 200);
      assert.equal((await scorer.send('POST', `${base}/infer`, body, JSON_TYPE)).status, 200);
    }
    refusedWith(await scorer.send('GET', '/v2/models/%E0%A4%A/ready'), 400);
    refusedWith(await scorer.send('POST', '/v2/models/%/infer', body, JSON_TYPE), 400);
  });

  it('lists its model, and loads and unloads it at 127.0.0.1 or with a token only', async () => {
    const { send } = await start(`${FIXTURES}/forest`);
    const index = async (): Promise<unknown> => JSON.parse((await send('POST', '/v2/repository/index')).text);
    assert.deepEqual(await index(), [{ name: 'forest', version: '1.0.0', state: 'READY', reason: '' }]);
    refusedWith(await send('POST', '/v2/repository/models/other/unload'), 404);
    assert.equal((await send('POST', '/v2/repository/models/forest/unload')).status, 200);
    assert.deepEqual(await index(), []);
    assert.equal((await send('GET', '/v2/models/forest')).status, 404);
    assert.equal((await send('GET', '/health/ready')).status, 503);
    refusedWith(await send('POST', '/v2/repository/models/my-model/load'), 404);
    assert.equal((await send('POST', '/v2/repository/models/forest/load')).status, 200);
    assert.equal((await send('GET', '/v2/models/forest')).status, 200);

    const open = await start(`${FIXTURES}/forest`, { host: '0.0.0.0', allowedHosts: ['*'] });
    refusedWith(await open.send('POST', '/v2/repository/models/forest/unload'), 403);
    assert.equal((await open.send('GET', '/v2/health/ready')).status, 200);
  });

  it('lets probes in without its token, and nobody else', async () => {
    const { send } = await start(`${FIXTURES}/forest`, { token: 'secret' });
    assert.equal((await send('GET', '/v2/health/live')).status, 200);
    assert.equal((await send('GET', '/v2/health/ready')).status, 200);
    refusedWith(await send('GET', '/v2/models/forest'), 401);
    refusedWith(await send('POST', '/v2/models/forest/infer', '{}', JSON_TYPE), 401);
  });
});
