import assert from 'node:assert/strict';
import type { PredictResponse } from '../../../contract/scoring';
import type { EngineLoader } from '../../../local-server/engine/engine';
import { nativeEngine } from '../../../local-server/engine/native';
import { wasmEngine } from '../../../local-server/engine/wasm';
import { disagreement } from '../../../local-server/model/golden';
import { FIXTURES, readModelJson, scored, start, stopAll } from './scorerInProcess';

async function scoresOf(name: string, engine: EngineLoader): Promise<PredictResponse['predictions']> {
  const scorer = await start(`${FIXTURES}/${name}`, { engines: [engine] });
  const { predictions } = scored(await scorer.predict(rowsOf(name)));
  const loaded = scorer.log.find(({ message }) => message === 'Model loaded');
  assert.equal(loaded?.['engine'], engine.name);
  return predictions;
}

/** The golden rows, and each of them with one other value of a column: more than the loader has already compared. */
function rowsOf(name: string): object[] {
  const rows = readModelJson(`${FIXTURES}/${name}`).golden.rows.map(({ row }) => row);
  const mixed = rows.flatMap((row, index) =>
    Object.keys(row).map((column) => ({
      ...row,
      [column]: rows[(index + 1) % rows.length]?.[column] ?? null,
    })),
  );
  return [...rows, ...mixed];
}

describe('the native and the wasm runtime', () => {
  afterEach(stopAll);
  for (const name of ['classification', 'forest', 'frequency', 'two-outputs', 'types']) {
    it(`agree on ${name}`, async () => {
      const { golden } = readModelJson(`${FIXTURES}/${name}`);
      const native = await scoresOf(name, nativeEngine);
      const wasm = await scoresOf(name, wasmEngine);
      assert.equal(native.length, wasm.length);
      for (const [index, prediction] of native.entries()) {
        assert.equal(disagreement(wasm[index] ?? null, prediction, golden), undefined);
      }
    });
  }

  it('take over from each other: wasm serves where native does not load', async () => {
    const scorer = await start(`${FIXTURES}/forest`, { engines: [unable(nativeEngine), wasmEngine] });
    await scorer.send('GET', '/health/ready');
    const fallback = scorer.log.find(({ level }) => level === 'warn');
    assert.equal(fallback?.['reason'], 'no binary for this machine');
    assert.equal(scorer.models.length, 1);
  });

  it('are both missing: the scorer does not start and names them', async () => {
    await assert.rejects(
      start(`${FIXTURES}/forest`, { engines: [unable(nativeEngine), unable(wasmEngine)] }),
      /onnxruntime-node: no binary for this machine; onnxruntime-web: no binary for this machine/,
    );
  });
});

function unable(loader: EngineLoader): EngineLoader {
  return {
    ...loader,
    load: () => {
      throw new Error('no binary for this machine');
    },
  };
}
