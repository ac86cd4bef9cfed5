import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { Failure } from '../../../../contract/failure';
import { findEngine, thisMachine } from '../../../../extension/docker/findEngine';
import { removeOrphans, findOrphans } from '../../../../extension/scorer/container/orphans';
import { startScorerContainer } from '../../../../extension/scorer/container/scorerContainer';
import { testEngine } from '../../../../scripts/docker/testEngine';
import { FIXTURES, readModelJson, scored, sendTo, until } from '../scorerInProcess';
import { containersOf, nothingLeft, onlyContainer, startContainer, stopContainers } from './containers';
import { sshMachine, type SshMachine } from './sshMachine';
import { testImage } from './testImage';

const FOREST = path.join(FIXTURES, 'forest');

describe('a scorer in a container of another machine', function () {
  this.timeout(60_000);
  let machine: SshMachine;

  before(async function () {
    this.timeout(600_000);
    await testImage();
    machine = await sshMachine();
  });
  after(() => machine.close());
  afterEach(async () => {
    await stopContainers();
    await nothingLeft();
    await until('the end of every ssh', () => machine.clients().length === 0);
  });

  it('is reached through ssh, and ends with its ssh', async () => {
    const { scorer, log } = await startContainer({ artefact: FOREST, host: 'ssh://far' });
    assert.equal(scorer.engine?.host, 'ssh://far');
    const { NetworkSettings } = await (await onlyContainer()).inspect();
    const [published] = NetworkSettings.Ports['8080/tcp'] ?? [];
    assert.equal(published?.HostIp, '127.0.0.1');
    assert.notEqual(published.HostPort, String(scorer.port));
    const body = JSON.stringify({ rows: [readModelJson(FOREST).golden.rows[0]?.row] });
    scored(await sendTo(scorer.port, 'POST', '/predict', body, { 'content-type': 'application/json' }));
    await until('the line of the request', () => log.some((line) => line.includes('"path":"/predict"')));
    await scorer.stop();
    await until('the end of every ssh', () => machine.clients().length === 0);
  });

  it('says so when the forward breaks, and is removed', async () => {
    const { scorer } = await startContainer({ artefact: FOREST, host: 'ssh://far' });
    // Every connection of this window breaks, as when the network goes.
    for (const pid of machine.clients()) process.kill(pid, 'SIGKILL');
    const failure = await scorer.ended;
    assert.match(failure.code, /^(forward-failed|engine-gone|scorer-ended)$/);
    await until('the removal', async () => (await containersOf()).length === 0);
  });

  it('leaves no ssh behind when its window crashes', async () => {
    const args = ['ssh://far', await testImage(), FOREST, '/projects/left'];
    const owner = fork(path.join(import.meta.dirname, 'containerOwner.ts'), args, {
      execArgv: ['--import', 'tsx'],
    });
    await once(owner, 'message');
    assert.ok(machine.clients().length >= 2, 'one ssh for the engine, one for the port');
    owner.kill('SIGKILL');
    await until('the end of every ssh', () => machine.clients().length === 0);
    const { docker } = await testEngine();
    await removeOrphans(
      docker,
      (await findOrphans(docker)).filter(({ project }) => project === '/projects/left'),
    );
    await nothingLeft('/projects/left');
  });

  it("says in ssh's own words why a machine is not reached", async () => {
    await assert.rejects(
      findEngine({ setting: 'ssh://nowhere.invalid', places: { ...thisMachine(), env: {} } }),
      (error) =>
        error instanceof Failure &&
        error.code === 'engine-missing' &&
        /ssh:\/\/nowhere\.invalid, chosen by the setting bellhop\.docker\.host, does not answer: .*nowhere\.invalid/.test(
          error.message,
        ),
    );
  });

  it('is refused where no ssh leads to it, before anything is made', async () => {
    const { host } = await testEngine();
    const engine = await findEngine({ setting: host, places: { ...thisMachine(), env: {} } });
    const nothing = (): void => undefined;
    const starting = startScorerContainer({
      engine: { ...engine, host: 'tcp://10.0.0.5:2376', reach: 'elsewhere' },
      image: () => Promise.reject(new Error('no image is needed')),
      project: '/projects/motor',
      artefact: FOREST,
      port: 0,
      limits: { memory: 512, cpus: 1 },
      events: { onLog: nothing, onModel: nothing, onRefused: nothing, onProgress: nothing },
      signal: new AbortController().signal,
    });
    await assert.rejects(starting, (error) => error instanceof Failure && error.code === 'engine-elsewhere');
  });
});
