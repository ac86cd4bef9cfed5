import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { InputSchema } from '../../../../contract/artefact';
import { Cancelled, Failure } from '../../../../contract/failure';
import { openRows } from '../../../../extension/requests/batch/fileRows';
import { textOfTime } from '../../../../extension/requests/batch/parquetCells';
import { scoreFile, type ScoreFile } from '../../../../extension/requests/batch/scoreFile';
import { answeringServer, type AnsweringServer } from '../answeringServer';

const FIXTURES = path.resolve(import.meta.dirname, '../../../fixtures/parquet');
const fixture = (name: string): string => path.join(FIXTURES, `${name}.parquet`);

/** The table that make.py writes, as the cells of a CSV file. */
const HEADER = 'id zone age premium share leased since changed changed_ns amount tags'.split(' ');
const MORNING = '2024-01-31T10:30:00.00025';
const [DAY, FLOAT, FLOAT2] = ['2024-01-31', '0.10000000149011612', '0.20000000298023224'];
const TABLE = [
  ['9007199254740993', '1', '18', '0.1', FLOAT, 'true', DAY, DAY, DAY, '0.00', '["a","b"]'],
  ['9007199254740994', '2', '44', '1e-7', FLOAT2, 'false', '', MORNING, MORNING, '0.35', '[]'],
  ['9007199254740995', '', '', '', '', '', '1969-12-31', '', '', '0.70', ''],
  ['9007199254740996', 'Ö,"x"', '91', '0', '0.5', 'true', '2024-02-29', DAY, DAY, '1.05', '["c"]'],
  ['9007199254740997', '', '30', '0.3333333333333333', '1', 'true', DAY, MORNING, MORNING, '1.40', '[]'],
  ['9007199254740998', '1', '30', '', '0', 'true', '', '', '', '', '[]'],
  ['9007199254740999', '1', '30', '12345678.9', '2', 'false', '1969-12-31', DAY, DAY, '2.10', '[]'],
];

async function read(
  file: string,
  size = 2,
): Promise<{ header: string[]; rows: string[][]; sizes: number[] }> {
  const opened = await openRows(file, new AbortController().signal);
  const batches: string[][][] = [];
  for await (const batch of opened.batches(size)) batches.push(batch);
  assert.equal(opened.share(), 1);
  await opened.close();
  return { header: opened.header, rows: batches.flat(), sizes: batches.map(({ length }) => length) };
}

