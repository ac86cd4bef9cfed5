import assert from 'node:assert/strict';
import { readRowNumbers } from '../../../../extension/requests/data/rowNumbers';

describe('rows of the data named by a person', () => {
  it('are numbers and ranges, in any of the ways that people write them', () => {
    assert.deepEqual(readRowNumbers('12', 100), { only: '12', count: 1 });
    assert.deepEqual(readRowNumbers(' 12, 40-49 ', 100), { only: '12,40-49', count: 11 });
    assert.deepEqual(readRowNumbers('1 2 3', 3), { only: '1,2,3', count: 3 });
    assert.deepEqual(readRowNumbers('5 – 7;9', 9), { only: '5-7,9', count: 4 });
    assert.deepEqual(readRowNumbers('5 - 7 - 9', 9), 'format');
  });

  it('are refused where they are none, or the data has no such row', () => {
    for (const text of ['', 'a', '1,', '-3', '1.5', '1--3']) {
      assert.equal(readRowNumbers(text, 100), 'format', text);
    }
    for (const text of ['0', '101', '99-101', '7-5']) assert.equal(readRowNumbers(text, 100), 'range', text);
  });
});
