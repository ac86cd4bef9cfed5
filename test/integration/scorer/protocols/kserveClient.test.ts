import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Prediction, Scalar } from '../../../../contract/artefact';
import { stopAll } from '../scorerInProcess';
import { CLIENT_FIXTURES, predictionsIn, prepareClient, scoreWith } from './pythonClient';

const FOLDER = join(__dirname, '../../../fixtures/kserve');

interface Refused {
  status: number;
  message: string;
}

interface Said {
  v1: {
    live: boolean;
    ready: boolean;
    predictions: Record<string, Prediction[]>;
    errors: Record<'model' | 'ready' | 'rows' | 'explain', Refused>;
  };
  v2: {
    live: boolean;
    ready: boolean;
    model_ready: boolean;
    other_ready: boolean;
    id: string;
    type: string;
    values: Record<string, Record<string, Scalar[]>>;
    errors: Record<'model' | 'columns', Refused>;
  };
}

describe("KServe's inference client", () => {
  before(async function () {
    this.timeout(180_000);
    await prepareClient(FOLDER);
  });
  afterEach(stopAll);

  for (const name of CLIENT_FIXTURES) {
    it(`scores the rows of ${name} as /predict does, by V1 and by V2`, async () => {
      const {
        artefact,
        rows,
        predictions,
        said: { v1, v2 },
      } = await scoreWith<Said>(FOLDER, name);

      assert.deepEqual([v1.live, v1.ready], [true, true]);
      assert.equal(Object.keys(v1.predictions).length, 3);
      for (const [way, given] of Object.entries(v1.predictions)) assert.deepEqual(given, predictions, way);
      assert.equal(v1.errors.model.status, 404);
      assert.match(v1.errors.model.message, /Model other not found/);
      assert.equal(v1.errors.ready.status, 404);
      assert.equal(v1.errors.rows.status, 400);
      assert.match(v1.errors.rows.message, /row 0, column ".+": got null, expected|the column is required/);
      assert.equal(v1.errors.explain.status, 405);

      assert.deepEqual([v2.live, v2.ready, v2.model_ready, v2.other_ready], [true, true, true, false]);
      assert.deepEqual([v2.id, v2.type], ['mine', 'application/json']);
      assert.ok(Object.keys(v2.values).length >= 6);
      for (const [way, values] of Object.entries(v2.values)) {
        assert.deepEqual(predictionsIn(values, artefact, rows.length), predictions, way);
      }
      assert.equal(v2.errors.model.status, 404);
      assert.match(v2.errors.model.message, /Model other not found/);
      assert.equal(v2.errors.columns.status, 400);
      assert.match(v2.errors.columns.message, /the column is required/);
    }).timeout(60_000);
  }
});
