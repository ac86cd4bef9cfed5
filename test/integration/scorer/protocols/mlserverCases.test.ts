import assert from 'node:assert/strict';
import { changeModelJson, copyOf, start, stopAll, type Answer, type Running } from '../scorerInProcess';
import { refusedWith, valid } from './specification';
import type { InferenceResponse, Metadata } from './tensors';

/**
 * The requests of MLServer's own tests of its REST interface (tests/rest/test_endpoints.py), to a model of the same
 * name and version. Left out are generating text and streaming it, and what belongs to the model of those tests and
 * not to the protocol: it echoes headers, and has CloudEvents of its own. A datatype that is none is 400 here, as the protocol has
 * it, and 422 there.
 */
describe("MLServer's REST cases", () => {
  let scorer: Running;
  beforeEach(async () => {
    const folder = copyOf('two-outputs');
    changeModelJson(folder, (artefact) => {
      artefact.name = 'sum-model';
      artefact.version = 'v1.2.3';
    });
    scorer = await start(folder);
  });
  afterEach(stopAll);

  const REQUEST = { inputs: [{ name: 'input-0', shape: [1, 2], datatype: 'INT32', data: [1, 2] }] };
  const get = (path: string): Promise<Answer> => scorer.send('GET', path);
  const post = (path: string, body: unknown = {}): Promise<Answer> =>
    scorer.send('POST', path, JSON.stringify(body), { 'content-type': 'application/json' });

  it('live, ready and model ready', async () => {
    for (const path of [
      '/v2/health/live',
      '/v2/health/ready',
      '/v2/models/sum-model/versions/v1.2.3/ready',
      '/v2/models/sum-model/ready',
    ]) {
      assert.equal((await get(path)).status, 200, path);
    }
  });

  it('metadata of server and model', async () => {
    valid('metadata_server_response', JSON.parse((await get('/v2')).text));
    const metadata = JSON.parse((await get('/v2/models/sum-model')).text) as Metadata;
    valid('metadata_model_response', metadata);
    assert.equal(metadata.name, 'sum-model');
    assert.deepEqual(metadata.versions, ['v1.2.3']);
  });

  for (const path of ['/v2', '/v2/models/sum-model', '/v2/models/sum-model/versions/v1.2.3']) {
    it(`a page of documentation and its description below ${path}`, async () => {
      const page = await get(`${path}/docs`);
      assert.equal(page.status, 200, page.text);
      assert.match(String(page.headers['content-type']), /html/);
      const description = await get(`${path}/docs/dataplane.json`);
      assert.equal(description.status, 200, description.text);
      assert.match((JSON.parse(description.text) as { openapi: string }).openapi, /^3\./);
    });
  }

  for (const path of ['/v2/models/sum-model/infer', '/v2/models/sum-model/versions/v1.2.3/infer']) {
    it(`infer at ${path}`, async () => {
      const answer = await post(path, REQUEST);
      assert.equal(answer.status, 200, answer.text);
      const response = JSON.parse(answer.text) as InferenceResponse;
      valid('inference_response', response);
      assert.deepEqual(response.outputs[1]?.data, [2]);
    });
  }

  it('infer of a model that is not there', async () => {
    const answer = await post('/v2/models/my-model/versions/v0/infer', REQUEST);
    assert.equal(refusedWith(answer, 404), 'Model my-model with version v0 not found');
  });

  it('infer with a datatype that is none', async () => {
    const [input] = REQUEST.inputs;
    const answer = await post('/v2/models/sum-model/infer', { inputs: [{ ...input, datatype: 'INT322' }] });
    assert.match(refusedWith(answer, 400), /"INT322" instead of one of BOOL, UINT8/);
  });

  it('index, unload and load of the repository', async () => {
    assert.equal((JSON.parse((await post('/v2/repository/index')).text) as unknown[]).length, 1);
    assert.equal((await post('/v2/repository/models/sum-model/unload')).status, 200);
    assert.equal((await get('/v2/models/sum-model')).status, 404);
    assert.equal((await post('/v2/repository/models/sum-model/load')).status, 200);
    assert.equal((await get('/v2/models/sum-model')).status, 200);
    const other = await post('/v2/repository/models/my-model/load');
    assert.equal(refusedWith(other, 404), 'Model my-model not found');
  });
});
