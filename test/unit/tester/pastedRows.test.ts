import assert from 'node:assert/strict';
import type { InputSchema } from '../../../contract/artefact';
import { fieldsOf } from '../../../webview/tester/form/fields';
import { readPasted } from '../../../webview/tester/form/paste/pastedRows';
import { shortText as text } from './shortText';

const input: InputSchema = {
  type: 'object',
  'x-order': ['age', 'zone', 'bonus', 'value', 'leased', 'start'],
  required: ['age', 'zone', 'bonus', 'leased'],
  properties: {
    age: { type: 'number', title: 'Age of the driver' },
    zone: { type: 'string' },
    bonus: { type: 'integer' },
    value: { type: ['number', 'null'] },
    leased: { type: 'boolean' },
    start: { type: 'string', format: 'date' },
  },
};
const fields = fieldsOf(input, text);

function rowsIn(pasted: string): Record<string, unknown>[] {
  const found = readPasted(pasted, fields);
  if (found.kind !== 'rows') assert.fail(found.why);
  return found.rows;
}

const row = { age: 44.5, zone: 'city', bonus: 5, value: null, leased: true, start: '2026-01-31' };

describe('readPasted', () => {
  it('reads cells of a spreadsheet by their line of names, titles too, in any order', () => {
    const pasted =
      'Age of the driver\tZONE\tbonus\tvalue\tleased\tstart\tnote\n44.5\tcity\t5\t\tTRUE\t2026-01-31\tx\n';
    assert.deepEqual(rowsIn(pasted), [row]);
    const found = readPasted('zone\tbonus\tnote\ncity\t5\tx', fields);
    assert.ok(found.kind === 'rows');
    assert.deepEqual(found.missing, ['age', 'value', 'leased', 'start']);
    assert.deepEqual(found.unknown, ['note']);
    assert.deepEqual(found.rows, [{ zone: 'city', bonus: 5 }]);
  });

  it('takes as many cells as the model has columns without names, and refuses fewer', () => {
    assert.deepEqual(rowsIn('44.5\tcity\t5\t\ttrue\t2026-01-31'), [row]);
    assert.deepEqual(readPasted('44.5\tcity', fields), { kind: 'refused', why: 'header' });
    assert.deepEqual(readPasted(' \n ', fields), { kind: 'refused', why: 'empty' });
  });

  it('reads CSV with quotes, line breaks in cells, and decimal commas where they can mean nothing else', () => {
    const csv = 'zone,bonus\r\n"a ""b"", c\nd",3\r\n';
    assert.deepEqual(rowsIn(csv), [{ zone: 'a "b", c\nd', bonus: 3 }]);
    assert.deepEqual(rowsIn('zone;age\ncity;44,5\ncity;1,234'), [
      { zone: 'city', age: 44.5 },
      { zone: 'city', age: '1,234' },
    ]);
  });

  it('reads what pandas prints of a frame, also in several blocks, and says where it was cut', () => {
    const printed = `
    age    zone  bonus  value  leased      start
0  44.5    city      5    NaN    True 2026-01-31
1  30.0  a town     12  100.0   False 2026-02-01
`;
    // A date is one space away from the column before it where its header is narrower.
    assert.deepEqual(rowsIn(printed), [
      row,
      { age: 30, zone: 'a town', bonus: 12, value: 100, leased: false, start: '2026-02-01' },
    ]);
    const blocks = `       age  zone  \\
first   44  city
other   30  town

       bonus
first      5
other      7

[2 rows x 3 columns]`;
    assert.deepEqual(rowsIn(blocks), [
      { age: 44, zone: 'city', bonus: 5 },
      { age: 30, zone: 'town', bonus: 7 },
    ]);
    const cut = '   age  ...  bonus\n0   44  ...      5';
    assert.deepEqual(readPasted(cut, fields), { kind: 'refused', why: 'cut' });
  });

  it('reads what pandas prints of one row', () => {
    const printed = 'age           44.5\nzone          city\nvalue          NaN\nName: 0, dtype: object';
    assert.deepEqual(rowsIn(printed), [{ age: 44.5, zone: 'city', value: null }]);
  });

  it('reads Python dicts as a notebook shows them', () => {
    const python = `{'age': np.float64(44.5), "zone": 'city', 'bonus': 5, 'value': nan,
      'leased': True, 'start': datetime.date(2026, 1, 31),}`;
    assert.deepEqual(rowsIn(python), [row]);
    assert.deepEqual(rowsIn("[{'age': 1_000, 'zone': 'it\\'s \\u00e9'}, {'age': Decimal('2.5')}]"), [
      { age: 1000, zone: "it's é" },
      { age: 2.5 },
    ]);
    assert.deepEqual(rowsIn("{'age': {0: 1, 1: 2}, 'zone': {0: 'a', 1: 'b'}}"), [
      { age: 1, zone: 'a' },
      { age: 2, zone: 'b' },
    ]);
    assert.deepEqual(rowsIn("{'age': [1, 2]}"), [{ age: 1 }, { age: 2 }]);
  });

  it('reads JSON, and refuses what runs code or goes too deep', () => {
    assert.deepEqual(rowsIn('{"rows": [{"age": 1, "x": 2}]}'), [{ age: 1 }]);
    assert.deepEqual(rowsIn('{"__proto__": {"polluted": 1}, "age": 1}'), [{ age: 1 }]);
    for (const odd of ["{'age': df.age[0]}", '{', '[]', '[1, 2]', '['.repeat(5000), "{'age': x}", '{}']) {
      const found = readPasted(odd, fields);
      assert.ok(
        found.kind === 'refused' && found.why === 'unreadable',
        `${odd.slice(0, 20)} ${JSON.stringify(found)}`,
      );
    }
  });
});