describe('a Parquet file', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'bellhop-parquet-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function failure(file: string): Promise<Failure> {
    const error = await read(file).then(
      () => assert.fail('nothing was thrown'),
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof Failure, String(error));
    assert.equal(error.code, 'file-unreadable');
    assert.ok(error.message.startsWith(`${file} could not be read as a Parquet file: `), error.message);
    return error;
  }

  for (const codec of ['none', 'snappy', 'gzip', 'brotli', 'zstd', 'lz4']) {
    it(`with the compression ${codec} is read as the same table in a CSV file would be`, async () => {
      // Its row groups have three rows.
      assert.deepEqual(await read(fixture(codec)), { header: HEADER, rows: TABLE, sizes: [2, 1, 2, 1, 1] });
    });
  }

  it('is read whatever its pages are like, whoever wrote it, and without any row', async () => {
    assert.deepEqual((await read(fixture('pages2'), 500)).rows, TABLE);
    assert.deepEqual(
      (await read(fixture('int96'))).rows,
      TABLE.map((row) => [row[6], row[7]]),
    );
    const { header, rows } = await read(fixture('fastparquet'));
    assert.deepEqual(header, ['id', 'zone', 'age', 'leased', 'changed']);
    assert.deepEqual(rows.slice(1, 4), [
      ['1', '2', '44', 'false', DAY],
      ['2', '', '', 'false', DAY],
      ['3', '3', '91', 'true', DAY],
    ]);
    assert.deepEqual(await read(fixture('empty')), { header: HEADER, rows: [], sizes: [] });
  });

  it('is known by what it holds, whatever its name', async () => {
    const file = path.join(folder, 'table.txt');
    await writeFile(file, await readFile(fixture('snappy')));
    assert.deepEqual((await read(file)).rows, TABLE);
  });

  it('that is encrypted, whole or a column of it, is refused', async () => {
    for (const name of ['encrypted', 'encrypted-column']) {
      assert.match((await failure(fixture(name))).message, /: it is encrypted\.$/);
    }
  });

  it('in a compression that is not read is refused before anything is sent', async () => {
    const bytes = await readFile(fixture('lz4'));
    // No program at hand writes LZO: the description of each column of this file says so.
    const footer = bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8);
    const [codec, lzo] = [Buffer.from([0x15, 0x0e, 0x16]), Buffer.from([0x15, 0x06, 0x16])];
    for (let at = bytes.indexOf(codec, footer); at !== -1; at = bytes.indexOf(codec, at)) lzo.copy(bytes, at);
    const file = path.join(folder, 'lzo.parquet');
    await writeFile(file, bytes);
    assert.match((await failure(file)).message, /compressed with LZO, which is not read/);
  });

  it('that is cut off, damaged or none at all is refused', async () => {
    const whole = await readFile(fixture('gzip'));
    const damaged = Buffer.from(whole);
    damaged.fill(0xff, 4, 400);
    const files = {
      cut: whole.subarray(0, -100),
      damaged,
      other: Buffer.from('id,zone\n1,2\n'),
      no: Buffer.alloc(0),
    };
    for (const [name, bytes] of Object.entries(files)) {
      const file = path.join(folder, `${name}.parquet`);
      await writeFile(file, bytes);
      await failure(file);
    }
  });

  it('is left when the work is cancelled', async () => {
    const cancel = new AbortController();
    const opened = await openRows(fixture('snappy'), cancel.signal);
    const batches = opened.batches(2);
    await batches.next();
    cancel.abort();
    await assert.rejects(batches.next(), Cancelled);
  });

  it('times are told to the last digit, of midnight the day alone', () => {
    const second = 1_706_697_000n;
    assert.equal(textOfTime(second * 1000n + 7n, 3), '2024-01-31T10:30:00.007');
    assert.equal(textOfTime(second * 1_000_000_000n + 123_456_789n, 9), '2024-01-31T10:30:00.123456789');
    assert.equal(textOfTime(-1n, 6), '1969-12-31T23:59:59.999999');
    assert.equal(textOfTime(0n, 3), '1970-01-01');
  });
});

describe('scoring a Parquet file', () => {
  const input: InputSchema = {
    type: 'object',
    'x-order': ['zone', 'age', 'leased', 'since'],
    properties: {
      zone: { type: 'string' },
      age: { type: 'integer', minimum: 18 },
      leased: { type: ['boolean', 'null'] },
      since: { type: ['string', 'null'], format: 'date' },
    },
    required: ['zone', 'age'],
  };
  let folder: string;
  let server: AnsweringServer;
  let sent: Record<string, unknown>[];

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'bellhop-parquet-'));
    sent = [];
    server = await answeringServer(() => (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { rows } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { rows: typeof sent };
        sent.push(...rows);
        const model = { name: 'm', version: '1' };
        const body = { model, request_id: '1', predictions: rows.map(() => 0.5), warnings: [] };
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      });
    });
  });
  afterEach(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('sends what the model takes and writes every column and row to a CSV file', async () => {
    const output = path.join(folder, 'scored.csv');
    const shares: number[] = [];
    const options: ScoreFile = {
      input: fixture('zstd'),
      output,
      model: { input, outputs: [{ name: 'claims', onnx: 'o' }] },
      destination: { url: server.url },
      signal: new AbortController().signal,
      onProgress: ({ share }) => shares.push(share),
    };
    const result = await scoreFile(options);
    assert.equal(result.stopped, undefined);
    assert.deepEqual([result.rows, result.failed], [7, 2]);
    assert.deepEqual(
      result.failures.map(({ row }) => row),
      [3, 5],
    );
    assert.deepEqual(sent.slice(0, 2), [
      { zone: '1', age: 18, leased: true, since: DAY },
      { zone: '2', age: 44, leased: false, since: null },
    ]);
    assert.equal(shares.at(-1), 1);
    const lines = (await readFile(output, 'utf8')).trimEnd().split('\n');
    assert.equal(lines[0], `${HEADER.join(',')},prediction,error`);
    assert.ok(lines[1]?.startsWith('9007199254740993,1,18,0.1,'), lines[1]);
    assert.ok(lines[4]?.includes('"Ö,""x""",91'), lines[4]);
    assert.equal(lines.length, 8);
  });
});
