import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { isRecord } from '../../../contract/version';
import { EntryFiles } from '../../../extension/files/entryFiles';

const read = (document: unknown): number | undefined =>
  isRecord(document) && document['schema'] === 1 ? (document['value'] as number) : undefined;

describe('EntryFiles', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'bellhop-entries-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const entry = (value: number): number => ({ schema: 1, value }) as unknown as number;

  it('of two writers at the same time keep every entry, in the order of time', async () => {
    const [one, two] = [new EntryFiles(folder, read), new EntryFiles(folder, read)];
    const writes = Array.from({ length: 50 }, (_, index) =>
      (index % 2 === 0 ? one : two).write(EntryFiles.newId(1000 + index), entry(index)),
    );
    await Promise.all(writes);
    assert.deepEqual(
      (await one.all()).map((each) => each.entry),
      Array.from({ length: 50 }, (_, index) => index),
    );
    assert.ok(
      (await readdir(folder)).every((name) => name.endsWith('.json')),
      'no half-written file is left',
    );
  });

  it('keep the order in which they were made within one millisecond', () => {
    const ids = Array.from({ length: 100 }, () => EntryFiles.newId(1000));
    assert.deepEqual(ids.toSorted(), ids);
  });

  it('leave alone what is broken or of a newer Bellhop', async () => {
    const files = new EntryFiles(folder, read);
    await files.write('a', entry(1));
    await writeFile(path.join(folder, 'b.json'), '{"schema": 1, "val');
    await writeFile(path.join(folder, 'c.json'), '{"schema": 2}');
    assert.deepEqual(await files.all(), [{ id: 'a', entry: 1 }]);
    assert.deepEqual(await files.ids(), ['a', 'b', 'c']);
    assert.equal(await files.get('gone'), undefined);
  });

  it('begin with no folder, and take no id that leads out of it', async () => {
    const files = new EntryFiles(path.join(folder, 'later', 'on'), read);
    assert.deepEqual(await files.all(), []);
    await files.remove('nothing');
    await files.remove('../x');
    assert.equal(await files.get('../x'), undefined);
    await assert.rejects(files.write('../x', entry(1)), TypeError);
    await files.write('x', entry(1));
    assert.deepEqual(await files.ids(), ['x']);
  });
});
