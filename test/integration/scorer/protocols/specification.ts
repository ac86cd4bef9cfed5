import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { parse } from 'yaml';
import type { Answer } from '../scorerInProcess';

const SPECIFICATION = join(__dirname, '../../../fixtures/openInference/open_inference_rest.yaml');

/** Holds answers against the protocol's own description. */
const ajv = new Ajv({ strict: false });
ajv.addSchema(parse(readFileSync(SPECIFICATION, 'utf8')) as object, 'protocol');

export function valid(schema: string, value: unknown): void {
  const validate = ajv.getSchema(`protocol#/components/schemas/${schema}`) ?? assert.fail(schema);
  assert.ok(validate(value), `${schema}: ${JSON.stringify(validate.errors)}`);
}

/** The error of a refused request, which has the protocol's shape and gives nothing away. */
export function refusedWith(answer: Answer, status: number): string {
  assert.equal(answer.status, status, answer.text);
  assert.equal(answer.headers['content-type'], 'application/json');
  const body = JSON.parse(answer.text) as { error: string };
  assert.deepEqual(Object.keys(body), ['error']);
  valid('inference_error_response', body);
  assert.doesNotMatch(answer.text, /\bat .+:\d+:\d+|\/work\/|\/tmp\/|node_modules|local-server/);
  return body.error;
}
