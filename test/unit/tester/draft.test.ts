import assert from 'node:assert/strict';
import type { InputSchema } from '../../../contract/artefact';
import { draftOf, editField, editJson, type Draft, underModel } from '../../../webview/tester/form/draft';
import { fieldsOf, type Field } from '../../../webview/tester/form/fields';
import { shortText as text } from './shortText';

const input: InputSchema = {
  type: 'object',
  'x-order': ['age', 'zone', 'value', 'leased', 'name', '__proto__'],
  required: ['age', 'zone', 'leased'],
  properties: JSON.parse(`{
    "age": {"type": "number"},
    "zone": {"type": "string", "x-observed": {"categories": ["1", "2"]}},
    "value": {"type": ["integer", "null"]},
    "leased": {"type": "boolean"},
    "name": {"type": "string"},
    "__proto__": {"type": "string"}
  }`) as InputSchema['properties'],
};
const fields = fieldsOf(input, text);
const example = { title: 'First', row: { age: 40.5, zone: '2', value: null, leased: false } };

function typed(draft: Draft, name: string, value: string, isOther = false): Draft {
  const field = fields.find((each) => each.name === name) as Field;
  return editField(draft, { field, text: value, isOther }, fields);
}

/** The row that would be sent after a text was typed into a field. */
function valueAfter(name: string, value: string): unknown {
  const [row] = typed(draftOf(example, fields), name, value).rows;
  return row && Object.hasOwn(row, name) ? row[name] : undefined;
}

describe('draft', () => {
  it('begins with the example, in both views', () => {
    const draft = draftOf(example, fields);
    assert.deepEqual(draft.rows, [example.row]);
    assert.deepEqual(Object.entries(draft.fields), [
      ['age', '40.5'],
      ['zone', '2'],
      ['value', ''],
      ['leased', 'false'],
      ['name', ''],
      ['__proto__', ''],
    ]);
    assert.deepEqual(JSON.parse(draft.json), { rows: [example.row] });
  });

  it('turns texts into values of the column’s type, and leaves what is none for the validator', () => {
    const cases: [string, string, unknown][] = [
      ['age', ' 41 ', 41],
      ['age', '.5', 0.5],
      ['age', '-1e3', -1000],
      ['age', '1,5', '1,5'],
      ['age', '0x10', '0x10'],
      ['age', 'Infinity', 'Infinity'],
      ['age', '', undefined],
      ['value', '', null],
      ['value', '1.5', 1.5],
      ['zone', '1', '1'],
      ['name', ' a ', ' a '],
      ['name', '', undefined],
      ['leased', 'true', true],
      ['__proto__', 'x', 'x'],
    ];
    for (const [name, value, expected] of cases) {
      assert.deepEqual(valueAfter(name, value), expected, `${name} ${value}`);
    }
  });

  it('keeps what was typed, though the value has a shorter text', () => {
    const draft = typed(draftOf(example, fields), 'age', '1.0');
    assert.equal(draft.fields['age'], '1.0');
    assert.equal(draft.rows[0]?.['age'], 1);
  });

  it('takes a body, a list of rows and a single row as JSON', () => {
    const row = { age: 1, zone: '9', leased: true };
    for (const json of [{ rows: [row] }, [row], row]) {
      const draft = editJson(draftOf(example, fields), JSON.stringify(json), fields, text);
      assert.deepEqual(draft.rows, [row]);
      assert.equal(draft.json, JSON.stringify(json));
      assert.equal(draft.fields['zone'], '9');
      assert.deepEqual(draft.others, ['zone']);
    }
  });

  it('keeps the last good rows while the JSON is broken, and says why it is', () => {
    const start = draftOf(example, fields);
    for (const json of ['{', '[]', '{"rows": []}', '[1]', '"text"', 'null', '{"rows": [[]]}']) {
      const draft = editJson(start, json, fields, text);
      assert.match(draft.broken ?? '', json === '{' ? /^broken: ./ : /^not rows$/, json);
      assert.deepEqual([draft.rows, draft.fields, draft.json], [start.rows, start.fields, json]);
    }
    assert.equal(editJson(start, ' '.repeat(10_000_001), fields, text).broken, 'too large');
    assert.equal(typed(editJson(start, '{', fields, text), 'age', '2').broken, undefined);
  });

  it('changes only the first row from a field, and keeps columns that the model lacks', () => {
    const rows = [{ extra: [1], age: 1 }, { age: 2 }];
    const draft = typed(editJson(draftOf(example, fields), JSON.stringify(rows), fields, text), 'age', '7');
    assert.equal(JSON.stringify(draft.rows), '[{"age":7,"extra":[1]},{"age":2}]');
  });

  it('follows a new model only while nobody typed', () => {
    const newer = { title: 'New', row: { ...example.row, age: 50 } };
    const start = draftOf(example, fields);
    assert.equal(underModel(start, newer, fields).fields['age'], '50');
    assert.equal(underModel(typed(start, 'age', '7'), newer, fields).fields['age'], '7');
    const broken = editJson(start, '{', fields, text);
    assert.equal(underModel(broken, newer, fields).json, '{');
  });
});
