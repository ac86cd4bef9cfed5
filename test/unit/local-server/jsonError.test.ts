import assert from 'node:assert/strict';
import { jsonError } from '../../../local-server/http/jsonError';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('where a text stops being JSON', () => {
  const cases: [text: string, line: number, column: number][] = [
    ['', 1, 1],
    ['{"rows": [}', 1, 11],
    ['{"rows": [1,]}', 1, 13],
    ['{"a": 1,\n "b": x}', 2, 7],
    ['{"a": 1', 1, 8],
    ['{"a" 1}', 1, 6],
    ['{a: 1}', 1, 2],
    ['{"a": NaN}', 1, 7],
    ['[01]', 1, 3],
    ['"a\nb"', 1, 1],
    ['[1] 2', 1, 5],
    ["{'a': 1}", 1, 2],
  ];
  for (const [text, line, column] of cases) {
    it(`${JSON.stringify(text)}: line ${line}, column ${column}`, () => {
      assert.deepEqual(jsonError(text), { line, column });
    });
  }

  it('agrees with JSON.parse on what is JSON, whatever one character is changed', () => {
    const text = '{"rows":[{"a":-1.5e3,"b":null,"c":"\\u00e9\\n","d":true},[],{}, 0 ]}';
    for (let position = 0; position < text.length; position++) {
      for (const character of ['', 'x', '"', ',', '}', ']', '0', ' ', '\\', '\u0001', '.', '-', 'é']) {
        const changed = text.slice(0, position) + character + text.slice(position + 1);
        assert.equal(jsonError(changed) === undefined, isJson(changed), changed);
      }
    }
  });

  it('bears a depth of a million and a text of eight million characters', () => {
    assert.deepEqual(jsonError('['.repeat(1_000_000)), { line: 1, column: 1_000_001 });
    assert.deepEqual(jsonError(`["${'a'.repeat(8_000_000)}", x]`), { line: 1, column: 8_000_006 });
    assert.deepEqual(jsonError(`["${'\\n'.repeat(4_000_000)}", x]`), { line: 1, column: 8_000_006 });
  });
});
