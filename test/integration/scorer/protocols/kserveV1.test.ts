import assert from 'node:assert/strict';
import type { Prediction } from '../../../../contract/artefact';
import { changeModelJson, copyOf, FIXTURES, scored, start, stopAll } from '../scorerInProcess';
import { refusedWith } from './specification';

const ROW = { a: 0.1, b: 0.2, c: 0.3, d: 0.4 };

describe('KServe V1: a scorer', () => {
  afterEach(stopAll);

  it('says that it lives, what it serves and that it is ready', async () => {
    const { send } = await start(`${FIXTURES}/forest`);
    const json = async (path: string): Promise<unknown> => JSON.parse((await send('GET', path)).text);
    assert.deepEqual(await json('/'), { status: 'alive' });
    assert.deepEqual(await json('/v1/models'), { models: ['forest'] });
    assert.deepEqual(await json('/v1/models/forest'), { name: 'forest', ready: true });
  });

  it("scores with KServe's client, which names no media type", async () => {
    const scorer = await start(`${FIXTURES}/forest`);
    const { predictions } = scored(await scorer.predict([ROW, ROW]));
    for (const headers of [{}, { 'content-type': 'application/json' }] as Record<string, string>[]) {
      const body = JSON.stringify({ instances: [Object.values(ROW), Object.values(ROW)] });
      for (const colon of [':', '%3A']) {
        const answer = await scorer.send('POST', `/v1/models/forest${colon}predict`, body, headers);
        assert.equal(answer.status, 200, answer.text);
        assert.deepEqual(JSON.parse(answer.text), { predictions });
      }
    }
  });

  it("takes `inputs` for `instances`, as KServe's client does, and columns as TensorFlow Serving does", async () => {
    const scorer = await start(`${FIXTURES}/forest`);
    const { predictions } = scored(await scorer.predict([ROW, ROW]));
    const columns = Object.fromEntries(Object.entries(ROW).map(([name, value]) => [name, [value, value]]));
    for (const inputs of [[Object.values(ROW), Object.values(ROW)], [ROW, ROW], columns]) {
      const answer = await scorer.send('POST', '/v1/models/forest:predict', JSON.stringify({ inputs }));
      assert.equal(answer.status, 200, answer.text);
      assert.deepEqual(JSON.parse(answer.text), { predictions });
    }
    const both = JSON.stringify({ instances: [ROW], inputs: [ROW] });
    const said = refusedWith(await scorer.send('POST', '/v1/models/forest:predict', both), 400);
    assert.equal(said, 'The body must be an object with either "instances" or "inputs".');
  });

  it('refuses in its own way', async () => {
    const { send } = await start(`${FIXTURES}/forest`);
    const predict = '/v1/models/forest:predict';
    assert.equal(
      refusedWith(await send('POST', '/v1/models/other:predict', '{"instances":[]}'), 404),
      'Model other not found',
    );
    refusedWith(await send('GET', '/v1/models/other'), 404);
    refusedWith(await send('GET', '/v1/nothing'), 404);
    refusedWith(await send('POST', '/v1/models/forest:explain', '{}'), 405);
    refusedWith(await send('GET', predict), 405);
    refusedWith(await send('POST', predict, '{}', { 'content-type': 'text/plain' }), 415);
    refusedWith(await send('POST', predict, '{'), 400);
    for (const body of ['{}', '[]', '{"inputs":[]}', '{"instances":{}}', '{"instances":[]}']) {
      refusedWith(await send('POST', predict, body), 400);
    }
    const body = JSON.stringify({ instances: [{ ...ROW, a: 'x' }, {}] });
    assert.match(
      refusedWith(await send('POST', predict, body), 400),
      /row 0, column "a": got "x".*row 1, column "a"/,
    );
  });

  it('serves a model whose name needs encoding', async () => {
    const folder = copyOf('forest');
    changeModelJson(folder, (artefact) => (artefact.name = 'a b/c:d'));
    const scorer = await start(folder);
    const { predictions } = scored(await scorer.predict([ROW]));
    const path = `/v1/models/${encodeURIComponent('a b/c:d')}`;
    assert.equal((await scorer.send('GET', path)).status, 200);
    const answer = await scorer.send('POST', `${path}:predict`, JSON.stringify({ instances: [ROW] }));
    assert.deepEqual((JSON.parse(answer.text) as { predictions: Prediction[] }).predictions, predictions);
  });

  it('is not ready without a model', async () => {
    const { send } = await start(`${copyOf('forest')}/not-there`);
    assert.deepEqual(JSON.parse((await send('GET', '/v1/models')).text), { models: [] });
    assert.equal((await send('GET', '/v1/models/forest')).status, 503);
    refusedWith(await send('POST', '/v1/models/forest:predict', '{"instances":[]}'), 503);
  });
});
