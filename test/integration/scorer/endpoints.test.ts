import assert from 'node:assert/strict';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import type { InputSchema, Row } from '../../../contract/artefact';
import type { ExamplesResponse } from '../../../contract/scoring';
import {
  copyOf,
  FIXTURES,
  readiness,
  readModelJson,
  refused,
  scored,
  start,
  stopAll,
  type Running,
} from './scorerInProcess';

const NAMES = ['classification', 'forest', 'frequency', 'two-outputs', 'types'];

interface OpenApi {
  openapi: string;
  paths: Record<string, Record<string, { requestBody?: { content: Record<string, { example: unknown }> } }>>;
  components: { schemas: Record<string, { properties?: object }> };
}

describe('a scorer', () => {
  afterEach(stopAll);
  for (const name of NAMES) {
    it(`scores the examples of ${name} unedited, and describes itself truly`, async () => {
      const scorer = await start(`${FIXTURES}/${name}`);
      const artefact = readModelJson(`${FIXTURES}/${name}`);
      const input = JSON.parse((await scorer.send('GET', '/schema')).text) as InputSchema;
      assert.deepEqual(input, artefact.input);

      const openapi = JSON.parse((await scorer.send('GET', '/openapi.json')).text) as OpenApi;
      const ajv = new Ajv2020({ strict: false });
      addFormats(ajv);
      ajv.addSchema(openapi, 'openapi');
      const validator = (schema: string) => {
        const validate = ajv.getSchema(`openapi#/components/schemas/${schema}`);
        assert.ok(validate, schema);
        return (value: unknown) =>
          assert.ok(validate(value), `${schema}: ${JSON.stringify(validate.errors)}`);
      };
      assert.equal(openapi.openapi, '3.1.0');
      assert.deepEqual(
        Object.keys(openapi.components.schemas['Row']?.properties ?? {}).sort(),
        [...input['x-order']].sort(),
      );
      for (const schema of Object.keys(openapi.components.schemas)) validator(schema);
      const example = openapi.paths['/predict']?.['post']?.requestBody?.content['application/json']?.example;
      validator('PredictRequest')(example);

      const answer = await scorer.send('GET', '/examples');
      const { examples } = JSON.parse(answer.text) as ExamplesResponse;
      validator('ExamplesResponse')(JSON.parse(answer.text));
      assert.equal(examples.length, 2);
      for (const { rows } of examples) {
        const response = scored(await scorer.predict(rows));
        validator('PredictResponse')(response);
        assert.deepEqual(response.model, { name, version: '1.0.0' });
        assert.equal(response.predictions.length, 1);
      }
      validator('Readiness')(JSON.parse((await scorer.send('GET', '/health/ready')).text));
      validator('Problem')(refused(await scorer.predict([{}]), 400));
    });
  }

  it('gives every type of an output in JSON, and null for null', async () => {
    const scorer = await start(`${FIXTURES}/types`);
    const row: Row = {
      single: null,
      double: 0.1,
      long: -9007199254740991,
      short: 7,
      text: 'ß"\n',
      flag: false,
    };
    const { predictions, warnings } = scored(await scorer.predict([row]));
    assert.deepEqual(predictions, [row]);
    assert.deepEqual(warnings, [
      { row: 0, column: 'single', got: 'NaN', observed: 'the model gives no finite number for this row' },
    ]);
  });

  it('gives one prediction a row, in order', async () => {
    const scorer = await start(`${FIXTURES}/two-outputs`);
    const rows = Array.from({ length: 5000 }, (_, index) => ({ value: index, years: 1 }));
    const { predictions } = scored(await scorer.predict(rows));
    assert.deepEqual(
      predictions.map((prediction) => (prediction as { cost: number }).cost),
      rows.map(({ value }) => value * 2),
    );
  });

  it('is live at once and ready with name, version, digest and build', async () => {
    const scorer = await start(`${FIXTURES}/forest`);
    assert.equal((await scorer.send('GET', '/health/live')).status, 200);
    const ready = await scorer.send('GET', '/health/ready');
    assert.equal(ready.status, 200);
    const { status, model, build } = readiness(ready);
    assert.equal(status, 'ready');
    assert.equal(model?.name, 'forest');
    assert.match(model.digest, /^sha256:[0-9a-f]{64}$/);
    assert.deepEqual(scorer.models, [model]);
    assert.deepEqual(build, { version: 'source', commit: null });
  });

  it('answers 503 while there is no model, and stays live', async () => {
    const folder = copyOf('forest');
    const scorer = await start(`${folder}/not-there`);
    for (const path of ['/schema', '/examples', '/openapi.json']) {
      refused(await scorer.send('GET', path), 503);
    }
    refused(await scorer.predict([{}]), 503);
    const ready = await scorer.send('GET', '/health/ready');
    assert.equal(ready.status, 503);
    assert.match(readiness(ready).reason ?? '', /^model\.json is missing/);
    assert.equal((await scorer.send('GET', '/health/live')).status, 200);
  });

  it('answers 404 to other paths and 405 with Allow to other methods', async () => {
    const scorer = await start(`${FIXTURES}/forest`);
    for (const path of ['/predict/', '/PREDICT', '/schema/', '/../model.json', '/%E0%A4%A', '/predict/x']) {
      refused(await scorer.send('GET', path), 404);
    }
    for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS']) {
      const answer = await scorer.send(method, '/predict');
      refused(answer, 405);
      assert.equal(answer.headers['allow'], 'POST');
    }
    for (const method of ['POST', 'OPTIONS', 'PATCH']) {
      const answer = await scorer.send(method, '/schema');
      refused(answer, 405);
      assert.equal(answer.headers['allow'], 'GET, HEAD');
    }
    assert.equal((await scorer.send('HEAD', '/schema')).status, 200);
  });

  it('repeats a request id that is fit for it, and makes one otherwise', async () => {
    const scorer = await start(`${FIXTURES}/forest`);
    const id = async (given?: string): Promise<string> => {
      const answer = await scorer.send(
        'GET',
        '/schema',
        undefined,
        given === undefined ? {} : { 'x-request-id': given },
      );
      return String(answer.headers['x-request-id']);
    };
    assert.equal(await id('abc-1.2:3'), 'abc-1.2:3');
    for (const given of [undefined, '<script>', 'x'.repeat(129), 'a b']) {
      assert.match(await id(given), /^[0-9a-f-]{36}$/);
    }
    const row = readModelJson(`${FIXTURES}/forest`).golden.rows[0]?.row;
    const headers = { 'content-type': 'application/json', 'x-request-id': 'mine' };
    const answer = await scorer.send('POST', '/predict', JSON.stringify({ rows: [row] }), headers);
    assert.equal(scored(answer).request_id, 'mine');
  });

  it('logs each request on one line, without the values of its rows', async () => {
    const scorer = await start(`${FIXTURES}/frequency`);
    const row = {
      zone: 'secretzone',
      make: 'secretmake',
      kilometres: 1,
      bonus: 1,
      secretcolumn: 'secretvalue',
    };
    const headers = { 'content-type': 'application/json', 'x-request-id': 'logged' };
    scored(await scorer.send('POST', '/predict?secretquery', JSON.stringify({ rows: [row, row] }), headers));
    refused(await scorer.predict([{ ...row, bonus: 99 }]), 400);
    await scorer.scorer.stop();
    const requests = scorer.log.filter(({ message }) => message === 'Request');
    assert.deepEqual(
      requests.map(({ method, path, status, rows }) => [method, path, status, rows]),
      [
        ['POST', '/predict', 200, 2],
        ['POST', '/predict', 400, undefined],
      ],
    );
    assert.equal(requests[0]?.['request_id'], 'logged');
    assert.equal(typeof requests[0]['milliseconds'], 'number');
    assert.doesNotMatch(JSON.stringify(scorer.log), /secret/);
  });
});

