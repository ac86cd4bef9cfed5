import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Artefact, Prediction } from '../../../../contract/artefact';
import type { PredictResponse, Problem, RowProblem, RowWarning } from '../../../../contract/scoring';
import { NO_FINITE_NUMBER } from '../../../../local-server/model/predictions';
import {
  changeModelJson,
  copyOf,
  readModelJson,
  start,
  stopAll,
  type Answer,
  type Running,
} from '../scorerInProcess';
import { CARRIERS, carry, type Carrier } from './carriers';
import { CASES, GOOD_ROWS, outcomeOf, policyTable, rowsOf, type PolicyCase } from './policyCases';
import { predictionsOf, responseOf } from './tensors';

const FIXTURE = join(__dirname, '../../../fixtures/artefacts/frequency');

/** A scorer whose model has the columns of a case. */
async function scorerFor({ artefact: name, schema = {} }: PolicyCase, hideDetails = false) {
  const folder = copyOf(name);
  changeModelJson(folder, (artefact) => {
    for (const [column, change] of Object.entries(schema)) {
      Object.assign(artefact.input.properties[column] ?? assert.fail(column), change);
    }
    // They may hold what the columns of the case do not take.
    if (Object.keys(schema).length > 0) artefact.golden.rows = [];
  });
  const artefact = readModelJson(folder);
  const scorer = await start(folder, { hideDetails });
  assert.deepEqual(scorer.refused, []);
  return { scorer, artefact, model: { name, columns: artefact.input['x-order'] } };
}

interface ScoredRows {
  predictions: Prediction[];
  warnings: RowWarning[];
}

function scoredBy({ kind, name }: Carrier, artefact: Artefact, answer: Answer): ScoredRows {
  assert.equal(answer.status, 200, `${name}: ${answer.text}`);
  if (kind !== 'tensors') {
    const { predictions, warnings = [] } = JSON.parse(answer.text) as Partial<PredictResponse>;
    return { predictions: predictions ?? [], warnings };
  }
  const response = responseOf(answer);
  const warnings = JSON.parse(response.parameters?.warnings ?? '[]') as RowWarning[];
  return { predictions: predictionsOf(artefact.outputs, response), warnings };
}

/** What a protocol without a list of problems says of them. */
function textOf(errors: readonly RowProblem[]): string {
  const said = errors.map(({ row, column, got, expected }) => {
    const places = [row === undefined ? [] : `row ${row}`, column === undefined ? [] : `column "${column}"`];
    return `${places.flat().join(', ') || 'the body'}: got ${JSON.stringify(got)}, expected ${expected}`;
  });
  return `${said.join('; ')}.`;
}

/** The text of a refusal, which gives nothing away; of Bellhop's own also the list. */
function refusedBy({ name }: Carrier, answer: Answer): { text: string; errors?: RowProblem[] } {
  assert.doesNotMatch(answer.text, /\bat .+:\d+:\d+|\/work\/|\/tmp\/|node_modules|local-server/);
  const body = JSON.parse(answer.text) as Partial<Problem> & { error?: string; message?: string };
  if (name === 'own') return { text: body.detail ?? '', errors: body.errors ?? assert.fail() };
  return { text: body.error ?? body.message ?? assert.fail(answer.text) };
}

