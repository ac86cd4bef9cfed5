import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { buildAll } from '../../../scripts/build';
import { bellhop, type Ended } from '../cli/bellhop';
import { commit, edit, git } from '../scaffold/templateRepository';
import { PublishedProject } from './publishedProject';

const IDENTITY = {
  GIT_AUTHOR_NAME: 'Bo',
  GIT_AUTHOR_EMAIL: 'bo@example.com',
  GIT_COMMITTER_NAME: 'Bo',
  GIT_COMMITTER_EMAIL: 'bo@example.com',
};

describe('bellhop publish', function () {
  this.timeout(300_000);
  let published: PublishedProject;

  const publish = (...args: string[]) =>
    bellhop(['publish', published.project.folder, '--json', ...args], IDENTITY);
  const code = ({ last }: Ended) => (last?.['error'] as { code: string } | undefined)?.code;
  const message = ({ last }: Ended) => (last?.['error'] as { message: string } | undefined)?.message ?? '';
  /** What would tell that something was done: the commit, the work tree, the tags here and there. */
  const state = () => [
    published.git('rev-parse', 'HEAD'),
    published.git('status', '--porcelain'),
    published.git('tag', '--list'),
    git(published.remote, 'for-each-ref'),
  ];

  before(() => buildAll());
  beforeEach(async () => {
    published = await PublishedProject.make();
  });
  afterEach(() => published.close());

  it('proposes the version that is stated for a first one, and changes nothing unless it is told to', async () => {
    const before = state();
    const shown = await publish('--dry-run');
    assert.equal(shown.status, 0, shown.out);
    const { from, proposed, remote, branch } = shown.last ?? {};
    assert.deepEqual([from, proposed, remote, branch], [null, '0.1.0', 'origin', 'main']);
    const refused = await publish();
    assert.equal(refused.status, 1);
    assert.equal(code(refused), 'not-confirmed');
    assert.deepEqual(state(), before);
  });

  it('tags and pushes the first version without a commit of its own, and no version twice', async () => {
    const head = published.git('rev-parse', 'HEAD');
    const { status, last, out } = await publish('--yes');
    assert.equal(status, 0, out);
    assert.deepEqual([last?.['tag'], last?.['commit']], ['v0.1.0', head]);
    assert.equal(last?.['package'], 'motor==0.1.0');
    assert.equal(git(published.remote, 'rev-parse', 'v0.1.0^{commit}'), head);
    assert.equal(git(published.remote, 'cat-file', '-t', 'v0.1.0'), 'tag');
    const again = await publish('--yes');
    assert.equal(code(again), 'nothing-new');
    await commit(published.project.folder, { 'notes.md': 'new\n' });
    const same = await publish('--yes', '--as', '0.1.0');
    assert.equal(code(same), 'tag-exists');
  });

  it('names what to run once the pipeline is through, and says so where there is none', async () => {
    const { folder } = published.project;
    const pushed = await bellhop(['publish', folder, '--yes'], IDENTITY);
    assert.match(pushed.out, /once the pipeline is through[^]*bellhop use motor==0\.1\.0/);
    await commit(folder, { '.gitlab-ci.yml': null });
    const alone = await bellhop(['publish', folder, '--yes'], IDENTITY);
    assert.match(alone.out, /^Pushed v0\.1\.1 to origin\. The project has no pipeline/m);
    assert.doesNotMatch(alone.out, /bellhop use/);
  });

  it('writes the version into pyproject.toml and model.json, and pushes that commit with its tag', async () => {
    published.git('tag', 'v0.1.0');
    await commit(published.project.folder, { 'notes.md': 'new\n' });
    const model = await published.text(published.model);
    const { status, last, out } = await publish('--yes');
    assert.equal(status, 0, out);
    assert.deepEqual([last?.['from'], last?.['bump'], last?.['version']], ['0.1.0', 'patch', '0.1.1']);
    assert.match(await published.text('pyproject.toml'), /^version = "0\.1\.1"$/m);
    const written = await published.text(published.model);
    assert.equal(written, model.replace('"version": "0.1.0"', '"version": "0.1.1"'));
    const head = published.git('rev-parse', 'HEAD');
    assert.equal(git(published.remote, 'rev-parse', 'main'), head);
    assert.equal(git(published.remote, 'rev-parse', 'v0.1.1^{commit}'), head);
    assert.equal(published.git('status', '--porcelain'), '');
    assert.deepEqual(published.git('show', '--name-only', '--format=%s', 'HEAD').split('\n'), [
      'Motor 0.1.1',
      '',
      'pyproject.toml',
      published.model,
    ]);
  });

  it('asks for a minor version where scores changed, and shows how', async () => {
    await published.tagged('v1.4.2', (text) => {
      const model = JSON.parse(text) as { golden: { rows: { prediction: number }[] }; metrics: object[] };
      const [first] = model.golden.rows;
      if (first) first.prediction *= 1.5;
      model.metrics.push({ name: 'gone', title: 'Gone', value: 1 });
      return JSON.stringify(model);
    });
    const { status, last, out } = await publish('--dry-run');
    assert.equal(status, 0, out);
    assert.deepEqual([last?.['bump'], last?.['proposed']], ['minor', '1.5.0']);
    const scores = last?.['scores'] as { changed: number; worst: { before: number; after: number } };
    assert.equal(scores.changed, 1);
    assert.ok(Math.abs(scores.worst.before / scores.worst.after - 1.5) < 1e-4);
    assert.deepEqual((last?.['metrics'] as object[]).at(-1), { title: 'Gone', before: 1 });
    const words = await bellhop(['publish', published.project.folder, '--dry-run'], IDENTITY);
    assert.match(words.out, /^Motor 1\.5\.0 after 1\.4\.2 \(minor\), from main to origin:\n/);
    assert.match(
      words.out,
      /Scores: 1 of \d+ golden rows of the version before score otherwise; \{"Kilometres"/,
    );
  });

  it('asks for a major version where callers break, and takes another one that is given', async () => {
    await published.tagged('v1.4.2', (text) => {
      const model = JSON.parse(text) as { input: { required: string[] } };
      model.input.required = model.input.required.filter((name) => name !== 'Make');
      return JSON.stringify(model);
    });
    const { last, out } = await publish('--dry-run');
    assert.deepEqual([last?.['bump'], last?.['proposed']], ['major', '2.0.0'], out);
    assert.deepEqual(last?.['changes'], [{ kind: 'breaking', text: 'Column "Make" is required' }]);
    const given = await publish('--yes', '--as', '3.0.0');
    assert.equal(given.last?.['tag'], 'v3.0.0', given.out);
    assert.match(
      git(published.remote, 'cat-file', 'tag', 'v3.0.0'),
      /breaks callers: Column "Make" is required/,
    );
    assert.equal(code(await publish('--as', '3.0')), 'version-unreadable');
  });

  it('refuses what is not committed, and an artefact that is not fresh', async () => {
    const { folder, packageName } = published.project;
    await edit(folder, { 'notes.md': 'new\n' });
    const dirty = await publish('--yes');
    assert.equal(code(dirty), 'project-not-clean');
    assert.match(message(dirty), /notes\.md/);
    await commit(folder, { [`src/${packageName}/extra.py`]: 'A = 1\n' });
    const stale = await publish('--yes');
    assert.equal(code(stale), 'artefact-not-fresh');
    assert.match(message(stale), /^The code of Motor changed since training\./);
    await commit(folder, { [`src/${packageName}/extra.py`]: null, 'requirements.lock': 'numpy==1.0\n' });
    assert.match(message(await publish('--yes')), /^The lock \(requirements\.lock\) of Motor changed/);
    published.git('reset', '--quiet', '--hard', 'origin/main');
    await commit(folder, { [published.model.replace('.json', '.onnx')]: 'another graph' });
    assert.match(message(await publish('--yes')), /^model\.onnx is another file/);
  });

  it('refuses a checkout without a branch, without a remote, in another repository, or behind', async () => {
    const { folder } = published.project;
    await commit(folder, { 'notes.md': 'new\n' });
    published.git('push', '--quiet');
    published.git('reset', '--quiet', '--hard', 'HEAD~1');
    const behind = await publish('--yes');
    assert.equal(code(behind), 'branch-behind');
    published.git('checkout', '--quiet', '--detach');
    assert.equal(code(await publish('--yes')), 'no-branch');
    published.git('checkout', '--quiet', 'main');
    published.git('remote', 'set-url', 'origin', path.join(published.folder, 'nowhere.git'));
    assert.equal(code(await publish('--yes')), 'remote-unreachable');
    published.git('remote', 'remove', 'origin');
    assert.equal(code(await publish('--yes')), 'no-remote');
    await rm(path.join(folder, '.git'), { recursive: true });
    assert.equal(code(await publish('--yes')), 'no-repository');
    git(published.folder, 'init', '--quiet', '--initial-branch', 'main');
    git(published.folder, 'add', path.basename(folder));
    git(published.folder, 'commit', '--quiet', '--message', 'all');
    assert.equal(code(await publish('--yes')), 'project-not-root');
  });

  it('leaves the project as it was when the remote does not take it, and says why without a password', async () => {
    published.git('tag', 'v0.1.0');
    await commit(published.project.folder, { 'notes.md': 'new\n' });
    await hook(
      published.remote,
      'pre-receive',
      'echo "This branch is protected: https://bo:pw@host/x"; exit 1',
    );
    const before = state();
    const refused = await publish('--yes');
    assert.equal(refused.status, 1);
    assert.equal(code(refused), 'push-refused');
    assert.match(message(refused), /This branch is protected: https:\/\/host\/x/);
    assert.deepEqual(state(), before);
    await rm(path.join(published.remote, 'hooks', 'pre-receive'));
    assert.equal((await publish('--yes')).last?.['tag'], 'v0.1.1');
  });

  it("runs the person's own hooks, and takes everything back when one refuses the commit", async () => {
    published.git('tag', 'v0.1.0');
    await commit(published.project.folder, { 'notes.md': 'new\n' });
    await hook(path.join(published.project.folder, '.git'), 'pre-commit', 'echo "not today" >&2; exit 1');
    const before = state();
    const refused = await publish('--yes');
    assert.equal(code(refused), 'git-failed');
    assert.match(message(refused), /not today/);
    assert.deepEqual(state(), before);
  });

  it('moves the report of the training with the version, and brings back the one that was published', async () => {
    const { folder } = published.project;
    await rm(path.join(folder, 'reports'), { recursive: true, force: true });
    const evaluation = (d2: number) => `{\n  "schema": 1,\n  "version": "0.1.0",\n  "d2": ${d2}.0\n}\n`;
    await commit(folder, {
      'reports/0.1.0/evaluation.json': evaluation(1),
      'reports/0.1.0/gone.svg': '<svg/>',
      'reports/0.1.0/same.svg': '<svg/>',
    });
    published.git('tag', 'v0.1.0');
    await commit(folder, {
      'reports/0.1.0/evaluation.json': evaluation(2),
      'reports/0.1.0/gone.svg': null,
      'reports/0.1.0/model-card.md': '# motor 0.1.0\n\nBetter than 0.1.0\n',
    });
    await hook(published.remote, 'pre-receive', 'exit 1');
    const before = state();
    assert.equal(code(await publish('--yes')), 'push-refused');
    assert.deepEqual(state(), before);
    assert.deepEqual(await readdir(path.join(folder, 'reports')), ['0.1.0']);

    await rm(path.join(published.remote, 'hooks', 'pre-receive'));
    const { last, out } = await publish('--yes');
    assert.equal(last?.['version'], '0.1.1', out);
    assert.equal(published.git('status', '--porcelain'), '');
    assert.deepEqual((await readdir(path.join(folder, 'reports/0.1.0'))).sort(), [
      'evaluation.json',
      'gone.svg',
      'same.svg',
    ]);
    assert.equal(await published.text('reports/0.1.0/evaluation.json'), evaluation(1));
    assert.equal(
      await published.text('reports/0.1.1/evaluation.json'),
      evaluation(2).replace('"0.1.0"', '"0.1.1"'),
    );
    assert.equal(await published.text('reports/0.1.1/model-card.md'), '# motor 0.1.1\n\nBetter than 0.1.0\n');
    assert.equal(await published.text('reports/0.1.1/same.svg'), '<svg/>');
  });

  it('leaves a model that the pipeline trains to the pipeline', async () => {
    await published.close();
    published = await PublishedProject.make({ train_in: 'pipeline' });
    published.git('tag', 'v0.1.0');
    const model = await published.text(published.model);
    await commit(published.project.folder, { [`src/${published.project.packageName}/extra.py`]: 'A = 1\n' });
    const { status, last, out } = await publish('--yes');
    assert.equal(status, 0, out);
    assert.deepEqual([last?.['trainedInPipeline'], last?.['version']], [true, '0.1.1']);
    assert.match(await published.text('pyproject.toml'), /^version = "0\.1\.1"$/m);
    assert.equal(await published.text(published.model), model);
  });
});

async function hook(gitFolder: string, name: string, script: string): Promise<void> {
  const file = path.join(gitFolder, 'hooks', name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
}
