import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Prediction, Row } from '../../../../contract/artefact';
import type { EngineLoader } from '../../../../local-server/engine/engine';
import { nativeEngine } from '../../../../local-server/engine/native';
import { wasmEngine } from '../../../../local-server/engine/wasm';
import { disagreement } from '../../../../local-server/model/golden';
import { scored, start, stopAll, type Running } from '../scorerInProcess';
import { outputsOf, PARITY, parityCases, type ParityCase } from './parityCases';
import { metadataOf, type Metadata } from './tensors';
import { waysOf } from './ways';

/** How a pipeline was exported, and what its scores are then. */
const EXPORTS = {
  'an artefact': { path: ({ name }: ParityCase) => name, expected: (one: ParityCase) => one.predictions },
  'the converter does it': {
    path: ({ name }: ParityCase) => `${name}.onnx`,
    expected: (one: ParityCase) => one.foreign,
  },
};
const { 'an artefact': ARTEFACT, 'the converter does it': FOREIGN } = EXPORTS;

interface Serving {
  scorer: Running;
  metadata: Metadata;
  /** The rows with the columns' names that the model has: those of a tensor are made up. */
  rows: Row[];
}

async function serve(
  one: ParityCase,
  { path }: typeof ARTEFACT,
  engine: EngineLoader = nativeEngine,
): Promise<Serving> {
  const scorer = await start(join(PARITY, path(one)), { engines: [engine] });
  assert.deepEqual(scorer.refused, []);
  const metadata = await metadataOf(scorer, scorer.models[0]?.name ?? '');
  const rows = one.rows.map((row) => {
    const values = Object.values(row);
    return Object.fromEntries(metadata.inputs.map(({ name }, position) => [name, values[position] ?? null]));
  });
  return { scorer, metadata, rows };
}

/** The first row that is not as expected, in words; undefined where all agree. */
function firstWrong(
  given: readonly Prediction[],
  expected: readonly Prediction[],
  one: ParityCase,
): string | undefined {
  assert.equal(given.length, expected.length);
  const { tolerance, probability, scale } = one;
  for (const [row, prediction] of expected.entries()) {
    const bounds = { tolerance, probability, scale, rows: [] };
    const what = disagreement(given[row] ?? null, prediction, bounds);
    if (what !== undefined) return `row ${row} ${what}`;
  }
  return undefined;
}

describe('scikit-learn and the scorer', () => {
  afterEach(stopAll);
  const cases = parityCases();

  it('are compared on many pipelines', () => {
    assert.ok(cases.filter(({ wrong }) => !wrong).length >= 50);
    assert.ok(cases.every(({ rows, predictions }) => rows.length > 0 && rows.length === predictions.length));
  });

  for (const one of cases.filter(({ wrong }) => !wrong)) {
    for (const [form, kind] of Object.entries(EXPORTS)) {
      it(`agree on ${one.name} through every protocol, exported as ${form}`, async () => {
        const { scorer, metadata, rows } = await serve(one, kind);
        const { predictions } = scored(await scorer.predict(rows));
        assert.equal(firstWrong(predictions, kind.expected(one), one), undefined, '/predict');
        for (const [way, predict] of Object.entries(waysOf(scorer, outputsOf(metadata), metadata))) {
          assert.deepEqual(await predict(rows), predictions, way);
        }
        const wasm = await serve(one, kind, wasmEngine);
        const others = scored(await wasm.scorer.predict(rows)).predictions;
        assert.equal(firstWrong(others, kind.expected(one), one), undefined, 'the wasm runtime');
        assert.equal(firstWrong(others, predictions, one), undefined, 'the wasm runtime and the native one');
      });
    }
  }

  for (const one of cases.filter(({ wrong }) => wrong)) {
    it(`disagree on ${one.name}, which the converter gets wrong: the artefact is refused by its golden scores`, async () => {
      const scorer = await start(join(PARITY, ARTEFACT.path(one)));
      assert.deepEqual(
        scorer.refused.map(({ code }) => code),
        ['golden-mismatch'],
      );
    });

    it(`disagree on ${one.name} through every protocol, where no golden scores tell`, async () => {
      const { scorer, metadata, rows } = await serve(one, FOREIGN);
      for (const [way, predict] of Object.entries(waysOf(scorer, outputsOf(metadata), metadata))) {
        assert.notEqual(firstWrong(await predict(rows), one.foreign, one), undefined, way);
      }
    });
  }
});
