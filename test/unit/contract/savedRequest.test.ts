import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv from 'ajv';
import { Failure } from '../../../contract/failure';
import { readSavedRequest, savedRequestText } from '../../../contract/savedRequest';
import savedRequestSchema from '../../../contract/savedRequest.schema.json';

const FILE = 'requests/city.request.json';
const released = readFileSync(
  path.resolve(import.meta.dirname, '../../fixtures/released/savedRequest.schema-1.json'),
  'utf8',
);
const document = JSON.parse(released) as Record<string, unknown>;
const valid = new Ajv().compile(savedRequestSchema);

function failure(text: string): Failure {
  try {
    readSavedRequest(text, FILE);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  return assert.fail('nothing was refused');
}

describe('a saved request', () => {
  it('of schema 1 is read, and its JSON Schema accepts it', () => {
    assert.ok(valid(document), JSON.stringify(valid.errors));
    assert.deepEqual(readSavedRequest(released, FILE), document);
  });

  it('needs no expectation', () => {
    const { schema, name, rows } = document;
    const bare = { schema, name, rows };
    assert.ok(valid(bare));
    assert.equal(readSavedRequest(JSON.stringify(bare), FILE).expect, undefined);
  });

  it('keeps the keys that it does not know when it is written', () => {
    const values = [{ path: '$', minimum: 1, why: 'b' }];
    const more = { ...document, owner: { team: 'pricing' }, expect: { values, severity: 'high' } };
    const text = savedRequestText(readSavedRequest(JSON.stringify(more), FILE));
    assert.deepEqual(JSON.parse(text), more);
    assert.ok(text.endsWith('}\n'));
  });

  it('of a newer schema is refused with the file, both numbers and the version needed', () => {
    const { code, message, next } = failure(JSON.stringify({ ...document, schema: 3, bellhop: '2.4.0' }));
    assert.equal(code, 'schema-newer');
    assert.equal(message, `${FILE} has schema 3; this Bellhop reads up to 1.`);
    assert.match(next, /2\.4\.0/);
  });

  it('that is no JSON is refused by its name', () => {
    const { code, message } = failure('{"schema": 1,');
    assert.equal(code, 'request-broken');
    assert.match(message, /^requests\/city\.request\.json is not valid JSON/);
  });

  const values = (value: unknown): unknown => ({ expect: { values: [value] } });
  for (const [key, change] of [
    ['name', { name: ' ' }],
    ['name', { name: 7 }],
    ['rows', { rows: [] }],
    ['rows', { rows: [1] }],
    ['rows', { rows: { a: 1 } }],
    ['expect', { expect: [] }],
    ['expect.status', { expect: { status: 42 } }],
    ['expect.status', { expect: { status: '200' } }],
    ['expect.latency_ms', { expect: { latency_ms: -1 } }],
    ['expect.values', { expect: { values: {} } }],
    ['expect.values[0]', values('$.a')],
    ['expect.values[0]', values({ path: '$.a' })],
    ['expect.values[0]', values({ path: '$.a', equals: 1, minimum: 1 })],
    ['expect.values[0].path', values({ path: 'a', equals: 1 })],
    ['expect.values[0].minimum', values({ path: '$.a', minimum: '1' })],
    ['expect.values[0].maximum', values({ path: '$.a', maximum: null })],
    ['expect.values[0].tolerance', values({ path: '$.a', minimum: 1, tolerance: { absolute: 1 } })],
    ['expect.values[0].tolerance', values({ path: '$.a', equals: 1, tolerance: {} })],
    ['expect.values[0].tolerance', values({ path: '$.a', equals: 1, tolerance: 0.1 })],
    ['expect.values[0].tolerance.relative', values({ path: '$.a', equals: 1, tolerance: { relative: -1 } })],
  ] as const) {
    it(`with ${JSON.stringify(change)} is refused at "${key}", by its JSON Schema too`, () => {
      const text = JSON.stringify({ ...document, ...(change as object) });
      assert.equal(valid(JSON.parse(text)), false);
      const { code, message } = failure(text);
      assert.equal(code, 'request-broken');
      assert.ok(message.startsWith(`${FILE}: "${key}" must be `), message);
    });
  }
});
