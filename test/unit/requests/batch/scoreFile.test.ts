import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import type { InputSchema, Output } from '../../../../contract/artefact';
import { Cancelled, Failure } from '../../../../contract/failure';
import { CsvReader, csvLine, separatorOf } from '../../../../extension/requests/batch/csv';
import { scoreFile, type FileResult, type ScoreFile } from '../../../../extension/requests/batch/scoreFile';
import { scoreRows } from '../../../../extension/requests/batch/scoreRows';
import { answeringServer, type AnsweringServer } from '../answeringServer';

const input: InputSchema = {
  type: 'object',
  'x-order': ['zone', 'age', 'leased'],
  properties: {
    zone: { type: 'string' },
    age: { type: 'number', minimum: 18 },
    leased: { type: ['boolean', 'null'] },
  },
  required: ['zone', 'age'],
};
const outputs: Output[] = [{ name: 'claims', onnx: 'o' }];
type Rows = Record<string, unknown>[];

describe('CSV', () => {
  const read = (text: string, size: number): string[][] => {
    const reader = new CsvReader(separatorOf(text.split('\n')[0] ?? ''));
    const records: string[][] = [];
    for (let at = 0; at < text.length; at += size) records.push(...reader.read(text.slice(at, at + size)));
    return [...records, ...reader.end()];
  };

  it('is read the same however it is cut into pieces, and written back', () => {
    const text = 'a,"b ""x""",c\r\n1,"two\nlines, and a comma",\n\n"",z,"q"';
    const records = [
      ['a', 'b "x"', 'c'],
      ['1', 'two\nlines, and a comma', ''],
      ['', 'z', 'q'],
    ];
    for (const size of [1, 2, 3, 7, 1000]) assert.deepEqual(read(text, size), records);
    const written = records.map((record) => csvLine(record, ',')).join('');
    assert.deepEqual(read(written, 1000), records);
  });

  it('may have semicolons or tabs between its cells', () => {
    assert.deepEqual(read('a;"b,c";d\n1;2,5;3', 4), [
      ['a', 'b,c', 'd'],
      ['1', '2,5', '3'],
    ]);
    assert.equal(separatorOf('a\tb,c\td'), '\t');
  });
});

