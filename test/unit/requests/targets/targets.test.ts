import assert from 'node:assert/strict';
import { Failure } from '../../../../contract/failure';
import type { TesterTarget } from '../../../../contract/testerMessages';
import type { Project } from '../../../../extension/projects/project';
import type { TargetSource } from '../../../../extension/requests/targets/target';
import { Targets } from '../../../../extension/requests/targets/targets';
import { choiceMemory } from './memory';

const motor: Project = { kind: 'model', name: 'Motor', folder: '/motor', packageName: 'motor' };
const house: Project = { kind: 'model', name: 'House', folder: '/house', packageName: 'house' };

/** A source whose targets a test chooses. */
class FakeSource implements TargetSource {
  looked: string[] = [];
  listener = (): void => undefined;
  started: (folder: string, id: string) => void = () => undefined;

  constructor(
    readonly name: string,
    public targets: TesterTarget[],
  ) {}

  list = (): TesterTarget[] => this.targets;
  reach = (id: string): Promise<{ url: string }> => Promise.resolve({ url: `http://${id}` });
  look = (id: string): Promise<void> => Promise.resolve(void this.looked.push(id));

  onDidChange(listener: () => void): { dispose: () => void } {
    this.listener = listener;
    return { dispose: () => (this.listener = () => undefined) };
  }

  onDidStart(listener: (folder: string, id: string) => void): { dispose: () => void } {
    this.started = listener;
    return { dispose: () => (this.started = () => undefined) };
  }
}

const target = (id: string): TesterTarget => ({ id, title: id, state: 'stopped' });

describe('Targets', () => {
  const memory = choiceMemory();
  let scorer: FakeSource;
  let url: FakeSource;
  let targets: Targets;

  const make = (): void => {
    scorer = new FakeSource('scorer', [target('scorer.process'), target('scorer.container')]);
    url = new FakeSource('url', [target('url.stage')]);
    targets = new Targets(memory);
    targets.register(scorer);
    targets.register(url);
  };
  const reach = async (project: Project): Promise<string> =>
    (await targets.reach(project, new AbortController().signal)).url;

  beforeEach(make);

  it('are listed in the order of their sources; the first is chosen until another is', async () => {
    assert.deepEqual(
      targets.list(motor).map(({ id }) => id),
      ['scorer.process', 'scorer.container', 'url.stage'],
    );
    assert.equal(await reach(motor), 'http://scorer.process');
  });

  it('are chosen for each project, looked at when they are, and stay chosen after a reload', async () => {
    await targets.choose(motor, 'url.stage');
    assert.deepEqual(url.looked, ['url.stage']);
    make();
    assert.equal(targets.chosen(motor)?.id, 'url.stage');
    assert.equal(targets.chosen(house)?.id, 'scorer.process');
    assert.equal(await reach(motor), 'http://url.stage');
  });

  it('fall back to the first where the chosen one is gone, and come back with it', async () => {
    await targets.choose(motor, 'url.stage');
    url.targets = [];
    assert.equal(targets.chosen(motor)?.id, 'scorer.process');
    url.targets = [target('url.stage')];
    assert.equal(targets.chosen(motor)?.id, 'url.stage');
  });

  it('refuse what is not there', async () => {
    const isGone = (error: unknown): boolean => error instanceof Failure && error.code === 'target-gone';
    await assert.rejects(targets.choose(motor, 'url.other'), isGone);
    await assert.rejects(targets.choose(motor, 'other.thing'), isGone);
    await assert.rejects(targets.reach(motor, new AbortController().signal, 'scorer.x'), isGone);
  });

  it('follow a target that a person started by its own command', () => {
    let changes = 0;
    targets.onDidChange(() => (changes += 1));
    scorer.started('/house', 'scorer.container');
    assert.equal(targets.chosen(house)?.id, 'scorer.container');
    assert.equal(changes, 1);
    scorer.started('/house', 'scorer.container');
    assert.equal(changes, 1, 'nothing changed');
  });

  it('stay as chosen where another is started for a comparison', async () => {
    await targets.choose(motor, 'url.stage');
    scorer.reach = (id) => {
      scorer.started(motor.folder, id);
      return Promise.resolve({ url: `http://${id}` });
    };
    await targets.reach(motor, new AbortController().signal, 'scorer.container');
    assert.equal(targets.chosen(motor)?.id, 'url.stage');
    scorer.started(motor.folder, 'scorer.process');
    assert.equal(targets.chosen(motor)?.id, 'scorer.process');
  });

  it('tell of the changes of every source until they are disposed of', () => {
    let changes = 0;
    const listening = targets.onDidChange(() => (changes += 1));
    scorer.listener();
    url.listener();
    assert.equal(changes, 2);
    listening.dispose();
    url.listener();
    targets.dispose();
    scorer.listener();
    assert.equal(changes, 2);
  });
});
