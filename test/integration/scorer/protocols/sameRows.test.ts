import assert from 'node:assert/strict';
import { FIXTURES, readModelJson, scored, start, stopAll } from '../scorerInProcess';
import { metadataOf } from './tensors';
import { waysOf } from './ways';

describe('the same rows', () => {
  afterEach(stopAll);
  for (const name of ['classification', 'forest', 'frequency', 'two-outputs', 'types']) {
    it(`give the same predictions of ${name} through every protocol`, async () => {
      const scorer = await start(`${FIXTURES}/${name}`);
      const artefact = readModelJson(`${FIXTURES}/${name}`);
      const metadata = await metadataOf(scorer, name);
      const golden = artefact.golden.rows.map(({ row }) => row);
      const ways = waysOf(scorer, artefact.outputs, metadata);
      // One row, some, and more than are checked and scored at once.
      for (const count of [1, golden.length, 1000]) {
        const rows = Array.from({ length: count }, (_, index) => golden[index % golden.length] ?? {});
        const { predictions } = scored(await scorer.predict(rows));
        assert.equal(predictions.length, count);
        for (const [way, predict] of Object.entries(ways)) {
          assert.deepEqual(await predict(rows), predictions, `${count} rows, ${way}`);
        }
      }
    });
  }
});
