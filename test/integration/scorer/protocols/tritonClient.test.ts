import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Scalar } from '../../../../contract/artefact';
import { stopAll } from '../scorerInProcess';
import { CLIENT_FIXTURES, predictionsIn, prepareClient, scoreWith } from './pythonClient';

const FOLDER = join(__dirname, '../../../fixtures/tritonclient');

interface Said {
  live: boolean;
  ready: boolean;
  model_ready: boolean[];
  other_ready: boolean;
  server: string;
  index: { name: string; state: string }[];
  id: string;
  values: Record<string, Record<string, Scalar[]>>;
  errors: Record<'model' | 'columns' | 'metadata', { status: string; message: string }>;
}

describe("Triton's client with its defaults", () => {
  before(async function () {
    this.timeout(180_000);
    await prepareClient(FOLDER);
  });
  afterEach(stopAll);

  for (const name of CLIENT_FIXTURES) {
    it(`scores the rows of ${name} as /predict does, in bytes and in JSON`, async () => {
      const { artefact, rows, predictions, said } = await scoreWith<Said>(FOLDER, name);

      assert.deepEqual([said.live, said.ready, said.model_ready], [true, true, [true, true]]);
      assert.equal(said.other_ready, false);
      assert.equal(said.server, 'bellhop');
      assert.equal(said.id, 'mine');
      assert.deepEqual(
        said.index.map((model) => [model.name, model.state]),
        [[name, 'READY']],
      );
      assert.equal(Object.keys(said.values).length, 8);
      for (const [way, values] of Object.entries(said.values)) {
        assert.deepEqual(predictionsIn(values, artefact, rows.length), predictions, way);
      }
      assert.deepEqual(said.errors.model, { status: '404', message: 'Model other not found' });
      assert.equal(said.errors.metadata.status, '404');
      assert.equal(said.errors.columns.status, '400');
      assert.match(said.errors.columns.message, /the column is required/);
    }).timeout(60_000);
  }
});
