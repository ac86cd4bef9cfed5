import assert from 'node:assert/strict';
import type { Prediction } from '../../../../contract/artefact';
import type { RowWarning } from '../../../../contract/scoring';
import { copyOf, FIXTURES, scored, start, stopAll, type Answer, type Running } from '../scorerInProcess';

/** What MLflow's own tests of its scoring server ask of it (tests/pyfunc/test_scoring_server.py), and more. */

const JSON_TYPE = 'application/json';
const GOOD = { zone: 'city', make: '1', kilometres: 1, bonus: 1 };

interface Predicted {
  predictions: Prediction[];
  warnings?: RowWarning[];
  more_warnings?: number;
}

function refusedWith(answer: Answer, status: number, code = 'BAD_REQUEST'): string {
  assert.equal(answer.status, status, answer.text);
  assert.equal(answer.headers['content-type'], 'application/json');
  const body = JSON.parse(answer.text) as { error_code: string; message: string };
  assert.deepEqual(Object.keys(body), ['error_code', 'message']);
  assert.equal(body.error_code, code);
  assert.doesNotMatch(answer.text, /\bat .+:\d+:\d+|\/work\/|\/tmp\/|node_modules|local-server/);
  return body.message;
}

describe("MLflow's protocol: a scorer", () => {
  let scorer: Running;
  beforeEach(async () => (scorer = await start(`${FIXTURES}/frequency`)));
  afterEach(stopAll);

  const invoke = (body: unknown, type: string = JSON_TYPE): Promise<Answer> =>
    scorer.send('POST', '/invocations', typeof body === 'string' ? body : JSON.stringify(body), {
      'content-type': type,
    });
  const predicted = async (body: unknown, type?: string): Promise<Predicted> => {
    const answer = await invoke(body, type);
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.headers['content-type'], 'application/json');
    return JSON.parse(answer.text) as Predicted;
  };

  it('answers /ping and /health with a newline, and /version with a text', async () => {
    for (const path of ['/ping', '/health']) {
      const answer = await scorer.send('GET', path);
      assert.deepEqual([answer.status, answer.text], [200, '\n']);
    }
    assert.deepEqual((await scorer.send('GET', '/version')).text, 'source');
    refusedWith(await scorer.send('POST', '/ping'), 405);
    refusedWith(await scorer.send('GET', '/invocations'), 405);
  });

  it('takes UTF-8 by its name, in any case', async () => {
    const { predictions } = scored(await scorer.predict([GOOD]));
    for (const type of [JSON_TYPE, 'application/json; charset=UTF-8', 'application/json;charset=utf-8']) {
      assert.deepEqual(await predicted({ dataframe_records: [GOOD] }, type), { predictions });
    }
    const csv = 'zone,make,kilometres,bonus\ncity,1,1,1\n';
    assert.deepEqual(await predicted(csv, 'text/csv; charset=utf-8'), { predictions });
  });

  it('refuses other types and parameters of types with 415', async () => {
    for (const type of [
      'not_a_supported_content_type',
      'application/json; something=something',
      'application/json; charset=utf-8; header=1',
      'application/json; charset=latin-1',
      'text/plain',
      'application/octet-stream',
    ]) {
      refusedWith(await invoke({ dataframe_records: [GOOD] }, type), 415);
    }
    const untyped = await scorer.send('POST', '/invocations', JSON.stringify({ dataframe_records: [GOOD] }));
    refusedWith(untyped, 415);
  });

  it('refuses what is no JSON, with the place', async () => {
    assert.match(
      refusedWith(await invoke('this is,,,, not valid json'), 400),
      /not valid JSON at line 1, column 1/,
    );
  });

  for (const body of [1, '"1"', [1], {}, { not: 'a serialized dataframe' }, { rows: [GOOD] }]) {
    it(`refuses a body without a format: ${JSON.stringify(body)}`, async () => {
      const message = refusedWith(await invoke(body), 400);
      assert.match(message, /exactly one of dataframe_split, dataframe_records, instances, inputs/);
    });
  }

  it('refuses a body with two formats', async () => {
    const body = { dataframe_records: [], dataframe_split: { data: [] } };
    assert.match(refusedWith(await invoke(body), 400), /It has dataframe_split, dataframe_records/);
  });

  for (const [what, body, said] of [
    ['records as a split', { dataframe_split: [GOOD] }, /dataframe_split must be an object .* It is a list/],
    ['a split as records', { dataframe_records: { columns: [], data: [] } }, /must be a list .* an object/],
    [
      'an index of another length',
      { dataframe_split: { columns: ['zone'], index: [1, 2], data: [[1], [2], [3]] } },
      /3 rows of data and 2 in its index/,
    ],
    ['a split without columns', { dataframe_split: { data: [[1]] } }, /"columns"/],
    ['a split without data', { dataframe_split: { columns: ['zone'] } }, /"data"/],
    ['columns that are numbers', { dataframe_split: { columns: [0, 1], data: [[1, 2]] } }, /"columns"/],
    [
      'a column twice',
      { dataframe_split: { columns: ['zone', 'zone'], data: [[1, 2]] } },
      /"zone" is there twice/,
    ],
    [
      'rows of other lengths',
      { dataframe_split: { columns: ['zone', 'make'], data: [['city', '1'], ['city'], 7] } },
      /row 1: got "a list of 1", expected a list of 2 values: zone, make; row 2: got 7/,
    ],
    [
      'columns of other lengths',
      { inputs: { zone: ['city', 'city'], make: ['1'] } },
      /column "make": got "a list of 1"/,
    ],
    ['a column that is no list', { inputs: { zone: ['city'], make: '1' } }, /column "make": got "1"/],
    ['very many columns', { dataframe_split: { columns: Array(1000).fill('x'), data: [] } }, /1000 columns/],
    ['no rows', { instances: [] }, /a list of at least one row/],
    ['an object of instances', { instances: GOOD }, /got "an object"/],
    ['plain values for several columns', { instances: [1, 2] }, /row 0: got 1, expected an object of column/],
    ['params that are none', { instances: [GOOD], params: [1] }, /"params"/],
  ] as const) {
    it(`refuses ${what}`, async () => {
      assert.match(refusedWith(await invoke(body), 400), said);
    });
  }

  it('names every problem of the rows', async () => {
    assert.equal(
      refusedWith(
        await invoke({
          dataframe_records: [
            { ...GOOD, bonus: 9 },
            { ...GOOD, zone: null },
          ],
        }),
        400,
      ),
      'row 0, column "bonus": got 9, expected an integer from 1 to 7; ' +
        'row 1, column "zone": got null, expected a text, such as city, suburb, country.',
    );
  });

  it('gives warnings beside the predictions, as /predict gives them', async () => {
    const rows = [{ ...GOOD, zone: 'moon' }, GOOD];
    const { predictions, warnings } = scored(await scorer.predict(rows));
    assert.deepEqual(await predicted({ instances: rows }), { predictions, warnings });
  });

  it('takes a data frame without names, which counts its columns', async () => {
    const { predictions } = scored(await scorer.predict([GOOD, GOOD]));
    const list = ['city', '1', 1, 1];
    const record = { 0: 'city', 1: '1', 2: 1, 3: 1 };
    for (const body of [
      { dataframe_split: { columns: [0, 1, 2, 3], index: [0, 1], data: [list, list] } },
      { dataframe_records: [record, record] },
    ]) {
      assert.deepEqual(await predicted(body), { predictions });
    }
    const message = refusedWith(await invoke({ dataframe_records: [record, GOOD] }), 400);
    assert.match(message, /row 1: got "an object", expected a list of 4 values: zone, make/);
  });

  it('takes and passes over params', async () => {
    const { predictions } = scored(await scorer.predict([GOOD]));
    assert.deepEqual(await predicted({ inputs: [GOOD], params: { temperature: 1 } }), { predictions });
    assert.deepEqual(await predicted({ inputs: GOOD, params: null }), { predictions });
  });

  it('is not ready without a model', async () => {
    const { send } = await start(`${copyOf('forest')}/not-there`);
    refusedWith(await send('GET', '/ping'), 503, 'TEMPORARILY_UNAVAILABLE');
    const answer = await send('POST', '/invocations', '{}', { 'content-type': JSON_TYPE });
    refusedWith(answer, 503, 'TEMPORARILY_UNAVAILABLE');
  });

  it('wants its token, except for probes', async () => {
    const { send } = await start(`${FIXTURES}/forest`, { token: 'secret' });
    assert.equal((await send('GET', '/ping')).status, 200);
    const answer = await send('POST', '/invocations', '{}', { 'content-type': JSON_TYPE });
    refusedWith(answer, 401, 'UNAUTHENTICATED');
  });

  describe('reads comma-separated values', () => {
    const csv = (text: string): Promise<Answer> => invoke(text, 'text/csv');

    it('with quotes, an index, empty lines and any order', async () => {
      const { predictions, warnings } = scored(
        await scorer.predict([GOOD, { ...GOOD, zone: 'a "b", c\nd' }]),
      );
      const given = await predicted(
        '\uFEFFbonus,"kilometres",make,zone\r\n1,1,1,city\r\n\r\n"1",1.0,"1","a ""b"", c\nd"\r\n',
        'text/csv',
      );
      assert.deepEqual(given, { predictions, warnings });
      const indexed = await predicted(',zone,make,kilometres,bonus\n0,city,1,1,1', 'text/csv');
      assert.deepEqual(indexed.predictions, [predictions[0]]);
    });

    it('and refuses what is none', async () => {
      assert.match(refusedWith(await csv(''), 400), /it is empty/);
      assert.match(refusedWith(await csv('zone,make\n"city,1'), 400), /quotation mark is open/);
      assert.match(refusedWith(await csv('zone\n"city"x'), 400), /letter follows/);
      assert.match(
        refusedWith(await csv('zone,make,kilometres,bonus\ncity,1,1'), 400),
        /row 0: got "a list of 3"/,
      );
      assert.match(refusedWith(await csv('zone,make,kilometres,bonus'), 400), /at least one row/);
      assert.match(refusedWith(await csv('{"instances":[]}'), 400), /at least one row/);
      assert.match(refusedWith(await csv(','.repeat(1_000_000)), 400), /more than 260 fields/);
      const answer = await scorer.send('POST', '/invocations', Buffer.from([0xff, 0x0a]), {
        'content-type': 'text/csv',
      });
      assert.match(refusedWith(answer, 400), /UTF-8/);
    });

    it('and leaves to the validator what is no number', async () => {
      const header = 'zone,make,kilometres,bonus\n';
      for (const [field, got] of [
        ['many', '"many"'],
        ['', 'null'],
        ['NaN', 'null'],
        [' ', '" "'],
        ['1e999', '"Infinity"'],
        ['0x1', '"0x1"'],
        ['1-2', '"1-2"'],
        ['1.5', '1.5'],
      ] as const) {
        const message = refusedWith(await csv(`${header}city,1,${field},1`), 400);
        assert.equal(message, `row 0, column "kilometres": got ${got}, expected an integer of at least 0.`);
      }
    });

    it('with booleans by their words', async () => {
      const { send } = await start(`${FIXTURES}/classification`);
      const texts = ['true', 'True', 'TRUE', '1'].map((word) => `30,,${word},north`);
      const answer = await send('POST', '/invocations', ['age,income,smoker,region', ...texts].join('\n'), {
        'content-type': 'text/csv',
      });
      const { predictions } = JSON.parse(answer.text) as Predicted;
      assert.equal(predictions.length, 4);
      for (const prediction of predictions) assert.deepEqual(prediction, predictions[0]);
    });
  });
});
