import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import {
  chmod,
  cp,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  symlink,
  writeFile,
} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Cancelled, Failure } from '../../../contract/failure';
import { Dict } from '../../../extension/scaffold/jinja/values';
import {
  planUpdate,
  type PlannedUpdate,
  type UpdateOptions,
} from '../../../extension/scaffold/update/update';
import { zipFile } from '../../unit/scaffold/zipFile';
import { commit, edit, git, SLUG, TemplateRepository } from './templateRepository';

const NUMBERS = Array.from({ length: 20 }, (_item, at) => `line ${at}\n`);
const lines = (changes: Record<number, string> = {}) =>
  NUMBERS.map((line, at) => (at in changes ? `${changes[at] ?? ''}\n` : line)).join('');
const ANSWERS = { slug: 'claims', author: 'Åse', kind: ['small', 'large'] };

describe('Update from Template', function () {
  this.timeout(60_000);
  let template: TemplateRepository;
  let bundled: string;
  let project: string;

  beforeEach(async () => {
    template = await TemplateRepository.make(ANSWERS, {
      'README.md': 'By {{ cookiecutter.author }}, {{ cookiecutter.kind }}\n',
      'numbers.txt': lines(),
      'run.sh': '#!/bin/sh\n',
      'old.txt': 'old\n',
      'data.bin': Buffer.from([0, 1, 2, 3]),
      '.gitignore': 'secret.env\n',
      'secret.env': 'TOKEN=\n',
    });
    bundled = path.join(template.folder, 'bundled');
    project = await template.project({ answers: { author: 'Bo "B" {{ æ }}', kind: 'large' } });
  });
  afterEach(() => template.close());

  const plan = (options: Partial<UpdateOptions> = {}): Promise<PlannedUpdate> =>
    planUpdate({
      folder: project,
      abbreviations: new Map(),
      templateFolders: [bundled],
      defaults: new Dict(),
      ...options,
    });

  /** Runs an update to its end. @returns what it said it would do. */
  async function update(options: Partial<UpdateOptions> = {}): Promise<PlannedUpdate> {
    const planned = await plan(options);
    try {
      await planned.apply();
      return planned;
    } finally {
      await planned.close();
    }
  }

  async function failure(work: Promise<unknown>): Promise<Failure> {
    const error: unknown = await work.then(
      () => assert.fail('nothing was refused'),
      (thrown: unknown) => thrown,
    );
    if (error instanceof Failure) return error;
    throw error;
  }

  const read = (file: string) => readFile(path.join(project, file), 'utf8');
  const status = () => git(project, 'status', '--porcelain').split('\n').filter(Boolean).sort();
  const files = ({ changes }: PlannedUpdate) =>
    Object.fromEntries(changes.map(({ path: file, kind }) => [file, kind]));
  const record = async () => JSON.parse(await read('.cruft.json')) as Record<string, unknown>;

  it('brings what the template changed, with the recorded answers, and leaves the rest to review', async () => {
    const to = await template.commit({
      'README.md': 'By {{ cookiecutter.author }}, {{ cookiecutter.kind }}, newer\n',
      'old.txt': null,
      'docs/new.md': 'new\n',
      'run.sh': true,
    });
    await commit(project, { 'mine.txt': 'mine\n' });
    const done = await update();
    assert.deepEqual(files(done), {
      'README.md': 'changed',
      'docs/new.md': 'added',
      'old.txt': 'deleted',
      'run.sh': 'changed',
      '.cruft.json': 'changed',
    });
    assert.equal(await read('README.md'), 'By Bo "B" {{ æ }}, large, newer\n');
    assert.ok(((await lstat(path.join(project, 'run.sh'))).mode & 0o100) !== 0);
    assert.deepEqual(status(), [' D old.txt', ' M .cruft.json', ' M README.md', ' M run.sh', '?? docs/']);
    assert.equal((await record())['commit'], to);
    assert.equal(done.to, to);
  });

  it('says that a project is up to date, before and after one', async () => {
    assert.ok((await update()).upToDate);
    await template.commit({ 'README.md': 'newer\n' });
    assert.equal((await update()).upToDate, false);
    await commit(project, {});
    const again = await update();
    assert.ok(again.upToDate);
    assert.deepEqual(again.changes, []);
    assert.deepEqual(status(), []);
  });

  it('merges lines, and leaves a real conflict in the index where both changed the same ones', async () => {
    await commit(project, { 'numbers.txt': lines({ 3: 'mine', 16: 'mine too' }) });
    await template.commit({ 'numbers.txt': lines({ 3: 'theirs', 9: 'theirs too' }) });
    assert.equal(files(await update())['numbers.txt'], 'conflict');
    const text = await read('numbers.txt');
    assert.match(text, /<<<<<<< project\nmine\n=======\ntheirs\n>>>>>>> template\n/);
    assert.ok(text.includes('mine too\n') && text.includes('theirs too\n'));
    assert.deepEqual(status(), [' M .cruft.json', 'UU numbers.txt']);
    const stage = (number: number) => `${git(project, 'show', `:${number}:numbers.txt`)}\n`;
    assert.equal(stage(1), lines());
    assert.equal(stage(2), lines({ 3: 'mine', 16: 'mine too' }));
    assert.equal(stage(3), lines({ 3: 'theirs', 9: 'theirs too' }));
    assert.equal(git(project, 'fsck', '--no-dangling'), '');
    git(project, 'reset', '--quiet', '--hard');
    assert.deepEqual(status(), []);
  });

  it("writes conflicts in the style of the person's git", async () => {
    git(project, 'config', 'merge.conflictStyle', 'diff3');
    await commit(project, { 'old.txt': 'mine\n' });
    await template.commit({ 'old.txt': 'theirs\n' });
    await update();
    assert.match(await read('old.txt'), /mine\n\|{7}.*\nold\n=======\ntheirs\n/);
  });

  it('keeps deleted what the person deleted, and says so', async () => {
    await commit(project, { 'old.txt': null });
    await template.commit({ 'old.txt': 'newer\n', 'run.sh': '#!/bin/bash\n' });
    const done = await update();
    assert.deepEqual(done.skipped, [{ path: 'old.txt', why: 'it was deleted from the project' }]);
    assert.deepEqual(status(), [' M .cruft.json', ' M run.sh']);
  });

  it('asks what to do with a file that the template deleted and the person changed', async () => {
    await commit(project, { 'old.txt': 'mine\n' });
    await template.commit({ 'old.txt': null });
    assert.equal(files(await update())['old.txt'], 'conflict');
    assert.deepEqual(status(), [' M .cruft.json', 'UD old.txt']);
    assert.equal(await read('old.txt'), 'mine\n');
  });

  it('takes a file that both added for the same, or for a conflict', async () => {
    await commit(project, { 'same.txt': 'same\n', 'other.txt': 'mine\n' });
    await template.commit({ 'same.txt': 'same\n', 'other.txt': 'theirs\n' });
    assert.deepEqual(files(await update()), { 'other.txt': 'conflict', '.cruft.json': 'changed' });
    assert.deepEqual(status(), [' M .cruft.json', 'AA other.txt']);
  });

  it('keeps the own version of a binary file in a conflict', async () => {
    await commit(project, { 'data.bin': Buffer.from([0, 9]) });
    await template.commit({ 'data.bin': Buffer.from([0, 7]) });
    assert.equal(files(await update())['data.bin'], 'conflict');
    assert.deepEqual(await readFile(path.join(project, 'data.bin')), Buffer.from([0, 9]));
    assert.deepEqual(status(), [' M .cruft.json', 'UU data.bin']);
  });

  it('follows a file that the person renamed, and one that the template renamed', async () => {
    await rename(path.join(project, 'numbers.txt'), path.join(project, 'figures.txt'));
    await commit(project, { 'run.sh': '#!/bin/sh\necho mine\n' });
    await template.commit({ 'numbers.txt': lines({ 5: 'theirs' }), 'old.txt': null, 'aged.txt': 'old\n' });
    assert.deepEqual(files(await update()), {
      'aged.txt': 'added',
      'figures.txt': 'changed',
      'old.txt': 'deleted',
      '.cruft.json': 'changed',
    });
    assert.equal(await read('figures.txt'), lines({ 5: 'theirs' }));
  });

  it('lets a folder take the place of a file', async () => {
    await template.commit({ 'old.txt': null });
    await template.commit({ 'old.txt/inner.md': 'inner\n' });
    await update();
    assert.equal(await read('old.txt/inner.md'), 'inner\n');
  });

  it("keeps the person's file where the template wants a folder of that name", async () => {
    await commit(project, { docs: 'mine\n' });
    await template.commit({ 'docs/a.md': 'a\n' });
    await update();
    assert.equal(await read('docs~project'), 'mine\n');
    assert.equal(await read('docs/a.md'), 'a\n');
    assert.ok(
      status().some((line) => /^(AU|UD) docs/.test(line)),
      status().join(),
    );
  });

  it('keeps line ends as they are in the project', async () => {
    git(project, 'config', 'core.autocrlf', 'true');
    await edit(project, { 'numbers.txt': lines({ 16: 'mine' }).replaceAll('\n', '\r\n') });
    await commit(project, {});
    await template.commit({ 'numbers.txt': lines({ 3: 'theirs' }), 'win.bat': 'echo\r\n' });
    assert.equal(files(await update())['numbers.txt'], 'changed');
    assert.equal(await read('numbers.txt'), lines({ 3: 'theirs', 16: 'mine' }).replaceAll('\n', '\r\n'));
    assert.equal(await read('win.bat'), 'echo\r\n');
  });

  it('leaves alone what the record skips and what git ignores, and says so', async () => {
    const text = await read('.cruft.json');
    await commit(project, { '.cruft.json': text.replace('"schema"', '"skip": ["*.txt", "docs"], "schema"') });
    await edit(project, { 'secret.env': 'TOKEN=mine\n' });
    await template.commit({
      'numbers.txt': lines({ 3: 'theirs' }),
      'docs/a.md': 'a',
      'secret.env': 'NEW=\n',
      'run.sh': '#!/bin/bash\n',
    });
    const done = await update();
    assert.deepEqual(done.skipped, [
      { path: 'docs/a.md', why: '"skip" of .cruft.json names it' },
      { path: 'numbers.txt', why: '"skip" of .cruft.json names it' },
      { path: 'secret.env', why: 'git ignores it' },
    ]);
    assert.equal(await read('secret.env'), 'TOKEN=mine\n');
    assert.deepEqual((await record())['skip'], ['*.txt', 'docs']);
    assert.deepEqual(status(), [' M .cruft.json', ' M run.sh']);
  });

  describe('asked for other answers', () => {
    const NEWER = { slug: 'claims', kind: ['tiny', 'small'], team: 'Team of {{ cookiecutter.slug }}' };
    const README = { 'README.md': '{{ cookiecutter.kind }} {{ cookiecutter.team }}\n' };

    it('asks what is new and what is no longer offered, and drops what is gone', async () => {
      await template.commit(README, NEWER);
      const asked: string[] = [];
      const done = await update({
        ask: (opened, answers) => {
          for (const { name } of opened.questions) if (!answers.has(name)) asked.push(name);
          answers.set('kind', 'tiny').set('team', 'A');
          return Promise.resolve();
        },
      });
      assert.deepEqual(asked, ['kind', 'team']);
      assert.equal(await read('README.md'), 'tiny A\n');
      assert.ok(done.notes.some((note) => note.includes('no longer asks "author"')));
      const { cookiecutter } = (await record())['context'] as { cookiecutter: Record<string, string> };
      assert.deepEqual(Object.keys(cookiecutter), ['slug', 'kind', 'team', '_template', '_commit']);
    });

    it('takes defaults for what is new, and refuses a choice that is gone unless another is given', async () => {
      await template.commit(README, NEWER);
      const { code, message } = await failure(plan());
      assert.equal(code, 'answer-invalid');
      assert.match(message, /"large" to "kind": Choose one of tiny, small/);
      await update({ answers: new Map([['kind', 'small']]) });
      assert.equal(await read('README.md'), 'small Team of claims\n');
    });

    it('renders the same version with another answer', async () => {
      await update({ answers: new Map([['author', 'Cy']]) });
      assert.equal(await read('README.md'), 'By Cy, large\n');
      assert.deepEqual(status(), [' M .cruft.json', ' M README.md']);
    });
  });

  it('goes to the branch that is named, and follows it from then on', async () => {
    git(template.repository, 'checkout', '--quiet', '-b', 'side');
    await template.commit({ 'README.md': 'side\n' });
    git(template.repository, 'checkout', '--quiet', 'main');
    assert.ok((await update()).upToDate);
    await update({ checkout: 'side' });
    assert.equal(await read('README.md'), 'side\n');
    assert.equal((await record())['checkout'], 'side');
    await commit(project, {});
    assert.ok((await update()).upToDate);
    assert.equal((await failure(plan({ checkout: 'none' }))).code, 'clone-failed');
  });

  it('updates a project that lies in a folder of a repository, and minds nothing beside it', async () => {
    const top = await mkdtemp(path.join(template.folder, 'mono-'));
    git(top, 'init', '--quiet', '--initial-branch', 'main');
    await mkdir(path.join(top, 'a', 'b'), { recursive: true });
    project = await template.project({ into: path.join(top, 'a', 'b') });
    await commit(top, { '.gitattributes': '*.txt text eol=crlf\n', 'claims.txt': 'beside\n' });
    await commit(project, { 'numbers.txt': lines({ 3: 'mine' }) });
    await edit(top, { 'claims.txt': 'not committed\n' });
    await template.commit({ 'numbers.txt': lines({ 3: 'theirs' }), 'new.txt': 'new\n' });
    await update();
    assert.deepEqual(git(top, 'status', '--porcelain').split('\n').sort(), [
      ' M a/b/claims/.cruft.json',
      ' M claims.txt',
      '?? a/b/claims/new.txt',
      'UU a/b/claims/numbers.txt',
    ]);
    assert.equal(await read('new.txt'), 'new\r\n');
  });

  it('works in a second work tree of a repository', async () => {
    await template.commit({ 'README.md': 'newer\n' });
    const second = path.join(template.folder, 'second');
    git(project, 'worktree', 'add', '--quiet', second);
    project = second;
    await update();
    assert.deepEqual(status(), [' M .cruft.json', ' M README.md']);
  });

  describe('without the old version of the template', () => {
    beforeEach(async () => {
      await cp(template.repository, path.join(bundled, 'ours'), { recursive: true });
    });

    const change = (edits: Parameters<typeof edit>[1]) => edit(path.join(bundled, 'ours', SLUG), edits);

    it('takes the project as it began: a bundled template of an older Bellhop', async () => {
      project = await template.project({ named: 'ours', bundled });
      assert.equal((await record())['template'], 'ours');
      assert.match((await record())['commit'] as string, /^sha256:[0-9a-f]{64}$/);
      assert.ok((await update()).upToDate);
      await commit(project, { 'numbers.txt': lines({ 16: 'mine' }), 'mine.txt': 'mine\n' });
      await change({ 'numbers.txt': lines({ 3: 'theirs' }), 'old.txt': null });
      const done = await update();
      assert.deepEqual(files(done), { 'numbers.txt': 'changed', '.cruft.json': 'changed' });
      assert.equal(await read('numbers.txt'), lines({ 3: 'theirs', 16: 'mine' }));
      assert.ok(done.notes.some((note) => /as it began/.test(note)));
      await commit(project, {});
      // What the person changed is not taken back by the next update, which begins at the same commit.
      await change({ 'numbers.txt': lines({ 3: 'theirs', 10: 'theirs again' }) });
      await update();
      assert.equal(await read('numbers.txt'), lines({ 3: 'theirs', 10: 'theirs again', 16: 'mine' }));
    });

    it('does the same for a zip file', async () => {
      const zip = path.join(template.folder, 'ours.zip');
      const write = (text: string) => {
        const entries = { 'ours/cookiecutter.json': '{"slug": "zipped"}', [`ours/${SLUG}/a.txt`]: text };
        return writeFile(zip, zipFile(Object.entries(entries).map(([name, content]) => ({ name, content }))));
      };
      await write('one\n');
      project = await template.project({ named: zip });
      assert.equal((await record())['template'], zip);
      assert.ok((await update()).upToDate);
      await write('two\n');
      await update();
      assert.equal(await read('a.txt'), 'two\n');
    });

    it('does the same where the commit is gone from the template', async () => {
      await template.commit({ 'README.md': 'newer\n' });
      git(template.repository, 'checkout', '--quiet', '--orphan', 'fresh');
      await template.commit({});
      git(template.repository, 'branch', '--quiet', '-D', 'main');
      git(template.repository, 'branch', '-m', 'main');
      git(template.repository, 'reflog', 'expire', '--expire=now', '--all');
      git(template.repository, 'gc', '--quiet', '--prune=now');
      await update();
      assert.equal(await read('README.md'), 'newer\n');
    });

    it('says so where the project has no history either', async () => {
      project = await template.project({ named: 'ours', bundled });
      const shallow = path.join(template.folder, 'shallow');
      await commit(project, { 'mine.txt': 'mine' });
      git(template.folder, 'clone', '--quiet', '--depth', '1', pathToFileURL(project).href, shallow);
      await change({ 'numbers.txt': lines({ 3: 'theirs' }) });
      project = shallow;
      assert.equal((await failure(plan())).code, 'old-version-missing');
    });
  });

  describe('that cannot be', () => {
    beforeEach(() =>
      template.commit({ 'numbers.txt': lines({ 3: 'theirs' }), 'new/a.txt': 'a\n', 'old.txt': null }),
    );

    it('refuses a project with changes, and names them', async () => {
      await edit(project, { 'old.txt': 'changed\n', 'mine.txt': 'new\n' });
      const { code, message } = await failure(plan());
      assert.equal(code, 'project-not-clean');
      assert.match(message, /old\.txt, mine\.txt|mine\.txt, old\.txt/);
    });

    it('refuses a folder without a record, without a repository, or with a broken record', async () => {
      const folder = await mkdtemp(path.join(template.folder, 'plain-'));
      assert.equal((await failure(plan({ folder }))).code, 'record-missing');
      await writeFile(path.join(folder, '.cruft.json'), await read('.cruft.json'));
      assert.equal((await failure(plan({ folder }))).code, 'no-repository');
      await writeFile(path.join(folder, '.cruft.json'), '{');
      assert.equal((await failure(plan({ folder }))).code, 'record-broken');
    });

    it('writes nothing where the project changed since it was looked at', async () => {
      const planned = await plan();
      await edit(project, { 'numbers.txt': 'typed just now\n' });
      assert.equal((await failure(planned.apply())).code, 'project-not-clean');
      await commit(project, {});
      assert.equal((await failure(planned.apply())).code, 'project-changed');
      await planned.close();
      assert.equal(await read('numbers.txt'), 'typed just now\n');
    });

    it('writes nothing through a link that leads out of the project', async () => {
      const outside = await mkdtemp(path.join(template.folder, 'outside-'));
      await writeFile(path.join(project, '.git', 'info', 'exclude'), '/new\n');
      await symlink(outside, path.join(project, 'new'));
      const done = await update();
      assert.deepEqual(done.skipped, [{ path: 'new/a.txt', why: 'a link lies in its way' }]);
      assert.deepEqual(await readdir(outside), []);
    });

    it('writes nothing through a link that came after it was looked at', async () => {
      const outside = await mkdtemp(path.join(template.folder, 'outside-'));
      const planned = await plan();
      await writeFile(path.join(project, '.git', 'info', 'exclude'), '/new\n');
      await symlink(outside, path.join(project, 'new'));
      assert.equal((await failure(planned.apply())).code, 'update-unsafe');
      await planned.close();
      assert.deepEqual(await readdir(outside), []);
      assert.equal(await read('numbers.txt'), lines());
    });

    it('takes everything back when it cannot go on', async () => {
      const planned = await plan();
      // git's index cannot be changed: the very last step, after all files are written.
      await commit(project, { 'numbers.txt': lines({ 3: 'mine' }) });
      await planned.close();
      const conflicting = await plan();
      const lock = path.join(project, '.git', 'index.lock');
      await writeFile(lock, '');
      assert.equal((await failure(conflicting.apply())).code, 'git-failed');
      await rename(lock, path.join(template.folder, 'lock'));
      assert.deepEqual(status(), []);
      assert.equal(await read('old.txt'), 'old\n');
      assert.ok(!existsSync(path.join(project, 'new')));
      await conflicting.apply();
      assert.ok(status().includes('UU numbers.txt'));
      await conflicting.close();
    });

    it('leaves nothing when it is cancelled, before or while it writes', async () => {
      const temporary = async () =>
        (await readdir(os.tmpdir())).filter((name) => /^bellhop-(source|update)-/.test(name)).sort();
      const before = await temporary();
      await assert.rejects(plan({ signal: AbortSignal.abort() }), Cancelled);
      const during = new AbortController();
      const onProgress = (text: string) => {
        if (text === 'Rendering the new version') during.abort();
      };
      await assert.rejects(plan({ signal: during.signal, onProgress }), Cancelled);
      const planned = await plan();
      await assert.rejects(planned.apply(AbortSignal.abort()), Cancelled);
      await planned.close();
      assert.deepEqual(status(), []);
      assert.deepEqual(await temporary(), before);
      assert.deepEqual(
        (await readdir(project)).filter((name) => name.startsWith('.bellhop')),
        [],
      );
    });

    it('is only looked at: nothing of the project changes, not even in .git', async () => {
      const listed = async () => (await readdir(path.join(project, '.git'), { recursive: true })).sort();
      const before = await listed();
      await (await plan()).close();
      assert.deepEqual(await listed(), before);
    });
  });

  it('names the programs of the template, and runs none', async () => {
    const hook = path.join(template.repository, 'hooks', 'post_gen_project.sh');
    await template.commit({ 'README.md': 'newer\n' });
    await mkdir(path.dirname(hook));
    await writeFile(hook, '#!/bin/sh\ntouch ran\n');
    await chmod(hook, 0o755);
    await commit(template.repository, {});
    assert.deepEqual((await update()).hooks, ['hooks/post_gen_project.sh']);
    assert.ok(!existsSync(path.join(project, 'ran')));
  });
});