describe('rows that a scorer', () => {
  afterEach(stopAll);
  let scorer: Running;
  const good = { zone: 'city', make: '1', kilometres: 2, bonus: 3 };
  beforeEach(async () => (scorer = await start(`${FIXTURES}/frequency`)));

  it('refuses are named by row, column, got and expected, all of them', async () => {
    const { errors } = refused(
      await scorer.predict([
        good,
        { ...good, bonus: 9 },
        { ...good, kilometres: '2' },
        { ...good, kilometres: 1.5 },
        { make: '1', kilometres: 2, bonus: 3, Zone: 'city' },
        { ...good, zone: null },
        'row',
      ]),
      400,
    );
    assert.deepEqual(errors, [
      { row: 1, column: 'bonus', got: 9, expected: 'an integer from 1 to 7' },
      { row: 2, column: 'kilometres', got: '2', expected: 'an integer of at least 0' },
      { row: 3, column: 'kilometres', got: 1.5, expected: 'an integer of at least 0' },
      { row: 4, column: 'zone', got: null, expected: 'a value: the column is required (the row has "Zone")' },
      { row: 5, column: 'zone', got: null, expected: 'a text, such as city, suburb, country' },
      { row: 6, got: 'row', expected: 'an object of column names and values' },
    ]);
  });

  it('finds odd are scored with a warning', async () => {
    const { predictions, warnings } = scored(
      await scorer.predict([
        { ...good, kilometres: 9 },
        { ...good, zone: 'moon' },
        { ...good, make: 1 },
        { ...good, bonos: 3 },
      ]),
    );
    assert.ok(predictions.every((prediction) => typeof prediction === 'number' && prediction > 0));
    assert.deepEqual(warnings, [
      { row: 0, column: 'kilometres', got: 9, observed: '1 to 5' },
      { row: 1, column: 'zone', got: 'moon', observed: 'one of city, suburb, country' },
      { row: 3, column: 'bonos', got: 3, observed: 'no such column; the nearest is "bonus"' },
    ]);
  });

  it('finds twenty problems in are listed no further', async () => {
    assert.equal(refused(await scorer.predict(Array(1000).fill({})), 400).errors.length, 20);
  });

  for (const body of [
    '{}',
    '[]',
    'null',
    '"rows"',
    '{"rows":[]}',
    '{"rows":{}}',
    '{"rows":null}',
    '{"row":[{}]}',
  ]) {
    it(`are missing in ${body}: 400`, async () => {
      refused(await scorer.send('POST', '/predict', body, { 'content-type': 'application/json' }), 400);
    });
  }
});

describe('a value that the graph cannot hold', () => {
  afterEach(stopAll);
  it('is refused, not wrapped', async () => {
    const scorer = await start(`${FIXTURES}/types`);
    const row = { single: 1e39, double: 1, long: 1, short: 2 ** 31, text: '', flag: true };
    const { errors } = refused(await scorer.predict([row]), 400);
    assert.deepEqual(
      errors.map(({ column, got }) => [column, got]),
      [
        ['single', 1e39],
        ['short', 2 ** 31],
      ],
    );
  });
});