describe('the policy of validation', () => {
  afterEach(stopAll);

  it('stands in docs/validation.md as it is tested here', () => {
    const document = readFileSync(join(__dirname, '../../../../docs/validation.md'), 'utf8');
    const cells = (text: string): string[] =>
      text
        .split('\n')
        .filter((line) => line.startsWith('|') && !/^\|[\s|:-]+$/.test(line))
        .map((line) => line.replace(/\s+/g, ' '));
    const missing = cells(policyTable()).filter((line) => !cells(document).includes(line));
    assert.deepEqual(missing, [], 'docs/validation.md lacks these lines');
  });

  for (const policy of CASES) {
    it(`${policy.case}: ${policy.happens}, in every protocol`, async () => {
      const { scorer, artefact, model } = await scorerFor(policy);
      const { rows, named } = rowsOf(policy);
      const good = GOOD_ROWS[policy.artefact] ?? {};
      let carried = 0;
      for (const carrier of CARRIERS) {
        const sent = await carry(carrier, scorer, model, rows, named);
        if (!sent) continue;
        carried += 1;
        const { answer } = sent;
        const outcome = outcomeOf(policy, carrier);
        assert.equal(answer.status, outcome.status, `${carrier.name}: ${answer.text}`);
        if (outcome.status === 200) {
          const { predictions, warnings } = scoredBy(carrier, artefact, answer);
          const { warnings: expected = [] } = outcome;
          // A model that echoes its row gives no number for a missing one.
          const others = warnings.filter(({ observed }) => observed !== NO_FINITE_NUMBER);
          assert.deepEqual(expected.length > 0 ? warnings : others, expected, carrier.name);
          assert.equal(predictions.length, rows.length);
          if (!outcome.as) continue;
          const like = await scorer.predict([{ ...good, ...outcome.as }]);
          assert.deepEqual(predictions, (JSON.parse(like.text) as PredictResponse).predictions, carrier.name);
          continue;
        }
        const { text, errors } = refusedBy(carrier, answer);
        if (outcome.says !== undefined) assert.ok(text.startsWith(outcome.says), `${carrier.name}: ${text}`);
        else if (typeof outcome.errors === 'number') {
          assert.equal(errors?.length ?? text.split('; ').length, outcome.errors, carrier.name);
        } else if (errors) assert.deepEqual(errors, outcome.errors);
        else assert.equal(text, textOf(outcome.errors ?? []), carrier.name);
      }
      assert.ok(carried >= 9, 'most protocols can say it');
    });
  }
});

describe('what JSON lacks', () => {
  afterEach(stopAll);

  for (const number of ['NaN', 'Infinity', '-Infinity']) {
    it(`is named: ${number}`, async () => {
      const { send } = await start(FIXTURE);
      const body = `{"rows":[{"zone":"city","bonus":3,"make": ${number}}]}`;
      const answer = await send('POST', '/predict', body, { 'content-type': 'application/json' });
      const { detail } = JSON.parse(answer.text) as Problem;
      const place = 'The body is not valid JSON at line 1, column 43';
      assert.equal(detail, `${place}: JSON has no ${number}; a missing value is null.`);
    });
  }
});

