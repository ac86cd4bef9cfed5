import assert from 'node:assert/strict';
import type { ColumnType, NamedColumn, Scalar } from '../../../contract/artefact';
import type { ElementType } from '../../../local-server/engine/engine';
import { FeedBuffer } from '../../../local-server/model/feedBuffer';
import { beyondType, feedOf, type Feed } from '../../../local-server/model/feeds';

function named(kind: ColumnType, nullable = false, required = true): NamedColumn {
  return { name: 'a', column: { type: nullable ? [kind, 'null'] : kind }, kind, nullable, required };
}

function feed(kind: ColumnType, type: ElementType, nullable = false): Feed {
  const result = feedOf(named(kind, nullable), { name: 'a', type, shape: [null, 1] });
  assert.ok(typeof result !== 'string');
  return result;
}

function data(kind: ColumnType, type: ElementType, values: Scalar[], nullable = false): unknown[] {
  const buffer = new FeedBuffer([feed(kind, type, nullable)]);
  buffer.append(values);
  const tensor = buffer.tensors()['a'];
  assert.equal(tensor?.type, type);
  assert.deepEqual(tensor.dims, [values.length, 1]);
  return [...tensor.data];
}

describe('the feed of a column', () => {
  it('has the type that the graph declares', () => {
    assert.deepEqual(data('number', 'float64', [0.1, -2]), [0.1, -2]);
    assert.deepEqual(data('number', 'float32', [0.5]), [0.5]);
    assert.deepEqual(data('integer', 'int64', [Number.MAX_SAFE_INTEGER]), [9007199254740991n]);
    assert.deepEqual(data('integer', 'int32', [-7]), [-7]);
    assert.deepEqual(data('integer', 'float32', [3]), [3]);
    assert.deepEqual(data('boolean', 'bool', [true, false]), [1, 0]);
    assert.deepEqual(data('boolean', 'int64', [true, false]), [1n, 0n]);
    assert.deepEqual(data('string', 'string', ['x', '']), ['x', '']);
  });

  it('has NaN or the empty text for null', () => {
    assert.deepEqual(data('number', 'float32', [null], true), [NaN]);
    assert.deepEqual(data('integer', 'float64', [null], true), [NaN]);
    assert.deepEqual(data('string', 'string', [null], true), ['']);
  });

  it('has what the input says for null, which is not the empty text', () => {
    const input = { name: 'a', type: 'string', shape: [null], nullText: '?' };
    const texts = feedOf(named('string', true), input);
    assert.ok(typeof texts !== 'string');
    const buffer = new FeedBuffer([texts]);
    buffer.append(['', null]);
    assert.deepEqual(buffer.tensors()['a']?.data, ['', '?']);
  });

  it('has one dimension where the graph wants one', () => {
    const flat = feedOf(named('number'), { name: 'a', type: 'float32', shape: [null] });
    assert.ok(typeof flat !== 'string');
    const buffer = new FeedBuffer([flat]);
    buffer.append([1, 2]);
    assert.deepEqual(buffer.tensors()['a']?.dims, [2]);
  });

  const refused: [what: string, column: NamedColumn, type: string, shape: (number | null)[], says: RegExp][] =
    [
      [
        'a number for an integer input',
        named('number'),
        'int64',
        [null, 1],
        /number column "a" .* type int64/,
      ],
      [
        'a text for a number input',
        named('string'),
        'float32',
        [null, 1],
        /string column "a" .* type float32/,
      ],
      ['null for an integer input', named('integer', true), 'int64', [null, 1], /may be null.*int64/],
      [
        'an absent value for a boolean input',
        named('boolean', false, false),
        'bool',
        [null, 1],
        /may be null.*bool/,
      ],
      ['a tensor of several columns', named('number'), 'float32', [null, 20], /shape \[N, 20\]/],
      ['a graph for one row', named('number'), 'float32', [1, 1], /shape \[1, 1\]/],
      ['a type that is not fed', named('number'), 'float16', [null, 1], /float16/],
    ];
  for (const [what, column, type, shape, says] of refused) {
    it(`is refused: ${what}`, () => {
      const result = feedOf(column, { name: 'a', type, shape });
      assert.ok(typeof result === 'string');
      assert.match(result, says);
    });
  }

  it('refuses a value that the type would wrap or make infinite', () => {
    assert.match(beyondType(feed('integer', 'int32'), 2 ** 31) ?? '', /2147483647/);
    assert.match(beyondType(feed('number', 'float32'), 1e39) ?? '', /3.4e38/);
    assert.equal(beyondType(feed('integer', 'int32'), 2 ** 31 - 1), undefined);
    assert.equal(beyondType(feed('number', 'float64'), 1e300), undefined);
    assert.equal(beyondType(feed('number', 'float32', true), null), undefined);
  });
});
