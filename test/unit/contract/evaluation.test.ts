import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import { readEvaluation } from '../../../contract/evaluation';
import evaluationSchema from '../../../contract/evaluation.schema.json';
import { Failure } from '../../../contract/failure';

const text = readFileSync(
  path.resolve(import.meta.dirname, '../../fixtures/released/evaluation.schema-1.json'),
  'utf8',
);
const released = JSON.parse(text) as Record<string, unknown>;
const valid = new Ajv2020({ strict: false }).compile(evaluationSchema);

function failureOf(document: unknown): Failure {
  try {
    readEvaluation(JSON.stringify(document), 'reports/1.0.0/evaluation.json');
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  return assert.fail('nothing was refused');
}

describe('evaluation.json', () => {
  it('of schema 1 is read, and its JSON Schema accepts it', () => {
    assert.ok(valid(released), JSON.stringify(valid.errors));
    const evaluation = readEvaluation(text);
    assert.equal(evaluation.name, 'motor');
    assert.deepEqual(
      evaluation.plots.map(({ file }) => file),
      ['lorenz.svg', 'deciles.svg'],
    );
  });

  it('keeps what it does not know', () => {
    const document = { ...released, note: 'kept' };
    assert.deepEqual(readEvaluation(JSON.stringify(document)), document);
  });

  it('of a newer schema is refused with both numbers and the version needed', () => {
    const { code, message, next } = failureOf({ ...released, schema: 2, bellhop: '3.1.0' });
    assert.equal(code, 'schema-newer');
    assert.match(message, /reports\/1\.0\.0\/evaluation\.json has schema 2; this Bellhop reads up to 1/);
    assert.match(next, /3\.1\.0/);
  });

  const plot = { file: 'a.svg', title: 'A', alt: 'a' };
  const metric = { name: 'd2', title: 'D2', value: 0.5 };
  for (const [key, value] of [
    ['name', ''],
    ['version', 7],
    ['runtime', 'java'],
    ['rows', { fitted: 1 }],
    ['metrics', {}],
    ['metrics[0]', [{ ...metric, value: null }]],
    ['metrics[0]', [{ ...metric, better: 'bigger' }]],
    ['parity', { rows: 5 }],
    ['plots[0]', [{ ...plot, file: '../secret.svg' }]],
    ['plots[0]', [{ ...plot, file: 'https://example.org/a.svg' }]],
    ['plots[0]', [{ ...plot, file: 'a.html' }]],
    ['plots[0]', [{ ...plot, alt: undefined }]],
    ['plots[0]', [{ ...plot, table: { columns: ['a', 'b'], rows: [[1]] } }]],
    ['card', '../../README.md'],
    ['card', undefined],
  ] as const) {
    it(`with ${key} = ${JSON.stringify(value)} is refused by that name`, () => {
      const { code, message } = failureOf({ ...released, [key.replace('[0]', '')]: value });
      assert.equal(code, 'evaluation-broken');
      assert.ok(message.startsWith(`reports/1.0.0/evaluation.json: "${key}" must be `), message);
    });
  }

  it('that is no JSON is refused', () => {
    assert.throws(() => readEvaluation('{', 'evaluation.json'), { code: 'evaluation-broken' });
  });
});
