import assert from 'node:assert/strict';
import { Failure } from '../../../contract/failure';
import type { ModelProject } from '../../../extension/projects/project';
import type { Scorer, ScorerKind, StartScorer } from '../../../extension/scorer/scorer';
import { Scorers, type ScorerState } from '../../../extension/scorer/scorers';

const MOTOR: ModelProject = {
  kind: 'model',
  name: 'Motor',
  packageName: 'motor',
  folder: '/projects/motor',
  artefact: '/projects/motor/artefact',
};
const model = { name: 'motor', version: '1', digest: 'sha256:1' };

describe('the scorers of a window', () => {
  let running: ScorerKind[];
  let crash: (failure: Failure) => void;
  let states: ScorerState['status'][];
  let crashes: Failure[];
  let scorers: Scorers;

  /** A kind of scorer that is there at once. */
  const kind =
    (name: ScorerKind): StartScorer =>
    async () => {
      await Promise.resolve();
      running.push(name);
      const gone = (): void => void (running = running.filter((one) => one !== name));
      const scorer: Scorer = {
        url: `http://${name}`,
        port: 1,
        model,
        ended: new Promise((resolve) => {
          crash = (failure) => {
            gone();
            resolve(failure);
          };
        }),
        stop: () => {
          gone();
          return Promise.resolve();
        },
      };
      return scorer;
    };

  beforeEach(() => {
    [running, states, crashes] = [[], [], []];
    scorers = new Scorers({
      kinds: { process: kind('process'), container: kind('container') },
      port: () => 0,
      onDidChange: (project) => states.push(scorers.state(project).status),
      onLog: () => undefined,
      onCrash: (_project, failure) => crashes.push(failure),
      onRefused: () => undefined,
    });
  });

  it('is a child process unless a container is asked for', async () => {
    assert.equal(await scorers.start(MOTOR), 'http://process');
    assert.deepEqual(states, ['starting', 'running']);
  });

  it('is one a project: starting one kind ends the other', async () => {
    await scorers.start(MOTOR);
    assert.equal(await scorers.start(MOTOR, { kind: 'container' }), 'http://container');
    assert.deepEqual(running, ['container']);
    assert.equal(await scorers.start(MOTOR, { kind: 'process' }), 'http://process');
    assert.deepEqual(running, ['process']);
  });

  it('is taken as it is by who does not mind the kind', async () => {
    await scorers.start(MOTOR, { kind: 'container' });
    assert.equal(await scorers.start(MOTOR), 'http://container');
  });

  it('is one also where both kinds are asked for at once', async () => {
    const urls = await Promise.allSettled([
      scorers.start(MOTOR, { kind: 'process' }),
      scorers.start(MOTOR, { kind: 'container' }),
      scorers.start(MOTOR),
    ]);
    assert.deepEqual(running, ['container']);
    assert.ok(urls.some((url) => url.status === 'fulfilled' && url.value === 'http://container'));
  });

  it('remembers the kind of one that crashed, to start it again as that', async () => {
    await scorers.start(MOTOR, { kind: 'container' });
    const failure = new Failure('scorer-ended', 'It was killed.', 'Start it again.');
    crash(failure);
    await Promise.resolve();
    await Promise.resolve();
    assert.deepEqual(crashes, [failure]);
    assert.deepEqual(scorers.state(MOTOR), { status: 'failed', kind: 'container', failure });
    assert.equal(scorers.kind(MOTOR), 'container');
  });
});
