import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type Docker from 'dockerode';
import { findOrphans, orphanWords, removeOrphans } from '../../../../extension/scorer/container/orphans';
import { testEngine } from '../../../../scripts/docker/testEngine';
import { FIXTURES } from '../scorerInProcess';
import {
  containersOf,
  nothingLeft,
  onlyContainer,
  startContainer,
  stopContainers,
  volumesOf,
} from './containers';
import { testImage } from './testImage';

const FOREST = path.join(FIXTURES, 'forest');
const OWNER = path.join(import.meta.dirname, 'containerOwner.ts');

describe('containers whose owner is gone', function () {
  this.timeout(60_000);
  let docker: Docker;
  const owners: ChildProcess[] = [];

  /** Another process with a scorer's container for a project. */
  async function startOwner(project: string): Promise<ChildProcess> {
    const { host } = await testEngine();
    const args = [host, await testImage(), FOREST, project];
    const owner = fork(OWNER, args, { execArgv: ['--import', 'tsx'] });
    owners.push(owner);
    await once(owner, 'message');
    return owner;
  }

  /** Ends a process as a crash does. */
  async function kill(owner: ChildProcess): Promise<void> {
    owner.kill('SIGKILL');
    await once(owner, 'exit');
  }

  /** The orphans among the projects of this suite. */
  const orphans = async () =>
    (await findOrphans(docker)).filter(({ project }) => project.startsWith('/projects/'));

  before(async function () {
    this.timeout(600_000);
    ({ docker } = await testEngine());
    await testImage();
  });
  afterEach(async () => {
    for (const owner of owners.splice(0)) {
      if (owner.exitCode === null && owner.signalCode === null) await kill(owner);
    }
    await removeOrphans(docker, await orphans());
    await stopContainers();
    for (const project of ['/projects/motor', '/projects/left', '/projects/other']) {
      await nothingLeft(project);
    }
  });

  it('are found and removed with their volume; those of living windows are not touched', async () => {
    const { scorer } = await startContainer({ artefact: FOREST });
    await startOwner('/projects/other');
    await kill(await startOwner('/projects/left'));
    const [name = ''] = await containersOf('/projects/left');
    const found = await orphans();
    assert.deepEqual(found, [{ kind: 'container', name, project: '/projects/left' }]);
    assert.match(orphanWords(found), new RegExp(`docker rm --force --volumes ${name}$`));
    await removeOrphans(docker, found);
    await nothingLeft('/projects/left');
    assert.equal((await containersOf('/projects/other')).length, 1);
    await onlyContainer();
    assert.ok(scorer.port > 0);
    assert.deepEqual(await orphans(), []);
  });

  it('are found by the volume alone where somebody removed the container', async () => {
    await kill(await startOwner('/projects/left'));
    await (await onlyContainer('/projects/left')).remove({ force: true });
    const [name] = await volumesOf('/projects/left');
    assert.deepEqual(await orphans(), [{ kind: 'volume', name, project: '/projects/left' }]);
    await removeOrphans(docker, await orphans());
    await nothingLeft('/projects/left');
  });

  it('of another machine are nobody else’s to remove', async () => {
    const image = await testImage();
    const Labels = {
      'bellhop.kind': 'scorer',
      'bellhop.project': '/projects/left',
      'bellhop.host': 'another',
      'bellhop.owner': '1',
    };
    const container = await docker.createContainer({ Image: image, Labels });
    try {
      assert.deepEqual(await orphans(), []);
    } finally {
      await container.remove({ v: true });
    }
  });
});
