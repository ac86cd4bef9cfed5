import assert from 'node:assert/strict';
import type { InputSchema } from '../../../contract/artefact';
import { RowValidator } from '../../../contract/rows';
import { draftOf, type Draft } from '../../../webview/tester/form/draft';
import { fieldsOf } from '../../../webview/tester/form/fields';
import { marksOf, remarksOf } from '../../../webview/tester/form/marks';
import { shortText as text } from './shortText';

const input: InputSchema = {
  type: 'object',
  'x-order': ['age', 'bonus'],
  required: ['age', 'bonus'],
  properties: {
    age: { type: 'number', minimum: 0, 'x-observed': { minimum: 18, maximum: 88 } },
    bonus: { type: 'integer' },
  },
};
const validator = new RowValidator(input);

function draft(...rows: Record<string, unknown>[]): Draft {
  return { ...draftOf(undefined, fieldsOf(input, text)), rows };
}

describe('marksOf', () => {
  it('marks problems and warnings at the fields of the first row', () => {
    const marks = marksOf(draft({ age: 91, bonus: '1' }), validator, undefined, text);
    assert.equal(marks.problems, 1);
    assert.deepEqual(marks.fields.get('bonus'), { level: 'problem', text: 'expected an integer, got "1"' });
    assert.deepEqual(marks.fields.get('age'), { level: 'warning', text: 'saw 18 to 88' });
  });

  it('says what is missing without a value that was never given', () => {
    const marks = marksOf(draft({ age: 20 }), validator, undefined, text);
    assert.equal(marks.fields.get('bonus')?.text, 'expected a value: the column is required');
  });

  it('names row and column of what has no field, each thing once', () => {
    const marks = marksOf(
      draft({ age: 20, bonus: 1, bonuss: 2 }, { age: -1, bonus: 1 }),
      validator,
      undefined,
      text,
    );
    assert.deepEqual(
      marks.elsewhere.map((mark) => `${mark.level} ${mark.text}`),
      [
        'problem 2 age: expected a number of at least 0, got -1',
        'warning 1 bonuss: saw no such column; the nearest is "bonus"',
      ],
    );
  });

  it('counts broken JSON as a problem, and an answer’s problems not: those are the server’s', () => {
    const good = draft({ age: 20, bonus: 1 });
    assert.equal(marksOf({ ...good, broken: 'broken' }, validator, undefined, text).problems, 1);
    const errors = [
      { row: 0, column: 'bonus', got: 1, expected: 'less' },
      { got: null, expected: 'a smaller body' },
    ];
    const problem = { type: '', title: '', status: 422, detail: '', request_id: '', errors };
    const answer = { status: 422, milliseconds: 1, body: '', problem };
    const marks = marksOf(good, validator, answer, text);
    assert.equal(marks.problems, 0);
    assert.equal(marks.fields.get('bonus')?.text, 'expected less, got 1');
    assert.deepEqual(marks.elsewhere, [{ level: 'problem', text: 'expected a smaller body' }]);
    assert.deepEqual(
      remarksOf(answer, text).map((mark) => mark.text),
      ['1 bonus: expected less, got 1', 'expected a smaller body'],
    );
  });
});
