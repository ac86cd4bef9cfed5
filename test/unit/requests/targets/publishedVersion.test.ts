import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { proposedIndex } from '../../../../extension/requests/targets/proposedIndex';
import {
  idOf,
  newPublishedVersion,
  readPublishedVersion,
} from '../../../../extension/requests/targets/publishedVersion';

const version = newPublishedVersion('motor', '0.1.0', 'https://packages.example/simple', 'ab'.repeat(32));

describe('a published version', () => {
  it('is read as it was written; what cannot be one, or is newer, is left alone', () => {
    assert.deepEqual(readPublishedVersion(JSON.parse(JSON.stringify(version))), version);
    for (const other of [{ schema: 2 }, { version: 1 }, { sha256: '../../elsewhere' }, { index: null }]) {
      assert.equal(readPublishedVersion({ ...version, ...other }), undefined);
    }
  });

  it('is another target where the package comes from another index', () => {
    const wheel = { ...version, sha256: 'cd'.repeat(32) };
    assert.equal(idOf(version), idOf(wheel));
    assert.notEqual(idOf(version), idOf({ ...version, index: 'https://test.example/simple' }));
    assert.notEqual(idOf(version), idOf({ ...version, version: '0.2.0' }));
  });
});

describe('the package index that is proposed', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'bellhop-index-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const api = async (name: string, pin: string): Promise<string> => {
    const made = path.join(folder, name);
    await mkdir(made);
    await writeFile(path.join(made, 'requirements-model.txt'), pin);
    return made;
  };

  it('is that of an API project that serves the package, else the one that the project installs from, else the company’s', async () => {
    const project = { folder, packageName: 'claim_frequency' };
    const company = () => Promise.resolve('https://company.example/simple');
    assert.equal(await proposedIndex(project, [], () => Promise.resolve(undefined)), undefined);
    assert.equal(await proposedIndex(project, ['/not/there'], company), 'https://company.example/simple');
    await writeFile(
      path.join(folder, 'requirements.lock'),
      '--index-url https://pip.example/simple\nnumpy==2\n',
    );
    const other = await api('other', '--index-url https://other.example/simple\nanother==1.0\n');
    assert.equal(await proposedIndex(project, [other, '/not/there'], company), 'https://pip.example/simple');
    const own = await api('own', '--index-url https://own.example/simple\nClaim-Frequency==0.1.0\n');
    assert.equal(await proposedIndex(project, [other, own], company), 'https://own.example/simple');
  });
});
