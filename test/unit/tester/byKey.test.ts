import assert from 'node:assert/strict';
import type { InputSchema } from '../../../contract/artefact';
import { RowValidator } from '../../../contract/rows';
import type { TesterAnswer } from '../../../contract/testerMessages';
import { editOverride, keyRequest, noKey, type KeyDraft } from '../../../webview/tester/byKey/keyDraft';
import { keyMarksOf, type KeyMarks } from '../../../webview/tester/byKey/keyMarks';
import { NULL_TEXT, overrideFieldsOf } from '../../../webview/tester/form/fields';
import { shortText } from './shortText';

const text = { ...shortText, featureKeyMissing: 'give a key' };
const input: InputSchema = {
  type: 'object',
  'x-order': ['age', 'zone', 'leased', 'value'],
  required: ['age', 'zone', 'leased'],
  properties: {
    age: { type: 'number', minimum: 0, 'x-observed': { minimum: 18, maximum: 88 } },
    zone: { type: 'string', 'x-observed': { categories: ['city', 'town'] } },
    leased: { type: 'boolean' },
    value: { type: ['number', 'null'] },
  },
};
const fields = overrideFieldsOf(input, text);
const validator = new RowValidator(input);

/** A draft in which these texts were typed, in this order. */
function typed(featureKey: string, overrides: Record<string, string> = {}): KeyDraft {
  return Object.entries(overrides).reduce(
    (draft, [name, value]) => {
      const field = fields.find((each) => each.name === name);
      assert.ok(field);
      return editOverride(draft, { field, text: value, isOther: false });
    },
    { ...noKey, featureKey },
  );
}

function marks(draft: KeyDraft, answer?: Partial<TesterAnswer>): KeyMarks {
  const whole = answer && { status: 200, milliseconds: 1, body: '', ...answer };
  return keyMarksOf(draft, fields, validator, whole, text);
}

describe('a request by key', () => {
  it('sends only what was filled in, in the model’s order and types', () => {
    const draft = typed(' P-47 ', { leased: 'false', age: '44.5', zone: 'city' });
    assert.deepEqual(keyRequest(draft, fields), {
      featureKey: 'P-47',
      overrides: { age: 44.5, zone: 'city', leased: false },
    });
    assert.deepEqual(Object.keys(keyRequest(draft, fields).overrides), ['age', 'zone', 'leased']);
    const emptied = keyRequest(typed('1', { age: '44', zone: ' ', value: '' }), fields);
    assert.deepEqual(emptied.overrides, { age: 44 });
    assert.deepEqual(keyRequest(typed('1', { age: '4' }), fields).overrides, { age: 4 });
    assert.deepEqual(keyRequest(typed('1', { value: NULL_TEXT }), fields).overrides, { value: null });
    assert.deepEqual(marks(typed('1', { value: NULL_TEXT })).problems, 0);
  });

  it('lacks nothing but its key, and marks an override that the model refuses', () => {
    assert.deepEqual(marks(typed('1')), { fields: new Map(), problems: 0 });
    for (const none of ['', ' ', '.', ' .. ']) {
      const { key, problems } = marks(typed(none));
      assert.deepEqual([key?.text, problems], ['give a key', 1], none);
    }
    const { fields: found, problems } = marks(typed('1', { age: '-1', leased: 'maybe', zone: 'sea' }));
    assert.equal(problems, 2);
    assert.deepEqual(
      [...found].map(([name, { level }]) => `${name} ${level}`),
      ['age problem', 'zone warning', 'leased problem'],
    );
  });

  it('has what the API says of the key at the key, and of a feature at its field', () => {
    const problem = { type: '', title: 'Not Found', status: 404, detail: 'Nothing for it.', request_id: '' };
    assert.equal(
      marks(typed('1'), { status: 404, problem: { ...problem, errors: [] } }).key?.text,
      'Nothing for it.',
    );
    const errors = [{ column: 'value', got: 'x', expected: 'a number' }];
    const refused = marks(typed('1'), { status: 502, problem: { ...problem, status: 502, errors } });
    assert.equal(refused.key, undefined);
    assert.equal(refused.fields.get('value')?.text, 'expected a number, got "x"');
    assert.equal(refused.problems, 0, 'what the API refused may be sent again');
  });
});