describe('scoring a file', () => {
  let folder: string;
  let server: AnsweringServer;
  let answer: (rows: Rows) => { status: number; body: unknown };
  let requests: number;

  const predictions = (rows: Rows): { status: number; body: unknown } => ({
    status: 200,
    body: {
      model: { name: 'm', version: '1' },
      request_id: 'r',
      predictions: rows.map(({ age }) => Number(age) / 100),
      warnings: [],
    },
  });
  const listener: RequestListener = (request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      requests += 1;
      const given = answer((JSON.parse(body) as { rows: Rows }).rows);
      response.writeHead(given.status).end(JSON.stringify(given.body));
    });
  };

  before(async () => {
    server = await answeringServer(() => listener);
  });
  after(() => server.stop());
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'bellhop-score-'));
    answer = predictions;
    requests = 0;
  });
  afterEach(() => rm(folder, { recursive: true }));

  const file = (name: string): string => path.join(folder, name);
  const output = (): Promise<string> => readFile(file('out.csv'), 'utf8');
  async function score(text: string, also: Partial<ScoreFile> = {}): Promise<FileResult> {
    await writeFile(file('in.csv'), text);
    return scoreFile({
      input: file('in.csv'),
      output: file('out.csv'),
      model: { input, outputs },
      destination: { url: server.url },
      signal: new AbortController().signal,
      onProgress: () => undefined,
      ...also,
    });
  }

  it('keeps every column and row, and adds the prediction', async () => {
    const result = await score('\ufeffid,zone,age,leased\n007,city,40,true\n008,"a, b",20,\n');
    assert.equal(
      await output(),
      'id,zone,age,leased,prediction,error\n007,city,40,true,0.4,\n008,"a, b",20,,0.2,\n',
    );
    assert.deepEqual([result.rows, result.failed, result.stopped], [2, 0, undefined]);
  });

  it('lists rows that cannot be scored with the reason, and loses no other', async () => {
    answer = (rows) =>
      rows.some(({ zone }) => zone === 'moon')
        ? { status: 400, body: { title: 'Refused', detail: 'no such zone', errors: [] } }
        : predictions(rows);
    const lines = Array.from({ length: 1200 }, (_, index) => {
      if (index === 3) return 'city,old';
      if (index === 4) return 'city,5';
      return index === 700 ? 'moon,40' : 'city,40';
    });
    const seen: number[] = [];
    const result = await score(['zone,age', ...lines].join('\n'), {
      onProgress: ({ rows }) => seen.push(rows),
    });
    assert.deepEqual(
      result.failures.map(({ row, error }) => [row, error]),
      [
        [4, 'age: expected a number of at least 18'],
        [5, 'age: expected a number of at least 18'],
        [701, 'status 400: Refused: no such zone'],
      ],
    );
    assert.deepEqual([result.rows, result.failed, seen], [1200, 3, [500, 1000, 1200]]);
    const written = (await output()).trim().split('\n');
    assert.equal(written.length, 1201);
    assert.equal(written[701], 'moon,40,,status 400: Refused: no such zone');
    assert.equal(written.filter((line) => line.endsWith(',0.4,')).length, 1197);
    assert.ok(requests < 30, `${requests} requests`);
  });

  it('reads a decimal comma, booleans and empty cells as the model takes them', async () => {
    let sent: Rows = [];
    answer = (rows) => predictions((sent = rows));
    await score('zone;age;leased;note\n1;40,5;yes;x\n2;30;;\n');
    assert.deepEqual(sent, [
      { zone: '1', age: 40.5, leased: true },
      { zone: '2', age: 30, leased: null },
    ]);
    assert.match(await output(), /^zone;age;leased;note;prediction;error\n1;40,5;yes;x;0\.405;\n/);
  });

  it('writes label and probabilities, under names that the file does not have', async () => {
    const classifier: Output[] = [
      { name: 'o', onnx: 'o', probabilities: { onnx: 'p', labels: ['no', 'yes'] } },
    ];
    answer = (rows) => {
      const { status, body } = predictions(rows);
      const prediction = { label: 'yes', probabilities: { no: 0.25, yes: 0.75 } };
      return { status, body: { ...(body as object), predictions: rows.map(() => prediction) } };
    };
    await score('zone,age,prediction,error\na,20,old,x\n', { model: { input, outputs: classifier } });
    assert.equal(
      await output(),
      'zone,age,prediction,error,prediction_,probability_no,probability_yes,error_\na,20,old,x,yes,0.25,0.75,\n',
    );
  });

  it('keeps what was scored until a person cancels', async () => {
    const cancel = new AbortController();
    const text = ['zone,age', ...Array.from({ length: 5000 }, () => 'city,40')].join('\n');
    const result = await score(text, {
      signal: cancel.signal,
      onProgress: ({ rows }) => rows >= 1000 && cancel.abort(),
    });
    assert.ok(result.stopped instanceof Cancelled);
    assert.equal(result.rows, 1000);
    assert.equal((await output()).trim().split('\n').length, 1001);
    assert.deepEqual((await readdir(folder)).sort(), ['in.csv', 'out.csv']);
  });

  it('refuses a file without the columns, an empty one and itself, and writes nothing', async () => {
    const refused = async (text: string, also: Partial<ScoreFile> = {}): Promise<string> =>
      score(text, also).then(
        () => 'scored',
        (error: unknown) => (error instanceof Failure ? `${error.code}: ${error.message}` : 'no Failure'),
      );
    assert.match(
      await refused('zone,alter\na,1\n'),
      /^columns-missing: The file has no column age.*zone, alter/,
    );
    assert.match(await refused(''), /^file-empty/);
    assert.match(await refused('zone,age\n', { output: file('in.csv') }), /^same-file/);
    assert.match(await refused('zone,age\n', { input: file('none.csv') }), /^file-unreadable/);
    assert.deepEqual(await readdir(folder), ['in.csv']);
  });

  it('stops where the target answers no predictions, or may not be asked', async () => {
    answer = () => ({ status: 401, body: { title: 'Who are you?' } });
    const result = await score('zone,age\na,20\n');
    assert.match(String(result.stopped), /no predictions \(status 401: Who are you\?\)/);
    assert.deepEqual(await readdir(folder), ['in.csv']);
  });

  it('asks a busy target again', async () => {
    answer = (rows) => (requests < 3 ? { status: 503, body: {} } : predictions(rows));
    const signal = new AbortController().signal;
    const scored = await scoreRows({ url: server.url }, [{ zone: 'a', age: 20 }], signal, [1, 1, 1]);
    assert.deepEqual(scored, [{ prediction: 0.2 }]);
    requests = -100;
    await assert.rejects(
      scoreRows({ url: server.url }, [{ zone: 'a', age: 20 }], signal, [1, 1]),
      (error: Failure) => error.code === 'no-predictions',
    );
  });

  it('finds rows that the target names at once', async () => {
    answer = (rows) => {
      const errors = rows.flatMap(({ age }, row) =>
        age === 1 ? [{ row, column: 'age', expected: 'an adult' }] : [],
      );
      return errors.length > 0 ? { status: 400, body: { title: 'Refused', errors } } : predictions(rows);
    };
    const rows = [1, 20, 1, 30].map((age) => ({ zone: 'a', age }));
    assert.deepEqual(await scoreRows({ url: server.url }, rows, new AbortController().signal), [
      { error: 'age: expected an adult' },
      { prediction: 0.2 },
      { error: 'age: expected an adult' },
      { prediction: 0.3 },
    ]);
    assert.equal(requests, 2);
  });
});
