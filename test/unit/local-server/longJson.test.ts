import assert from 'node:assert/strict';
import { parseLongJson, type PieceReader } from '../../../local-server/http/longJson';

/** Long enough to be cut several times. */
const LONG = Array.from({ length: 20_000 }, (_, index) => ({
  a: index,
  b: `"[{,]}\\ é ${index}`,
  c: [index, []],
}));

async function same(text: string): Promise<void> {
  assert.deepEqual(await parseLongJson(Buffer.from(text)), JSON.parse(text));
}

describe('a long JSON text, parsed in slices', () => {
  const documents: [what: string, value: unknown][] = [
    ['a list of objects in an object', { rows: LONG, other: 1 }],
    ['a list', LONG],
    ['lists in lists', { data: LONG.map(({ a, b, c }) => [a, b, c]), columns: ['a', 'b', 'c'] }],
    ['long lists in a long list', [LONG, LONG.slice(0, 9000), 1, LONG]],
    ['a long list alone in lists and objects', [[{ a: [LONG] }]]],
    ['several lists', { inputs: { a: LONG.map(({ a }) => a), b: LONG.map(({ b }) => b) } }],
    ['no list', { text: 'x'.repeat(300_000) }],
    ['short lists', { a: [1, 2], b: [] }],
  ];
  for (const [what, value] of documents) {
    it(`is what JSON.parse makes of it: ${what}`, async () => {
      await same(JSON.stringify(value));
      await same(` ${JSON.stringify(value, null, 2)}\n`);
    });
  }

  it('keeps the last of the keys that are given twice', async () => {
    const text = JSON.stringify(LONG);
    await same(`{"rows":[1],"rows":${text}}`);
    await same(`{"rows":${text},"rows":[1]}`);
  });

  it('keeps __proto__ a plain key', async () => {
    const parsed = (await parseLongJson(Buffer.from(`{"__proto__":${JSON.stringify(LONG)}}`))) as object;
    assert.equal(Object.getPrototypeOf(parsed), Object.prototype);
    assert.deepEqual(Object.getOwnPropertyDescriptor(parsed, '__proto__')?.value, LONG);
  });

  const valid = JSON.stringify({ rows: LONG });
  const inside = valid.indexOf('},{', 400_000) + 1;
  const broken: [what: string, text: string][] = [
    ['is empty', ''],
    ['ends early', valid.slice(0, -2)],
    ['ends inside a text', valid.slice(0, valid.indexOf('é', 500_000))],
    ['has an element too few', `${valid.slice(0, inside)},${valid.slice(inside)}`],
    ['has a comma at the end', valid.replace(/\]\}$/, ',]}')],
    ['has no comma', valid.slice(0, inside) + valid.slice(inside + 1)],
    ['has a bracket too many', `${valid}]`],
    ['has a bracket of the other kind', valid.replace(/\]\}$/, '}]')],
    ['has something behind', `${valid} 1`],
    ['has something before its list', valid.replace('[', '1[')],
    ['begins its list with a comma', valid.replace('[', `[${' '.repeat(100_000)},`)],
  ];
  for (const [what, text] of broken) {
    it(`is refused where it ${what}`, async () => {
      assert.throws(() => JSON.parse(text), SyntaxError);
      await assert.rejects(parseLongJson(Buffer.from(text)), SyntaxError);
    });
  }

  it('is refused where it is not UTF-8', async () => {
    const bytes = Buffer.from(valid);
    bytes[bytes.indexOf('é', 600_000)] = 0xff;
    await assert.rejects(parseLongJson(bytes), SyntaxError);
  });

  it('bears a depth of a million', async () => {
    const deep = 1_000_000;
    await assert.rejects(parseLongJson(Buffer.from('['.repeat(deep))), SyntaxError);
    assert.ok(await parseLongJson(Buffer.from('['.repeat(deep) + ']'.repeat(deep))));
  });

  it('lets others have their turn', async () => {
    let turns = 0;
    let isDone = false;
    const count = (): void => {
      turns += 1;
      if (!isDone) setImmediate(count);
    };
    setImmediate(count);
    await parseLongJson(Buffer.from(JSON.stringify(Array(20).fill(LONG))));
    isDone = true;
    assert.ok(turns > 10, `${turns} turns`);
  });
});

/** What stands for a list that is not parsed yet. */
class Kept {
  constructor(
    readonly length: number,
    readonly pieces: readonly PieceReader[],
  ) {}
}

describe('a list of a long JSON text that is parsed when it is read', () => {
  const parse = (text: string): Promise<unknown> =>
    parseLongJson(Buffer.from(text), {
      name: 'rows',
      make: (length, pieces) => new Kept(length, pieces),
    });

  /** The document with its kept lists read, and whether there were any. */
  async function read(text: string): Promise<{ value: unknown; kept: boolean }> {
    const value = (await parse(text)) as Record<string, unknown>;
    const { rows } = value;
    if (!(rows instanceof Kept)) return { value, kept: false };
    const elements = rows.pieces.flatMap((piece) => piece());
    assert.equal(rows.length, elements.length);
    assert.ok(rows.pieces.length > 5, `${rows.pieces.length} pieces`);
    return { value: { ...value, rows: elements }, kept: true };
  }

  const documents: [what: string, value: unknown, kept: boolean][] = [
    ['a list of objects', { rows: LONG, other: [1] }, true],
    ['behind other members', { '"rows":[': 1, a: LONG.slice(0, 9000), rows: LONG }, true],
    ['a list that holds long lists', { rows: [...LONG, LONG, ...LONG] }, true],
    ['a short list', { rows: [1, 2], text: 'x'.repeat(300_000) }, false],
    ['no list', { rows: 'x'.repeat(300_000) }, false],
    ['another member', { 'more rows': LONG, rows: null }, false],
    ['a member of a member', { inner: { rows: LONG } }, false],
    ['a list of the name inside a list', [{ rows: LONG }], false],
  ];
  for (const [what, value, kept] of documents) {
    it(`holds what JSON.parse makes of it: ${what}`, async () => {
      for (const text of [JSON.stringify(value), ` ${JSON.stringify(value, null, 2)}\n`]) {
        assert.deepEqual(await read(text), { value: JSON.parse(text) as unknown, kept });
      }
    });
  }

  it('is refused when it is read where it is broken inside', async () => {
    const valid = JSON.stringify({ rows: LONG });
    const inside = valid.indexOf('},{', 400_000) + 1;
    for (const text of [
      `${valid.slice(0, inside)},${valid.slice(inside)}`,
      valid.slice(0, inside) + valid.slice(inside + 1),
      valid.replace(/\]\}$/, ',]}'),
    ]) {
      await assert.rejects(read(text), SyntaxError);
    }
  });

  it('is refused at once where its brackets do not match', async () => {
    const valid = JSON.stringify({ rows: LONG });
    for (const text of [valid.slice(0, -2), valid.replace(/\]\}$/, '}]'), `${valid} 1`]) {
      await assert.rejects(parse(text), SyntaxError);
    }
  });
});
