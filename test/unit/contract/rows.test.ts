import assert from 'node:assert/strict';
import type { InputSchema } from '../../../contract/artefact';
import { RowValidator } from '../../../contract/rows';

const input: InputSchema = {
  type: 'object',
  'x-order': ['age', 'zone', 'smoker', 'started', 'note'],
  required: ['age', 'zone', 'smoker'],
  properties: {
    age: { type: 'integer', minimum: 0, maximum: 120, 'x-observed': { minimum: 18, maximum: 80 } },
    zone: { type: 'string', 'x-observed': { categories: ['1', '2', 'north'] } },
    smoker: { type: 'boolean' },
    started: { type: ['string', 'null'], format: 'date' },
    note: { type: 'string', 'x-on-unseen': 'reject', 'x-observed': { categories: ['a', 'b'] } },
  },
};
const good = { age: 40, zone: 'north', smoker: false };
const validator = new RowValidator(input);

/** The only problem of a row. */
function problem(row: unknown) {
  const { problems, rows } = validator.check([row]);
  assert.equal(problems.length, 1, JSON.stringify(problems));
  assert.deepEqual(rows, [], 'nothing is scored of a refused request');
  return problems[0];
}

/** The only warning of a row that scores. */
function warning(row: unknown) {
  const { problems, warnings } = validator.check([row]);
  assert.deepEqual(problems, []);
  assert.equal(warnings.length, 1, JSON.stringify(warnings));
  return warnings[0];
}

describe('the validator of rows', () => {
  it('gives the rows in the columns and types of the model', () => {
    const { rows, problems, warnings } = validator.check([{ smoker: true, zone: 1, age: 40.0 }]);
    assert.deepEqual({ problems, warnings }, { problems: [], warnings: [] });
    assert.deepEqual(rows, [{ age: 40, zone: '1', smoker: true, started: null, note: null }]);
  });

  it('lets an age of 91 score, with a warning that says what training saw', () => {
    assert.deepEqual(warning({ ...good, age: 91 }), {
      row: 0,
      column: 'age',
      got: 91,
      observed: '18 to 80',
    });
  });

  it('lets an unknown category score, with a warning', () => {
    assert.deepEqual(warning({ ...good, zone: 'south' }), {
      row: 0,
      column: 'zone',
      got: 'south',
      observed: 'one of 1, 2, north',
    });
  });

  it('refuses a value beyond a hard limit and names row, column, got and expected', () => {
    assert.deepEqual(problem({ ...good, age: 121 }), {
      row: 0,
      column: 'age',
      got: 121,
      expected: 'an integer from 0 to 120',
    });
  });

  for (const [column, value, expected] of [
    ['age', 40.5, 'an integer from 0 to 120'],
    ['age', '40', 'an integer from 0 to 120'],
    ['age', null, 'an integer from 0 to 120'],
    ['age', NaN, 'an integer from 0 to 120'],
    ['age', Infinity, 'an integer from 0 to 120'],
    ['zone', 1.5, 'a text, such as 1, 2, north'],
    ['zone', true, 'a text, such as 1, 2, north'],
    ['smoker', 'yes', 'true or false'],
    ['smoker', 1, 'true or false'],
    ['started', '2026-02-30', 'a date such as 2026-01-31 or null'],
    ['note', 'c', 'one of a, b'],
  ] as const) {
    it(`refuses ${column} = ${String(value)}: expected ${expected}`, () => {
      assert.equal(problem({ ...good, [column]: value })?.expected, expected);
    });
  }

  it('takes null for a column that may be null', () => {
    assert.deepEqual(validator.check([{ ...good, started: null }]).problems, []);
    assert.deepEqual(validator.check([{ ...good, started: '2026-02-28' }]).problems, []);
  });

  it('finds the misspelt column for a missing one', () => {
    const { age, smoker } = good;
    assert.deepEqual(problem({ age, smoker, Zone: 'north' }), {
      row: 0,
      column: 'zone',
      got: null,
      expected: 'a value: the column is required (the row has "Zone")',
    });
  });

  it('warns of a column that the model does not have', () => {
    assert.equal(
      warning({ ...good, started_: '2026-01-01' })?.observed,
      'no such column; the nearest is "started"',
    );
    assert.equal(warning({ ...good, colour: 'red' })?.observed, 'no such column');
  });

  it('is not misled by names of Object.prototype', () => {
    const row = JSON.parse(
      '{"age":40,"zone":"1","smoker":true,"__proto__":{"note":"c"},"constructor":1}',
    ) as unknown;
    const { problems, warnings } = validator.check([row]);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      warnings.map(({ column }) => column),
      ['__proto__', 'constructor'],
    );
  });

  for (const rows of [undefined, null, {}, 'rows', [], 3]) {
    it(`refuses ${JSON.stringify(rows)} instead of rows`, () => {
      const { problems } = validator.check(rows);
      assert.equal(problems[0]?.expected, 'a list of at least one row');
    });
  }

  it('names the row that is no object', () => {
    const { problems } = validator.check([good, [1, 2]]);
    assert.deepEqual(problems, [
      { row: 1, got: 'a list of 2', expected: 'an object of column names and values' },
    ]);
  });

  it('stops at twenty problems', () => {
    assert.equal(validator.check(Array.from({ length: 50 }, () => ({ zone: 'north' }))).problems.length, 20);
  });

  it('refuses a row of a hundred thousand columns as a whole', () => {
    const wide = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`c${index}`, 1]));
    assert.deepEqual(problem({ ...good, ...wide }), {
      row: 0,
      got: '100003 columns',
      expected: "the model's 5 columns",
    });
  });
});
