import assert from 'node:assert/strict';
import { power } from '../../../extension/scaffold/jinja/power';

describe('a float to a power', () => {
  // As Python 3.11 prints them; JavaScript differs in the last digit.
  for (const [base, exponent, expected] of [
    [0.7, 4, 0.24009999999999995],
    [0.7, 6, 0.11764899999999996],
    [0.9, 4, 0.6561],
    [1.1, -4, 0.6830134553650705],
  ] as const) {
    it(`is Python's: ${base} ** ${exponent}`, () => {
      assert.equal(power(base, exponent), expected);
      assert.notEqual(base ** exponent, expected);
    });
  }

  it('keeps its sign, and is what it was where there is nothing to round', () => {
    assert.equal(power(-1.5, 3), -3.375);
    assert.equal(power(-2, -2), 0.25);
    assert.equal(power(2, 0.5), Math.SQRT2);
    assert.equal(power(7.5, 0), 1);
    assert.equal(power(1e200, 2), Infinity);
  });
});
