import assert from 'node:assert/strict';
import { Backoff } from '../../../local-server/backoff';

describe('what keeps ending', () => {
  it('is started again after twice the time each time, half a minute at most', () => {
    const backoff = new Backoff();
    const waits = Array.from({ length: 9 }, () => backoff.next(1000));
    assert.deepEqual(waits, [250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  });

  it('is started again soon where it lived well before', () => {
    const backoff = new Backoff();
    for (const lived of [0, 0, 0]) backoff.next(lived);
    assert.deepEqual([backoff.next(60_000), backoff.next(0)], [250, 500]);
  });
});
