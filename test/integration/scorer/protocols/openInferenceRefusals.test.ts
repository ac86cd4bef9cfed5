import assert from 'node:assert/strict';
import { FIXTURES, sendTo, start, stopAll, type Answer, type Running } from '../scorerInProcess';
import { refusedWith } from './specification';
import { binaryBody, columnInputs, HEADER_LENGTH, metadataOf, type Metadata } from './tensors';

const JSON_TYPE = { 'content-type': 'application/json' };

describe('Open Inference V2: a scorer refuses', () => {
  let scorer: Running;
  let metadata: Metadata;
  beforeEach(async () => {
    scorer = await start(`${FIXTURES}/frequency`);
    metadata = await metadataOf(scorer, 'frequency');
  });
  afterEach(stopAll);

  const row = { zone: 'city', make: '1', kilometres: 1, bonus: 1 };
  const post = (request: unknown, headers: Record<string, string> = JSON_TYPE): Promise<Answer> =>
    scorer.send('POST', '/v2/models/frequency/infer', JSON.stringify(request), headers);
  /** A good request, with another first input. */
  const withZone = (change: object): object => {
    const [zone, ...others] = columnInputs(metadata, [row, row]);
    return { inputs: [{ ...zone, ...change }, ...others] };
  };

  it('models, versions and paths that are not there', async () => {
    const body = JSON.stringify({ inputs: columnInputs(metadata, [row]) });
    const path = '/v2/models/my-model/versions/v0';
    const what = 'Model my-model with version v0 not found';
    assert.equal(refusedWith(await scorer.send('POST', `${path}/infer`, body, JSON_TYPE), 404), what);
    assert.equal(refusedWith(await scorer.send('GET', path), 404), what);
    assert.equal(refusedWith(await scorer.send('GET', `${path}/ready`), 404), what);
    assert.equal(
      refusedWith(await scorer.send('GET', '/v2/models/Frequency'), 404),
      'Model Frequency not found',
    );
    for (const other of [
      '/v2/nothing',
      '/v2/models',
      '/v2/models/frequency/infer/',
      '/v2/models/frequency/explain',
    ]) {
      refusedWith(await scorer.send('GET', other), 404);
    }
  });

  it('other methods, with Allow', async () => {
    const got = await scorer.send('GET', '/v2/models/frequency/infer');
    refusedWith(got, 405);
    assert.equal(got.headers['allow'], 'POST');
    const posted = await scorer.send('POST', '/v2/models/frequency');
    refusedWith(posted, 405);
    assert.equal(posted.headers['allow'], 'GET, HEAD');
  });

  it('pages of another origin and other hosts, which need no media type to be sent', async () => {
    const body = JSON.stringify({ inputs: columnInputs(metadata, [row]) });
    for (const headers of [{ origin: 'https://example.com' }, { origin: 'null' }, { host: 'example.com' }]) {
      for (const path of ['/v2/models/frequency/infer', '/v1/models/frequency:predict']) {
        refusedWith(await scorer.send('POST', path, body, headers), 403);
      }
    }
  });

  it('other media types, JSON that is none, and a body beyond the limit', async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/json; charset=latin1',
    ]) {
      refusedWith(await post({}, { 'content-type': type }), 415);
    }
    const half = await scorer.send('POST', '/v2/models/frequency/infer', '{"inputs":[', JSON_TYPE);
    assert.match(refusedWith(half, 400), /not valid JSON at line 1, column 12/);
    refusedWith(
      await sendTo(scorer.port, 'POST', '/v2/models/frequency/infer', Buffer.alloc(9_000_000), JSON_TYPE),
      413,
    );
  });

  for (const [what, request, said] of [
    ['no inputs', {}, /list "inputs"/],
    ['empty inputs', { inputs: [] }, /is empty/],
    ['inputs that are no objects', { inputs: [null] }, /Input 0 has no text "name"/],
    ['an id that is no text', { id: 42, inputs: [] }, /"id"/],
    ['parameters that are none', { parameters: [], inputs: [] }, /"parameters"/],
    ['an output that is not there', { inputs: [], outputs: [{ name: 'x' }] }, /no output "x"; it has claims/],
    [
      'classification, which it lacks',
      { inputs: [], outputs: [{ name: 'claims', parameters: { classification: 3 } }] },
      /classification/,
    ],
  ] as const) {
    it(what, async () => {
      assert.match(refusedWith(await post(request), 400), said);
    });
  }

  it('very many inputs', async () => {
    assert.match(
      refusedWith(await post({ inputs: Array(1000).fill({}) }), 400),
      /1000 columns instead of the model's 4/,
    );
  });

  for (const [what, change, said] of [
    [
      'a datatype that is none',
      { datatype: 'INT322' },
      /"zone" has the datatype "INT322" instead of one of BOOL, /,
    ],
    ['a shape that is none', { shape: [2.5] }, /the shape \[2\.5\] instead of/],
    ['no rows', { shape: [0], data: [] }, /"zone" has the shape/],
    ['a shape beyond all memory', { shape: [1e15, 1e15] }, /"zone" has 2 values instead of/],
    ['another number of values', { shape: [3] }, /"zone" has 2 values instead of the 3/],
    [
      'another number of rows',
      { shape: [1], data: ['city'] },
      /"make" has the shape \[2\]; a column is \[1\]/,
    ],
    ['three dimensions', { shape: [2, 1, 1] }, /one or two positive integers/],
    [
      'bytes that are not there',
      { data: undefined, parameters: { binary_data_size: 10 } },
      /has 0 bytes for it/,
    ],
    ['data that is no list', { data: 'city' }, /no list "data"/],
    ['a column twice', { name: 'make' }, /"make" is there twice/],
  ] as const) {
    it(what, async () => {
      assert.match(refusedWith(await post(withZone(change)), 400), said);
    });
  }

  it('rows as the validator has it, every problem', async () => {
    const inputs = columnInputs(metadata, [
      { ...row, bonus: 9 },
      { ...row, zone: null },
    ]);
    assert.equal(
      refusedWith(await post({ inputs }), 400),
      'row 0, column "bonus": got 9, expected an integer from 1 to 7; ' +
        'row 1, column "zone": got null, expected a text, such as city, suburb, country.',
    );
    const twisted = withZone({ name: 'Zone' });
    assert.match(refusedWith(await post(twisted), 400), /row 0, column "zone": .* \(the row has "Zone"\)/);
    const one = { inputs: [{ name: 'bonuss', datatype: 'FP64', shape: [5], data: [1, 2, 3, 4, 5] }] };
    assert.match(
      refusedWith(await post(one), 400),
      /neither a column of the model \(the nearest is "bonus"\)/,
    );
  });

  it('binary tensors that are cut off, too long or no UTF-8', async () => {
    const { body, headers } = binaryBody({ inputs: columnInputs(metadata, [row]) });
    const send = (bytes: Buffer, more = {}): Promise<Answer> =>
      scorer.send('POST', '/v2/models/frequency/infer', bytes, { ...headers, ...more });
    assert.equal((await send(body)).status, 200);
    refusedWith(await send(body.subarray(0, -1)), 400);
    refusedWith(await send(Buffer.concat([body, Buffer.from([0])])), 400);
    for (const length of ['-1', '1e3', '99999999', 'x', '']) {
      refusedWith(await send(body, { [HEADER_LENGTH]: length }), 400);
    }
    const text = body.indexOf('city', Number(headers[HEADER_LENGTH]));
    refusedWith(
      await send(Buffer.concat([body.subarray(0, text), Buffer.from([0xff]), body.subarray(text + 1)])),
      400,
    );
    const long = Buffer.from(body);
    long.writeUInt32LE(0xffffffff, Number(headers[HEADER_LENGTH]));
    refusedWith(await send(long), 400);
  });
});
