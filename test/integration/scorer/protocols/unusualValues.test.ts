import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Prediction, Row } from '../../../../contract/artefact';
import { disagreement } from '../../../../local-server/model/golden';
import { scored, start, stopAll, type Answer, type Running } from '../scorerInProcess';
import { outputsOf, PARITY } from './parityCases';
import { binaryBody, columnInputs, metadataOf, type Metadata } from './tensors';
import { waysOf } from './ways';

const JSON_TYPE = { 'content-type': 'application/json' };
const ROW: Row = { age: 40, income: 30, years: 3, zone: 'city', fuel: 'diesel' };
const NAMES = Object.keys(ROW);

/** One row with a value of the column `income` or `zone` that JSON or the column may not have, in each protocol. */
function sent(
  scorer: Running,
  metadata: Metadata,
  column: string,
  { json, csv, bytes }: { json: string; csv: string; bytes?: number },
): Promise<Record<string, Answer>> {
  // Not every value has a place in JSON.stringify.
  const marked = (body: unknown): string => JSON.stringify(body).replace('"MARK"', json);
  const row = { ...ROW, [column]: 'MARK' };
  const { name } = metadata;
  const post = (path: string, body: string | Buffer, headers = {}): Promise<Answer> =>
    scorer.send('POST', path, body, { ...JSON_TYPE, ...headers });
  const fields = NAMES.map((own) => (own === column ? csv : String(ROW[own])));
  const answers: Record<string, Promise<Answer>> = {
    predict: post('/predict', marked({ rows: [row] })),
    mlflow: post('/invocations', marked({ dataframe_split: { columns: NAMES, data: [Object.values(row)] } })),
    csv: post('/invocations', `${NAMES.join(',')}\n${fields.join(',')}\n`, { 'content-type': 'text/csv' }),
    kserve: post(`/v1/models/${name}:predict`, marked({ instances: [row] })),
    inference: post(`/v2/models/${name}/infer`, marked({ inputs: columnInputs(metadata, [row]) })),
  };
  if (bytes !== undefined) {
    const { body, headers } = binaryBody({ inputs: columnInputs(metadata, [{ ...ROW, [column]: bytes }]) });
    answers['bytes'] = post(`/v2/models/${name}/infer`, body, headers);
  }
  return Promise.all(Object.entries(answers).map(async ([way, answer]) => [way, await answer] as const)).then(
    (pairs) => Object.fromEntries(pairs),
  );
}

/** What is scored in one run with other rows may differ from what is scored alone by the last bit of a float. */
function assertAgree(given: readonly Prediction[], expected: readonly Prediction[], what: string): void {
  assert.equal(given.length, expected.length, what);
  const bounds = { tolerance: 1e-5, probability: 1e-6, scale: 1, rows: [] };
  for (const [row, prediction] of expected.entries()) {
    assert.equal(disagreement(given[row] ?? null, prediction, bounds), undefined, what);
  }
}

async function serve(place: string): Promise<{ scorer: Running; metadata: Metadata }> {
  const scorer = await start(join(PARITY, place));
  return { scorer, metadata: await metadataOf(scorer, scorer.models[0]?.name ?? '') };
}

