import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type Docker from 'dockerode';
import { Failure } from '../../../../contract/failure';
import type { Engine } from '../../../../extension/docker/connectEngine';
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

  describe('that no ssh leads to', () => {
    /** Starts on the tests' engine, changed to look like another machine's. */
    async function startOn(change: (engine: Engine) => Engine, image = testImage): Promise<unknown> {
      const { host } = await testEngine();
      const engine = await findEngine({ setting: host, places: { ...thisMachine(), env: {} } });
      const nothing = (): void => undefined;
      return startScorerContainer({
        engine: change(engine),
        image,
        project: '/projects/motor',
        artefact: FOREST,
        port: 0,
        limits: { memory: 512, cpus: 1 },
        events: { onLog: nothing, onModel: nothing, onRefused: nothing, onProgress: nothing },
        signal: new AbortController().signal,
      });
    }
    const isElsewhere = (words: RegExp) => (error: unknown) =>
      error instanceof Failure && error.code === 'engine-elsewhere' && words.test(error.message);

    it('is refused before anything is made, where its address tells', async () => {
      const noImage = () => Promise.reject(new Error('no image is needed'));
      const starting = startOn((engine) => ({ ...engine, reach: 'elsewhere' }), noImage);
      await assert.rejects(starting, isElsewhere(/is on another machine/));
    });

    it('is given up where its port leads nowhere, as in a container that was handed the socket', async () => {
      const starting = startOn((engine) => {
        const getContainer = engine.docker.getContainer.bind(engine.docker);
        engine.docker.getContainer = (name) => {
          const container = getContainer(name);
          const inspect = container.inspect.bind(container) as () => Promise<Docker.ContainerInspectInfo>;
          container.inspect = (async () => {
            const info = await inspect();
            info.NetworkSettings.Ports = { '8080/tcp': [{ HostIp: '127.0.0.1', HostPort: '1' }] };
            return info;
          }) as typeof container.inspect;
          return container;
        };
        return engine;
      });
      await assert.rejects(starting, isElsewhere(/port 1 of 127\.0\.0\.1 does not lead to it here/));
      await nothingLeft();
    });
  });
});
