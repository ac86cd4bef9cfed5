import assert from 'node:assert/strict';
import { nearest } from '../../../contract/nearest';

describe('the nearest name', () => {
  const columns = ['Kilometres', 'Zone', 'Bonus', 'Make'];

  for (const [misspelt, meant] of [
    ['kilometers', 'Kilometres'],
    ['zone', 'Zone'],
    ['bonus_', 'Bonus'],
    ['Mkae', undefined],
    ['Maker', 'Make'],
    ['premium', undefined],
    ['', undefined],
  ] as const) {
    it(`of "${misspelt}" is ${meant ?? 'none'}`, () => assert.equal(nearest(misspelt, columns), meant));
  }
});
