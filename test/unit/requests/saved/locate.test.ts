import assert from 'node:assert/strict';
import type { PathStep } from '../../../../contract/jsonPath';
import { locate } from '../../../../extension/requests/saved/locate';

const text = `{
  "schema": 1, "na\\"me": "a { b ] , : \\" c",
  "rows": [ {"zone": "city"}, { "zone" : null , "bonus": -1.5e3 } ],
  "expect": { "values": [ {"path": "$"}, { "path": "$.a", "equals": [] } ] }
}`;

function at(...steps: PathStep[]): string {
  const { start, end } = locate(text, steps);
  return text.slice(start, end);
}

describe('the place of a value in a JSON text', () => {
  it('is found through objects and lists', () => {
    assert.equal(at('rows', 1, 'bonus'), '-1.5e3');
    assert.equal(at('rows', 1, 'zone'), 'null');
    assert.equal(at('rows', 0), '{"zone": "city"}');
    assert.equal(at('expect', 'values', 1), '{ "path": "$.a", "equals": [] }');
    assert.equal(at('expect', 'values', 1, 'equals'), '[]');
    assert.equal(at('na"me'), '"a { b ] , : \\" c"');
    assert.equal(at(), text);
  });

  it('is the nearest one around where the value itself is not there', () => {
    assert.equal(at('rows', 1, 'fuel'), '{ "zone" : null , "bonus": -1.5e3 }');
    assert.equal(at('rows', 7), '[ {"zone": "city"}, { "zone" : null , "bonus": -1.5e3 } ]');
    assert.equal(at('schema', 'deeper'), '1');
    assert.equal(at('nothing'), text);
  });

  it('is the last of two members with one name, as JSON.parse takes it', () => {
    const { start } = locate('{"a": 1, "a": 2}', ['a']);
    assert.equal(start, 14);
  });

  it('is the beginning of a text that holds nothing', () => {
    assert.deepEqual(locate('', ['a']), { start: 0, end: 0 });
  });
});
