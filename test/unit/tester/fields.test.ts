import assert from 'node:assert/strict';
import type { Column, InputSchema } from '../../../contract/artefact';
import { fieldsOf, type Field } from '../../../webview/tester/form/fields';
import { shortText as text } from './shortText';

function fieldOf(column: Column, isRequired = true): Field {
  const input: InputSchema = {
    type: 'object',
    'x-order': ['column'],
    required: isRequired ? ['column'] : [],
    properties: { column },
  };
  const [field] = fieldsOf(input, text);
  assert.ok(field);
  return field;
}

describe('fieldsOf', () => {
  it('chooses the control by type', () => {
    assert.equal(fieldOf({ type: 'number' }).control, 'number');
    assert.equal(fieldOf({ type: ['integer', 'null'] }).control, 'number');
    assert.equal(fieldOf({ type: 'string' }).control, 'text');
    assert.equal(fieldOf({ type: 'string', format: 'date' }).control, 'date');
    assert.equal(fieldOf({ type: 'boolean' }).control, 'choice');
    assert.equal(fieldOf({ type: 'integer', enum: [1, 2] }).control, 'choice');
  });

  it('offers the observed categories by their labels, and others unless the model rejects them', () => {
    const column: Column = {
      type: ['string', 'null'],
      'x-observed': { categories: ['a', 'constructor', null] },
      'x-labels': { a: 'Alpha' },
    };
    const field = fieldOf(column);
    assert.deepEqual(field.choices, [
      { text: 'a', label: 'a – Alpha' },
      { text: 'constructor', label: 'constructor' },
    ]);
    assert.equal(field.takesOthers, true);
    assert.equal(fieldOf({ ...column, 'x-on-unseen': 'reject' }).takesOthers, false);
    assert.equal(fieldOf({ ...column, enum: ['a', 'b'] }).takesOthers, false);
    assert.equal(fieldOf({ type: 'boolean' }).takesOthers, false);
  });

  it('states limits, what training saw and what empty means', () => {
    const column: Column = { type: 'number', minimum: 0, 'x-observed': { minimum: 18, maximum: 88 } };
    assert.deepEqual(fieldOf(column).hints, ['Allowed: 0 or more', 'Seen: 18 to 88']);
    assert.deepEqual(fieldOf({ ...column, 'x-on-unseen': 'reject' }).hints.at(-1), 'Allowed: 18 to 88');
    assert.deepEqual(fieldOf({ type: ['number', 'null'], maximum: 5 }).hints, [
      'Allowed: up to 5',
      'Empty means null',
    ]);
    assert.deepEqual(fieldOf({ type: 'string' }, false).hints, ['Optional']);
  });

  it('names the column by its title, with unit and description', () => {
    const field = fieldOf({ type: 'number', title: 'Age', 'x-unit': 'years', description: 'At the start.' });
    assert.deepEqual([field.label, field.unit, field.description], ['Age', 'years', 'At the start.']);
    assert.equal(fieldOf({ type: 'number' }).label, 'column');
  });
});
