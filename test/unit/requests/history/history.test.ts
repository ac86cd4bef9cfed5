import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { InputSchema } from '../../../../contract/artefact';
import type { Failure } from '../../../../contract/failure';
import type { TesterAnswer } from '../../../../contract/testerMessages';
import type { Sent } from '../../../../extension/requests/history/entry';
import { History, MOST_ENTRIES } from '../../../../extension/requests/history/history';

const input: InputSchema = {
  type: 'object',
  'x-order': ['zone', 'name', 'bonus'],
  properties: {
    zone: { type: 'string' },
    name: { type: ['string', 'null'], 'x-personal': true },
    bonus: { type: 'integer' },
  },
  required: ['zone', 'bonus'],
};

function answered(predictions: unknown[]): TesterAnswer {
  const prediction = {
    model: { name: 'm', version: '1' },
    request_id: 'r',
    predictions: predictions as number[],
    warnings: [{ row: 0, column: 'name', got: 'Ann Example', observed: 'one of a, b' }],
  };
  return { status: 200, milliseconds: 4.2, body: JSON.stringify(prediction), prediction };
}

describe('the history', () => {
  let folder: string;
  let enabled: boolean;
  let history: History;
  let minute = 0;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'bellhop-history-'));
    enabled = true;
    history = open();
  });
  afterEach(() => rm(folder, { recursive: true }));

  const open = (): History => new History(folder, () => enabled);
  const sent = (also: Partial<Sent> = {}): Sent => ({
    project: '/motor',
    time: new Date(Date.UTC(2026, 0, 1, 0, minute++)),
    target: 'Embedded scorer',
    rows: [{ zone: 'city', name: 'Ann Example', bonus: 3 }],
    outcome: answered([0.0812345678]),
    ...also,
  });

  it('tells target, time and result, the newest first, and each project its own', async () => {
    await history.add(sent(), input);
    await history.add(
      sent({ target: 'Test stage', outcome: answered([{ label: 'stay', probabilities: { stay: 0.8123 } }]) }),
      input,
    );
    const refused = { type: 'x', title: 'Refused', status: 400, detail: 'Ann Example', request_id: 'r' };
    const errors = [{ row: 0, column: 'name', got: 'Ann Example', expected: 'a text' }];
    await history.add(
      sent({ outcome: { status: 400, milliseconds: 1, body: '', problem: { ...refused, errors } } }),
      input,
    );
    await history.add(sent({ outcome: { message: 'Nothing answers at http://far.' } }), input);
    await history.add(sent({ project: '/house' }), input);
    assert.deepEqual(
      (await history.list('/motor')).map(({ target, status, result }) => [target, status, result]),
      [
        ['Embedded scorer', undefined, 'Nothing answers at http://far.'],
        ['Embedded scorer', 400, 'Refused: name'],
        ['Test stage', 200, 'stay (81.2 %)'],
        ['Embedded scorer', 200, '0.0812346'],
      ],
    );
    assert.equal((await history.list('/house')).length, 1);
  });

  it('holds no personal value in any file, nor one of a column that the model does not have', async () => {
    const rows = [
      { zone: 'city', name: 'Ann Example', bonus: 3, phone: '555-1234' },
      { zone: 'far', name: null, bonus: 1 },
    ];
    await history.add(sent({ rows }), input);
    const [file = ''] = await readdir(folder);
    const text = await readFile(path.join(folder, file), 'utf8');
    for (const personal of ['Ann', '555-1234']) assert.ok(!text.includes(personal), text);
    const [entry] = await open().list('/motor');
    assert.equal(entry?.summary, 'zone city, name •••, bonus 3, phone •••');
    assert.deepEqual(entry.missing, ['name', 'phone']);
  });

  it('gives back the rows as they were sent in the window that sent them, and masked after a reload', async () => {
    await history.add(sent(), input);
    const [{ id } = { id: '' }] = await history.list('/motor');
    assert.deepEqual((await history.recall(id)).rows, sent().rows);
    assert.deepEqual((await history.recallWhole(id)).missing, []);
    const later = await open().recall(id);
    assert.deepEqual(later.rows, [{ zone: 'city', name: null, bonus: 3 }]);
    assert.deepEqual(later.missing, ['name']);
    await assert.rejects(open().recallWhole(id), (error: Failure) => /values of name/.test(error.message));
  });

  it('keeps the first of very many rows, and says so', async () => {
    const rows = Array.from({ length: 20_000 }, (_, bonus) => ({ zone: 'city', bonus }));
    await history.add(sent({ rows }), input);
    const [entry] = await open().list('/motor');
    assert.equal(entry?.rows, 20_000);
    assert.ok(entry.kept > 1000 && entry.kept < 5000, String(entry.kept));
    await assert.rejects(open().recallWhole(entry.id), (error: Failure) =>
      error.message.includes(`keeps ${entry.kept} of the 20000 rows`),
    );
  });

  it('is of the last hundred, whichever window sent them', async () => {
    const [one, two] = [open(), open()];
    for (let index = 0; index < MOST_ENTRIES + 20; index++) {
      await (index % 2 === 0 ? one : two).add(sent({ target: `Target ${index}` }), input);
    }
    const entries = await one.list('/motor');
    assert.equal(entries.length, MOST_ENTRIES);
    assert.equal(entries[0]?.target, 'Target 119');
    assert.equal(entries.at(-1)?.target, 'Target 20');
  });

  it('loses none of two windows that send at the same time', async () => {
    const [one, two] = [open(), open()];
    await Promise.all(
      Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? one : two).add(sent(), input)),
    );
    assert.equal((await one.list('/motor')).length, 40);
  });

  it('is forgotten entry by entry or as a whole, and tells of it', async () => {
    let changes = 0;
    history.onDidChange(() => (changes += 1));
    await history.add(sent(), input);
    await history.add(sent(), input);
    await history.add(sent({ project: '/house' }), input);
    const [{ id } = { id: '' }] = await history.list('/motor');
    await history.remove(id);
    assert.equal((await history.list('/motor')).length, 1);
    await assert.rejects(history.recall(id), (error: Failure) => error.code === 'entry-gone');
    await history.clear('/motor');
    assert.deepEqual(await history.list('/motor'), []);
    assert.equal((await history.list('/house')).length, 1);
    assert.equal(changes, 5);
  });

  it('is kept nowhere where it is turned off', async () => {
    enabled = false;
    await history.add(sent(), input);
    assert.deepEqual([await history.list('/motor'), await readdir(folder)], [[], []]);
  });
});
