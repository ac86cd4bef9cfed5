import { FIXTURES, readModelJson, start, stopAll } from '../scorerInProcess';
import { assertSameThroughAll } from './ways';

describe('the same rows', () => {
  afterEach(stopAll);
  for (const name of ['classification', 'forest', 'frequency', 'two-outputs', 'types']) {
    it(`give the same predictions of ${name} through every protocol`, async () => {
      const scorer = await start(`${FIXTURES}/${name}`);
      await assertSameThroughAll(scorer, readModelJson(`${FIXTURES}/${name}`));
    });
  }
});
