import assert from 'node:assert/strict';
import { copyFileSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { join } from 'node:path';
import type { PredictResponse } from '../../../contract/scoring';
import { placeOf } from '../../../local-server/model/artefactFolder';
import { watchArtefact } from '../../../local-server/model/watchArtefact';
import {
  changeModelJson,
  copyOf,
  FIXTURES,
  readiness,
  readModelJson,
  scored,
  start,
  stopAll,
  until,
  type Running,
} from './scorerInProcess';

const ROW = { value: 100, years: 10 };
const FOREST_ROW = { a: 0.1, b: 0.2, c: 0.3, d: 0.4 };

/** Writes an artefact of the fixtures over another as training does: the graph, then model.json, each by rename. */
function train(folder: string, name: string, version: string): void {
  const artefact = { ...readModelJson(join(FIXTURES, name)), version };
  copyFileSync(join(FIXTURES, name, 'model.onnx'), join(folder, 'model.onnx.new'));
  writeFileSync(join(folder, 'model.json.new'), JSON.stringify(artefact));
  renameSync(join(folder, 'model.onnx.new'), join(folder, 'model.onnx'));
  renameSync(join(folder, 'model.json.new'), join(folder, 'model.json'));
}

function served(scorer: Running, version: string): Promise<true> {
  return until(`version ${version}`, () => scorer.models.at(-1)?.version === version || undefined);
}

describe('a scorer whose artefact changes', () => {
  afterEach(stopAll);
  it('serves the new model, and the one after it', async () => {
    const folder = copyOf('two-outputs');
    const scorer = await start(folder);
    for (const version of ['2', '3']) {
      train(folder, 'two-outputs', version);
      await served(scorer, version);
      assert.equal(scored(await scorer.predict([ROW])).model.version, version);
      assert.equal(readiness(await scorer.send('GET', '/health/ready')).model?.version, version);
    }
    assert.deepEqual(scorer.refused, []);
  });

  it('drops no request and mixes no answer when models of other columns take over under load', async () => {
    const folder = copyOf('two-outputs');
    const scorer = await start(folder);
    const agent = new Agent({ keepAlive: true });
    let stopped = false;
    const seen = new Set<string>();
    let answered = 0;
    const client = async (): Promise<void> => {
      while (!stopped) {
        // The row fits both models: each takes the other's columns for extra ones, with warnings.
        const response: PredictResponse = scored(await scorer.predict([{ ...ROW, ...FOREST_ROW }], agent));
        const [prediction] = response.predictions as Record<string, unknown>[];
        const isForest = response.model.name === 'forest';
        assert.deepEqual(
          Object.keys(prediction ?? {}),
          isForest ? ['label', 'probabilities'] : ['claims', 'cost'],
        );
        assert.equal(parseInt(response.model.version) % 2, isForest ? 0 : 1);
        assert.deepEqual(
          response.warnings.map(({ column }) => column),
          isForest ? ['value', 'years'] : ['a', 'b', 'c', 'd'],
        );
        seen.add(response.model.version);
        answered += 1;
      }
    };
    const load = Promise.all(Array.from({ length: 16 }, client));
    for (let version = 2; version <= 11; version++) {
      train(folder, version % 2 === 0 ? 'forest' : 'two-outputs', String(version));
      await Promise.race([served(scorer, String(version)), load]);
      const before = answered;
      await Promise.race([until('answers of it', () => answered > before + 32), load]);
    }
    stopped = true;
    await load;
    agent.destroy();
    assert.equal(seen.size, 11);
    assert.deepEqual(scorer.refused, []);
  });

  it('waits for model.json while only the graph has changed', async () => {
    const folder = copyOf('two-outputs');
    const scorer = await start(folder);
    copyFileSync(join(FIXTURES, 'forest/model.onnx'), join(folder, 'model.onnx'));
    const before = await scorer.send('GET', '/health/ready');
    assert.equal(readiness(before).reason, undefined);
    scored(await scorer.predict([ROW]));
    changeModelJson(folder, (artefact) =>
      Object.assign(artefact, readModelJson(join(FIXTURES, 'forest')), { version: '2' }),
    );
    await served(scorer, '2');
    assert.deepEqual(scorer.refused, []);
  });

  it('keeps the model where the new one is refused, says why, and takes the next good one', async () => {
    const folder = copyOf('two-outputs');
    const scorer = await start(folder);
    changeModelJson(folder, ({ golden }) =>
      Object.assign(golden.rows[0] ?? {}, { prediction: { claims: 9, cost: 9 } }),
    );
    await until('the refusal', () => scorer.refused.length > 0);
    assert.equal(scorer.refused[0]?.code, 'golden-mismatch');
    const ready = await scorer.send('GET', '/health/ready');
    assert.equal(ready.status, 200);
    const { status, model, reason } = readiness(ready);
    assert.deepEqual([status, model?.version], ['ready', '1.0.0']);
    assert.match(reason ?? '', /does not give the golden scores/);
    scored(await scorer.predict([ROW]));

    train(folder, 'two-outputs', '2');
    await served(scorer, '2');
    assert.equal(readiness(await scorer.send('GET', '/health/ready')).reason, undefined);
  });

  it('says so, once, where an artefact stays incomplete', async () => {
    const folder = copyOf('two-outputs');
    const scorer = await start(folder);
    rmSync(join(folder, 'model.onnx'));
    await until('the refusal', () => scorer.refused.length > 0);
    assert.equal(scorer.refused[0]?.code, 'file-missing');
    scored(await scorer.predict([ROW]));
    copyFileSync(join(FIXTURES, 'two-outputs/model.onnx'), join(folder, 'model.onnx'));
    await until('the reason to go', async () => {
      return readiness(await scorer.send('GET', '/health/ready')).reason === undefined;
    });
    assert.equal(scorer.refused.length, 1);
    assert.equal(scorer.models.length, 1, 'the model in place was not loaded again');
  });

  it('serves a model that comes after the scorer, in a folder that comes after it', async () => {
    const folder = copyOf('two-outputs');
    const later = `${folder}-later`;
    const scorer = await start(later);
    assert.equal(scorer.refused[0]?.code, 'artefact-missing');
    renameSync(folder, later);
    try {
      await served(scorer, '1.0.0');
      scored(await scorer.predict([ROW]));
    } finally {
      renameSync(later, folder);
    }
  });

  it('follows a folder that is replaced as a whole', async () => {
    const folder = copyOf('two-outputs');
    const [next, old] = [copyOf('two-outputs'), `${folder}-old`];
    changeModelJson(next, (artefact) => (artefact.version = '2'));
    const scorer = await start(folder);
    renameSync(folder, old);
    renameSync(next, folder);
    await served(scorer, '2');
    train(folder, 'two-outputs', '3');
    await served(scorer, '3');
    rmSync(old, { recursive: true });
  });
});

describe('watching an artefact', () => {
  afterEach(stopAll);
  it('says nothing without a change, and once for a change of several files', async () => {
    const folder = copyOf('two-outputs');
    let changes = 0;
    const close = await watchArtefact(placeOf(folder), () => (changes += 1), 10);
    try {
      const file = join(folder, 'model.json');
      readFileSync(file);
      await new Promise((resolve) => setTimeout(resolve, 100));
      assert.equal(changes, 0);
      train(folder, 'two-outputs', '2');
      await until('the change', () => changes > 0);
    } finally {
      close();
    }
  });
});
