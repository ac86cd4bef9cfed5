import assert from 'node:assert/strict';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import type { InputSchema } from '../../../contract/artefact';
import { requestSchema } from '../../../contract/requestSchema';
import { RowValidator } from '../../../contract/rows';

const input: InputSchema = {
  type: 'object',
  'x-order': ['age', 'zone', 'make', 'value', 'leased', 'start', 'bonus'],
  required: ['age', 'zone', 'leased'],
  properties: {
    age: {
      type: 'number',
      title: 'Age',
      'x-unit': 'years',
      minimum: 0,
      'x-observed': { minimum: 18, maximum: 88 },
    },
    zone: { type: 'string', 'x-observed': { categories: ['1', '2'] }, 'x-on-unseen': 'reject' },
    make: { type: ['string', 'null'], 'x-labels': { a: 'Alpha' }, 'x-observed': { categories: ['a', 'b'] } },
    value: { type: ['number', 'null'], maximum: 10 },
    leased: { type: 'boolean' },
    start: { type: 'string', format: 'date' },
    bonus: { type: 'integer', enum: [1, 2] },
  },
};
const schema = requestSchema(input, [{ title: 'First', row: { age: 40, zone: '1', leased: true } }]);

describe('the schema of a request', () => {
  it('refuses just what the validator refuses', () => {
    const ajv = new Ajv({ strict: false });
    (formats as unknown as (instance: Ajv) => void)(ajv);
    const isValid = ajv.compile(schema);
    const validator = new RowValidator(input);
    const good = { age: 40, zone: '1', leased: true };
    const changes: Record<string, unknown[]> = {
      age: [91, -1, '4', null, 1.5],
      zone: ['2', '3', 1, 3, null],
      make: ['a', 'other', null, 7, true],
      value: [null, 10, 11, '1'],
      leased: [false, 1, 'true'],
      start: ['2026-01-31', '2026-02-30', 'soon', null],
      bonus: [1, 3, null, '1'],
      extra: [1],
    };
    for (const [name, values] of Object.entries(changes)) {
      for (const value of values) {
        const rows = [{ ...good, [name]: value }];
        const accepted = validator.check(rows).problems.length === 0;
        assert.equal(isValid({ rows }), accepted, `${name} ${JSON.stringify(value)}`);
      }
    }
    for (const rows of [[], [1], [{}]]) assert.equal(isValid({ rows }), false);
  });

  it('offers the examples, the categories with their labels, and says what a column takes', () => {
    const text = JSON.stringify(schema);
    assert.match(text, /"defaultSnippets":\[\{"label":"First","body":\{"age":40/);
    assert.match(text, /"enum":\["a","b",null\],"enumDescriptions":\["Alpha","",""\]/);
    assert.match(text, /Age\\n\\nyears\\n\\nTakes a number of at least 0\./);
  });
});