describe('a scorer with --hide-details', () => {
  afterEach(stopAll);

  for (const policy of CASES) {
    it(`says nothing of its columns: ${policy.case}`, async () => {
      const { scorer, artefact, model } = await scorerFor(policy, true);
      const { rows, named } = rowsOf(policy);
      const words = [...model.columns, ...Object.values(artefact.input.properties).flatMap(wordsOf)];
      for (const carrier of CARRIERS) {
        const sent = await carry(carrier, scorer, model, rows, named);
        if (!sent) continue;
        const { answer } = sent;
        assert.equal(answer.status, outcomeOf(policy, carrier).status, `${carrier.name}: ${answer.text}`);
        // A model with several outputs names them; they may have the names of columns.
        const outputs = artefact.outputs.map(({ name }) => name);
        const text =
          answer.status === 200 ? JSON.stringify(scoredBy(carrier, artefact, answer).warnings) : answer.text;
        for (const word of words) {
          if (sent.sent.includes(word) || outputs.includes(word)) continue;
          assert.ok(!text.includes(word), `${carrier.name} says ${word}: ${text}`);
        }
        assert.doesNotMatch(text, /"column":"\w|column \\?"|nearest|such as|of at least \d|from \d|\d to \d/);
      }
    });
  }

  it('says nothing of its columns where a body has no rows at all', async () => {
    const scorer = await start(FIXTURE, { hideDetails: true });
    const open = await start(FIXTURE);
    const words = /zone|make|kilometres|bonus|claims|\b4\b/;
    let told = 0;
    for (const [path, body] of NO_ROWS) {
      const send = ({ send: by }: Running): Promise<Answer> =>
        by('POST', path, JSON.stringify(body), { 'content-type': 'application/json' });
      const [answer, usual] = [await send(scorer), await send(open)];
      assert.deepEqual([answer.status, usual.status], [400, 400], answer.text);
      assert.doesNotMatch(answer.text.replace(/"status":400|"request_id":"[^"]*"/g, ''), words);
      if (words.test(usual.text.replace(/"status":400|"request_id":"[^"]*"/g, ''))) told += 1;
    }
    assert.ok(told >= 6, 'most of them help without --hide-details');
  });

  it('names the row, what was sent and the kind of problem', async () => {
    const scorer = await start(FIXTURE, { hideDetails: true });
    const good = GOOD_ROWS['frequency'];
    const rows = [good, { ...good, bonus: 9 }, { ...good, bonus: 'x' }, { ...good, bonus: null }, {}, 7];
    const { detail, errors } = JSON.parse((await scorer.predict(rows)).text) as Problem;
    assert.equal(detail, 'The rows have 8 problems; see errors.');
    const missing = { row: 4, got: null, expected: 'a value: one is missing or null' };
    assert.deepEqual(errors, [
      { row: 1, got: 9, expected: 'a value that its column takes' },
      { row: 2, got: 'x', expected: 'a value of the type of its column' },
      { ...missing, row: 3 },
      ...[missing, missing, missing, missing],
      { row: 5, got: 7, expected: "the model's columns" },
    ]);
    const { warnings } = JSON.parse(
      (await scorer.predict([{ ...good, zone: 'moon', colour: 'red' }])).text,
    ) as PredictResponse;
    assert.deepEqual(warnings, [
      { row: 0, column: '', got: 'moon', observed: 'other values than this one' },
      { row: 0, column: '', got: 'red', observed: 'no such column' },
    ]);
    const metrics = (await scorer.send('GET', '/metrics')).text;
    assert.doesNotMatch(metrics, /zone|colour/);
  });

  it('keeps back every page that describes the model, and says why', async () => {
    const scorer = await start(FIXTURE, { hideDetails: true });
    const pages = ['/schema', '/examples', '/openapi.json', '/docs', '/v2/docs', '/v2/docs/dataplane.json'];
    const ofModel = ['', '/docs', '/docs/dataplane.json', '/versions/1.0.0'];
    for (const path of [...pages, ...ofModel.map((rest) => `/v2/models/frequency${rest}`)]) {
      const answer = await scorer.send('GET', path);
      assert.equal(answer.status, 403, path);
      assert.match(answer.text, /--hide-details/);
      assert.doesNotMatch(answer.text, /zone|bonus/);
    }
    for (const path of [
      '/health/live',
      '/health/ready',
      '/metrics',
      '/v2',
      '/v1/models/frequency',
      '/ping',
    ]) {
      assert.equal((await scorer.send('GET', path)).status, 200, path);
    }
  });

  it('does not say why an artefact was refused, but in its log', async () => {
    const folder = copyOf('frequency');
    changeModelJson(folder, ({ input }) => {
      Object.assign(input.properties['bonus'] ?? {}, { maximum: 2 });
    });
    const scorer = await start(folder, { hideDetails: true });
    assert.match(scorer.refused[0]?.message ?? '', /bonus/);
    const ready = await scorer.send('GET', '/health/ready');
    assert.equal(ready.status, 503);
    assert.doesNotMatch(ready.text, /bonus/);
    assert.match(ready.text, /The log of the scorer says why\./);
  });
});

const WIDE = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`c${index}`, 1]));
const WIDE_NAMES = Object.keys(WIDE);
const infer = '/v2/models/frequency/infer';
const tensor = (name: string, width: number): object => ({
  name,
  shape: [1, width],
  datatype: 'FP64',
  data: Array(width).fill(1),
});

/** Bodies without rows that could be checked. */
const NO_ROWS: readonly (readonly [string, unknown])[] = [
  ['/predict', {}],
  ['/predict', { rows: {} }],
  ['/predict', { rows: [[1]] }],
  ['/predict', { rows: [WIDE] }],
  ['/invocations', {}],
  ['/invocations', { instances: [[1]] }],
  ['/invocations', { dataframe_split: { columns: WIDE_NAMES, data: [Object.values(WIDE)] } }],
  ['/invocations', { dataframe_split: { columns: ['a', 'a'], data: [[1, 2]] } }],
  ['/invocations', { inputs: { a: [1], b: [1, 2] } }],
  ['/v1/models/frequency:predict', { instances: [[1]] }],
  [infer, { inputs: [] }],
  [infer, { inputs: [tensor('zon', 2)] }],
  [infer, { inputs: [tensor('bonos', 3)] }],
  [infer, { inputs: WIDE_NAMES.map((name) => tensor(name, 1)) }],
  [infer, { inputs: [tensor('a', 1)], outputs: [{ name: 'claim' }] }],
];

/** The words of a column that no answer may hold. */
function wordsOf(column: Artefact['input']['properties'][string]): string[] {
  const values = [...(column.enum ?? []), ...(column['x-observed']?.categories ?? [])];
  return [...values.map(String), column.title ?? ''].filter((word) => word.length > 2);
}