describe('through every protocol', () => {
  afterEach(stopAll);

  for (const place of ['mixed-logistic', 'mixed-logistic.onnx']) {
    it(`nothing and NaN are the same missing number (${place})`, async () => {
      const { scorer, metadata } = await serve(place);
      const expected = scored(await scorer.predict([{ ...ROW, income: null }])).predictions;
      for (const [json, csv] of [
        ['null', ''],
        ['null', 'NaN'],
      ] as const) {
        const answers = await sent(scorer, metadata, 'income', { json, csv, bytes: NaN });
        assert.equal(Object.keys(answers).length, 6);
        for (const [way, { status, text }] of Object.entries(answers)) {
          assert.equal(status, 200, `${way}: ${text}`);
          const body = JSON.parse(text) as { predictions?: Prediction[] };
          if (body.predictions) assertAgree(body.predictions, expected, way);
        }
      }
      const outputs = outputsOf(metadata);
      for (const [way, predict] of Object.entries(waysOf(scorer, outputs, metadata))) {
        assert.deepEqual(await predict([{ ...ROW, income: null }]), expected, way);
      }
    });

    for (const [what, json, csv, bytes] of [
      ['infinity', '1e999', 'inf', Infinity],
      ['minus infinity', '-1e999', '-inf', -Infinity],
    ] as const) {
      it(`${what} is refused (${place})`, async () => {
        const { scorer, metadata } = await serve(place);
        const answers = await sent(scorer, metadata, 'income', { json, csv, bytes });
        assert.equal(Object.keys(answers).length, 6);
        for (const [way, { status, text }] of Object.entries(answers)) {
          assert.equal(status, 400, `${way}: ${text}`);
          assert.match(text, /income.*a number/, way);
        }
      });
    }
  }

  it('a missing text is refused where the model must have one', async () => {
    const { scorer, metadata } = await serve('mixed-logistic');
    for (const [way, { status, text }] of Object.entries(
      await sent(scorer, metadata, 'zone', { json: 'null', csv: '' }),
    )) {
      assert.equal(status, 400, `${way}: ${text}`);
      assert.match(text, /zone.*a text/, way);
    }
  });

  it('a missing text is the empty one where a foreign graph is all that is known', async () => {
    const { scorer, metadata } = await serve('mixed-logistic.onnx');
    const empty = scored(await scorer.predict([{ ...ROW, zone: '' }])).predictions;
    const other = scored(await scorer.predict([ROW])).predictions;
    assert.notDeepEqual(empty, other);
    for (const [way, predict] of Object.entries(waysOf(scorer, outputsOf(metadata), metadata))) {
      assert.deepEqual(await predict([{ ...ROW, zone: null }]), empty, way);
      assert.deepEqual(await predict([{ ...ROW, zone: '' }]), empty, way);
    }
  });

  it('an unknown category scores where the encoder passes over it', async () => {
    const { scorer, metadata } = await serve('mixed-logistic');
    const rows = [{ ...ROW, zone: 'moon' }, ROW];
    const { predictions } = scored(await scorer.predict(rows));
    for (const [way, predict] of Object.entries(waysOf(scorer, outputsOf(metadata), metadata))) {
      assert.deepEqual(await predict(rows), predictions, way);
    }
  });

  for (const place of ['mixed-strict', 'mixed-strict.onnx']) {
    it(`an unknown category is a problem of its row where the encoder refuses it (${place})`, async () => {
      const { scorer, metadata } = await serve(place);
      const answers = await sent(scorer, metadata, 'zone', { json: '"moon"', csv: 'moon' });
      for (const [way, { status, text }] of Object.entries(answers)) {
        assert.equal(status, 400, `${way}: ${text}`);
        assert.match(text, /a row that the model can score.*Unknown Category/, way);
        assert.doesNotMatch(text, /\.cc|\/\w+\/\w+\//, way);
      }
      assert.ok(!scorer.log.some(({ level }) => level === 'error'));
    });
  }

  it('a row that the graph refuses fails neither its neighbours of the same turn nor is it lost among many', async () => {
    const { scorer } = await serve('mixed-strict');
    const alone = scored(await scorer.predict([ROW])).predictions;
    const bad = { ...ROW, zone: 'moon' };
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => scorer.predict([index % 4 === 3 ? bad : ROW])),
    );
    for (const [index, answer] of answers.entries()) {
      if (index % 4 === 3) assert.equal(answer.status, 400);
      else assertAgree(scored(answer).predictions, alone, `request ${index}`);
    }
    for (const count of [10, 500]) {
      const rows = Array.from({ length: count }, (_, index) =>
        index === 3 || index === count - 1 ? bad : ROW,
      );
      const { status, text } = await scorer.predict(rows);
      assert.equal(status, 400);
      const { errors } = JSON.parse(text) as { errors: { row: number }[] };
      assert.deepEqual(
        errors.map(({ row }) => row),
        [3, count - 1],
      );
    }
  });
});
