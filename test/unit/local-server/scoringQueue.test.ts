import assert from 'node:assert/strict';
import type { NamedColumn } from '../../../contract/artefact';
import { Cancelled } from '../../../contract/failure';
import type { Pace, Tensor } from '../../../local-server/engine/engine';
import { FeedBuffer } from '../../../local-server/model/feedBuffer';
import type { Feed } from '../../../local-server/model/feeds';
import { ScoringQueue, type ScoredParts } from '../../../local-server/model/scoringQueue';

const column: NamedColumn = {
  name: 'a',
  column: { type: 'number' },
  kind: 'number',
  nullable: false,
  required: true,
};
const feeds: Feed[] = [{ column, type: 'float64', rank: 1 }];

/** A graph that doubles, and cannot compute 13; it notes the rows of each run. */
function doubling(milliseconds = 0, pace?: Pace) {
  const runs: number[][] = [];
  const session = {
    ...(pace ? { pace } : {}),
    async run({ a }: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>> {
      const given = [...(a?.data ?? [])].map(Number);
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
      runs.push(given);
      if (given.includes(13)) throw new Error('thirteen');
      return {
        x: { type: 'float64', data: Float64Array.from(given, (value) => value * 2), dims: [given.length] },
      };
    },
  };
  return { runs, queue: new ScoringQueue(session, feeds, ['x'], () => undefined) };
}

function valuesOf({ parts }: ScoredParts): number[] {
  return parts.flatMap(({ outputs, from, to }) =>
    [...(outputs['x']?.data ?? [])].map(Number).slice(from, to),
  );
}

function buffer(length: number): FeedBuffer {
  const rows = new FeedBuffer(feeds, length);
  rows.append(Array.from({ length }, (_, index) => index + 1000));
  return rows;
}

const always = (): boolean => true;

describe('the queue of runs', () => {
  it('scores what comes in one turn in one run, each its own', async () => {
    const { runs, queue } = doubling();
    const scored = await Promise.all([queue.score([1]), queue.score([2, 3]), queue.score([4])]);
    assert.deepEqual(scored.map(valuesOf), [[2], [4, 6], [8]]);
    assert.deepEqual(runs, [[1, 2, 3, 4]]);
  });

  it('scores what comes during a run in the next one', async () => {
    const { runs, queue } = doubling(5);
    const first = queue.score([1]);
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    const others = await Promise.all([queue.score([2]), queue.score([3])]);
    assert.deepEqual([valuesOf(await first), ...others.map(valuesOf)], [[2], [4], [6]]);
    assert.deepEqual(runs, [[1], [2, 3]]);
  });

  it('fails the one job that the graph cannot compute, and no other', async () => {
    const { queue } = doubling();
    const settled = await Promise.allSettled([queue.score([1, 2]), queue.score([13]), queue.score([3])]);
    assert.deepEqual(
      settled.map((result) =>
        result.status === 'fulfilled' ? valuesOf(result.value) : String(result.reason),
      ),
      [[2, 4], 'Error: thirteen', [6]],
    );
    assert.deepEqual(valuesOf(await queue.score([5])), [10]);
  });

  it('cuts a long job into chunks, between which short ones are scored', async () => {
    const { runs, queue } = doubling(1);
    const long = queue.scoreLong(buffer(1000), always);
    const order: string[] = [];
    void long.then(() => order.push('long'));
    for (let index = 0; index < 3; index++) {
      assert.deepEqual(valuesOf(await queue.score([index])), [index * 2]);
      order.push('short');
    }
    assert.deepEqual(
      valuesOf(await long),
      Array.from({ length: 1000 }, (_, index) => 2 * (index + 1000)),
    );
    assert.ok(runs.filter((run) => run.length > 1).length > 1, 'several chunks');
    assert.equal(order[0], 'short');
  });

  it('makes no run smaller than is worth one, however long it takes', async () => {
    const { runs, queue } = doubling(5, { milliseconds: 1, leastRows: 300 });
    await queue.scoreLong(buffer(1000), always);
    assert.deepEqual(
      runs.map(({ length }) => length),
      [300, 300, 300, 100],
    );
  });

  it('takes long jobs by turns', async () => {
    const { runs, queue } = doubling(1);
    await Promise.all([queue.scoreLong(buffer(500), always), queue.scoreLong(buffer(500), always)]);
    assert.deepEqual([runs[0]?.[0], runs[1]?.[0]], [1000, 1000], 'the first rows of both come first');
  });

  it('computes no more of a long job that nobody waits for', async () => {
    const { runs, queue } = doubling(1);
    await assert.rejects(
      queue.scoreLong(buffer(100_000), () => runs.length < 2),
      Cancelled,
    );
    assert.equal(runs.length, 2);
    assert.equal(queue.waitingRows, 0);
  });

  it('puts no more into a run than it can compute at once', async () => {
    const { runs, queue } = doubling();
    const jobs = Array.from({ length: 50 }, (_, index) => queue.score(Array<number>(10).fill(index + 100)));
    assert.equal(queue.waitingRows, 500);
    const scored = await Promise.all(jobs);
    assert.deepEqual(
      scored.map(valuesOf),
      scored.map((_, index) => Array<number>(10).fill((index + 100) * 2)),
    );
    assert.ok(runs.length > 1);
  });
});
