import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CreatedFolders, holdsProject } from '../../../extension/projects/createdFolders';

describe('Created folders', () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'bellhop-created-'));
    for (const name of ['motor', 'notes', 'node_modules/motor']) {
      await mkdir(path.join(folder, name), { recursive: true });
    }
    for (const name of ['motor', 'node_modules/motor']) {
      await writeFile(path.join(folder, name, 'bellhop.json'), '{}');
    }
    await writeFile(path.join(folder, 'readme.md'), '');
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const created = (...names: string[]): Set<string> => new Set(names.map((name) => path.join(folder, name)));

  it('are projects where they hold a bellhop.json; files, other folders and what is gone are not', async () => {
    assert.equal(await holdsProject(created('readme.md', 'notes', 'gone', 'gone/too')), false);
    assert.equal(await holdsProject(created('readme.md', 'motor')), true);
    assert.equal(await holdsProject(created('motor/bellhop.json')), false, 'another watcher reports that');
  });

  it('are told once for a burst, and not where packages are installed', async () => {
    let calls = 0;
    const told = new Promise<void>((resolve) => {
      const folders = new CreatedFolders(() => {
        calls += 1;
        resolve();
      });
      for (const file of created('motor', 'readme.md', 'notes')) folders.add(file);
      for (let i = 0; i < 1000; i += 1) folders.add(path.join(folder, 'notes', `${i}.txt`));
    });
    await told;
    assert.equal(calls, 1);

    let installed = 0;
    const quiet = new CreatedFolders(() => (installed += 1));
    const later = new Promise<void>((resolve) => {
      const other = new CreatedFolders(resolve);
      quiet.add(path.join(folder, 'node_modules', 'motor'));
      other.add(path.join(folder, 'motor'));
    });
    await later;
    assert.equal(installed, 0);
  });
});
