import assert from 'node:assert/strict';
import type { Additive } from '../../../contract/artefact';
import type { TesterText } from '../../../contract/testerText';
import { sharesOf, type Shares, sharesQuestion } from '../../../webview/tester/answer/shares';
import { shareWords } from '../../../webview/tester/answer/shareWords';

type Row = Record<string, unknown>;

const golden = { tolerance: 1e-5, probability: 1e-6, scale: 0.1, rows: [] };
const base = { age: 40, zone: 'town', leased: false, value: null };
const row = { age: 20, zone: 'city', leased: false };

/** A linear predictor of the columns. */
const predictor = ({ age, zone, leased, value }: Row): number =>
  -2 -
  0.03 * (Number(age) - 40) +
  (zone === 'city' ? 0.5 : 0) +
  (leased === true ? 0.1 : 0) +
  Number(value ?? 7) / 100;
const inverse: Record<Additive['link'], (sum: number) => number> = {
  identity: (sum) => sum,
  log: Math.exp,
  logit: (sum) => 1 / (1 + Math.exp(-sum)),
};

function found(additive: Additive, of: Row, score: (row: Row) => number | undefined): Shares | undefined {
  const { columns, rows } = sharesQuestion(additive, of);
  return sharesOf(additive, columns, rows.map(score), additive.link === 'logit', golden);
}

describe('shares of a row', () => {
  it('are asked for the columns that are not as in the base row, each alone, in one batch', () => {
    const { columns, rows } = sharesQuestion({ link: 'log', base }, { ...row, value: 3 });
    assert.deepEqual(columns, ['age', 'zone', 'value']);
    assert.deepEqual(rows, [
      base,
      { ...row, value: 3 },
      { ...base, age: 20 },
      { ...base, zone: 'city' },
      { ...base, value: 3 },
    ]);
  });

  it('take a column that is left out for null, and leave it out where the base row has a value', () => {
    assert.deepEqual(sharesQuestion({ link: 'log', base }, row).columns, ['age', 'zone']);
    const { columns, rows } = sharesQuestion({ link: 'log', base }, { age: 40, zone: 'town' });
    assert.deepEqual(columns, ['leased']);
    assert.deepEqual(rows[2], { age: 40, zone: 'town', value: null });
  });

  for (const link of ['identity', 'log', 'logit'] as const) {
    it(`add up to the score by the ${link} link, the largest first`, () => {
      const shares = found({ link, base }, row, (each) => inverse[link](predictor(each)));
      assert.ok(shares);
      assert.deepEqual(
        shares.shares.map(({ column }) => column),
        ['age', 'zone'],
      );
      const [age, zone] = shares.shares.map(({ share }) => share);
      assert.ok(Math.abs((age ?? 0) - 0.6) < 1e-9);
      assert.ok(Math.abs((zone ?? 0) - 0.5) < 1e-9);
      const total = shares.shares.reduce((sum, { share }) => sum + share, predictor(base));
      assert.ok(Math.abs(inverse[link](total) - shares.own) < 1e-9);
      assert.equal(shares.base, inverse[link](predictor(base)));
    });

    it(`are not told where columns act together, by the ${link} link`, () => {
      const together = (each: Row): number => (each['age'] === 20 && each['zone'] === 'city' ? 0.01 : 0);
      assert.equal(
        found({ link, base }, row, (each) => inverse[link](predictor(each) + together(each))),
        undefined,
      );
    });

    it(`bear what scores of single precision are off, by the ${link} link`, () => {
      assert.ok(found({ link, base }, row, (each) => Math.fround(inverse[link](predictor(each)))));
    });
  }

  it('are none for the base row itself, and none are told where a score has no link or is missing', () => {
    const score = (each: Row): number => Math.exp(predictor(each));
    assert.deepEqual(found({ link: 'log', base }, base, score)?.shares, []);
    assert.equal(
      found({ link: 'log', base }, row, () => 0),
      undefined,
    );
    assert.equal(
      found({ link: 'logit', base }, row, () => 1),
      undefined,
    );
    assert.equal(
      found({ link: 'log', base }, row, (each) => (each === base ? undefined : score(each))),
      undefined,
    );
  });
});

describe('the words of shares', () => {
  const text = {
    sharesOdds: 'odds of {label}',
    oddsOf: 'odds at {percent} %',
  } as TesterText;

  it('are factors that multiply by the log link', () => {
    const shares = { base: 0.04512, own: 0.1234567, shares: [] };
    const words = shareWords('log', shares, { unit: 'claims' }, text);
    assert.deepEqual([words.score(0.1234567), words.note(0.1234567)], ['0.1235', 'claims']);
    assert.equal(words.share(Math.log(1.234567)), '× 1.235');
    assert.equal(words.share(Math.log(0.5)), '× 0.5');
  });

  it('are factors of odds by the logit link', () => {
    const words = shareWords('logit', { base: 0.2, own: 0.5, shares: [] }, { label: 'leaves' }, text);
    assert.equal(words.help, 'odds of leaves');
    assert.deepEqual([words.score(0.2), words.note(0.2)], ['0.25', 'odds at 20 %']);
    assert.equal(words.share(Math.log(4)), '× 4');
  });

  it('are amounts with a sign and alike many digits by no link', () => {
    const shares = {
      base: 1200,
      own: 1180.5,
      shares: [
        { column: 'a', share: -20 },
        { column: 'b', share: 0.5 },
      ],
    };
    const words = shareWords('identity', shares, { unit: 'SEK' }, text);
    assert.deepEqual(
      [words.score(1200), words.share(-20), words.share(0.5), words.share(0.0001), words.score(-3)],
      ['1200.00', '−20.00', '+0.50', '+0.00', '−3.00'],
    );
  });
});
