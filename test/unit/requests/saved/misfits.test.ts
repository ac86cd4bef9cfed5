import assert from 'node:assert/strict';
import type { InputSchema } from '../../../../contract/artefact';
import { RowValidator } from '../../../../contract/rows';
import { readSavedRequest, type SavedRequest } from '../../../../contract/savedRequest';
import { fitRequest, renameRequest, type Replacement } from '../../../../extension/requests/saved/fitRequest';
import { misfitsOf, type RowModel } from '../../../../extension/requests/saved/misfits';

const input: InputSchema = {
  type: 'object',
  'x-order': ['zone', 'bonus_class', 'age', 'remark'],
  properties: {
    zone: { type: 'string', enum: ['city', 'rural'] },
    bonus_class: { type: 'integer', minimum: 1, maximum: 7 },
    age: { type: 'number' },
    remark: { type: ['string', 'null'] },
  },
  required: ['zone', 'bonus_class', 'age'],
};
const model: RowModel = {
  input,
  examples: [{ title: 'First', row: { zone: 'rural', bonus_class: 3, age: 40, remark: null } }],
};
const request = (rows: SavedRequest['rows'], status?: number): SavedRequest => ({
  schema: 1,
  name: 'Old',
  rows,
  ...(status !== undefined && { expect: { status } }),
});
const applied = (text: string, { range, text: inserted }: Replacement): string =>
  text.slice(0, range.start) + inserted + text.slice(range.end);

describe('saved requests after a change of the model’s schema', () => {
  it('still fit where nothing that they use has changed', () => {
    assert.deepEqual(misfitsOf(request([{ zone: 'city', bonus_class: 1, age: 30 }]), model), []);
  });

  it('are told by column what no longer fits, with the fix', () => {
    const rows = [
      { zone: 'suburb', bonusclass: 1, make: 'x' },
      { zone: 'suburb', bonusclass: 2, make: 'y' },
    ];
    assert.deepEqual(
      misfitsOf(request(rows), model).map(({ message, at, fix }) => [message, at, fix?.title]),
      [
        [
          'the model has no column "bonusclass", but "bonus_class"',
          ['rows', 0, 'bonusclass'],
          'Rename "bonusclass" to "bonus_class"',
        ],
        ['the model has no column "make"', ['rows', 0, 'make'], 'Remove "make"'],
        [
          '"zone" is "suburb", but the model takes one of city, rural',
          ['rows', 0, 'zone'],
          'Set "zone" to "rural" instead of "suburb"',
        ],
        ['the model needs a column "age"', ['rows', 0], 'Add "age" as 40'],
      ],
    );
  });

  it('fit after the fixes, which change nothing else in the file', () => {
    const text = `{ "schema": 1, "name": "Old", "rows": [{"zone": "suburb", "bonusclass": 1, "make": "x"},
  {"zone": "city", "bonusclass": 9, "age": 20}],
  "expect": { "values": [{ "path": "$.predictions[0]", "equals": 0.25 }] }, "own": [1] }\n`;
    const old = readSavedRequest(text, 'old');
    const fitted = applied(text, fitRequest(text, old, model));
    const now = readSavedRequest(fitted, 'new');
    assert.deepEqual(misfitsOf(now, model), []);
    assert.deepEqual(new RowValidator(input).check(now.rows).problems, []);
    assert.deepEqual(
      now.rows,
      [
        { zone: 'rural', bonus_class: 1, age: 40 },
        { zone: 'city', bonus_class: 9, age: 20 },
      ].map((row) => (row.bonus_class === 9 ? { ...row, bonus_class: 3 } : row)),
    );
    assert.ok(fitted.endsWith(text.slice(text.indexOf('],\n  "expect"') + 1)), fitted);
  });

  it('that expect to be refused fit whatever they hold', () => {
    assert.deepEqual(misfitsOf(request([{ zone: 1 }], 400), model), []);
  });

  it('have no fix where only a person knows a value', () => {
    const [misfit] = misfitsOf(request([{ zone: 'city', bonus_class: 1 }]), { input, examples: [] });
    assert.deepEqual([misfit?.message, misfit?.fix], ['the model needs a column "age"', undefined]);
  });

  it('are renamed in place', () => {
    const text = '{\n "name" : "Old",\n "rows": [{}], "schema": 1 }';
    assert.equal(applied(text, renameRequest(text, 'New "one"')), text.replace('"Old"', '"New \\"one\\""'));
  });
});
