import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { commitNewProject } from '../../../extension/scaffold/git';

/** Git's configuration and identity come from the environment; each test has its own. */
describe('the first commit of a project', function () {
  this.timeout(60_000);
  let folder: string;
  let home: string;
  let before: NodeJS.ProcessEnv;

  beforeEach(async () => {
    before = process.env;
    process.env = Object.fromEntries(Object.entries(before).filter(([name]) => !/^(GIT_|EMAIL$)/.test(name)));
    folder = await mkdtemp(path.join(os.tmpdir(), 'bellhop-git-'));
    await writeFile(path.join(folder, 'README.md'), 'hello\n');
    home = await mkdtemp(path.join(os.tmpdir(), 'bellhop-home-'));
    Object.assign(process.env, { HOME: home, XDG_CONFIG_HOME: home });
    process.env['GIT_CONFIG_NOSYSTEM'] = '1';
  });
  afterEach(async () => {
    await rm(home, { recursive: true, force: true });
    await rm(folder, { recursive: true, force: true });
    process.env = before;
  });

  const identify = (): void => {
    execFileSync('git', ['config', '--global', 'user.email', 'aase@example.com'], { cwd: folder });
    execFileSync('git', ['config', '--global', 'user.name', 'Åse'], { cwd: folder });
  };
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: folder, encoding: 'utf8' }).trim();

  it('holds every file, under the name that git knows', async () => {
    identify();
    assert.deepEqual(await commitNewProject(folder, 'Create it'), { made: true });
    assert.equal(git('log', '--format=%an <%ae>: %s'), 'Åse <aase@example.com>: Create it');
    assert.equal(git('status', '--porcelain'), '');
  });

  it('is left out where git knows no identity, and the answer says so', async () => {
    const commit = await commitNewProject(folder, 'Create it');
    assert.ok(!commit.made && /name and e-mail/.test(commit.why), JSON.stringify(commit));
    assert.ok(existsSync(path.join(folder, 'README.md')));
  });

  it('is left out where git is missing, and the answer says so', async () => {
    process.env['PATH'] = folder;
    const commit = await commitNewProject(folder, 'Create it');
    assert.ok(!commit.made && /git is not installed/.test(commit.why), JSON.stringify(commit));
  });

  it('is left out inside of another repository', async () => {
    identify();
    git('init');
    const inner = path.join(folder, 'inner');
    await mkdir(inner);
    const commit = await commitNewProject(inner, 'Create it');
    assert.ok(!commit.made && /in a git repository already/.test(commit.why));
    assert.ok(!existsSync(path.join(inner, '.git')));
  });

  it('is made in a terminal of the editor too, which sets an askpass and an editor', async () => {
    identify();
    Object.assign(process.env, {
      GIT_ASKPASS: '/bin/true',
      EDITOR: 'vi',
      GIT_EDITOR: 'vi',
      PAGER: 'less',
      SSH_ASKPASS: 'x',
    });
    assert.deepEqual(await commitNewProject(folder, 'Create it'), { made: true });
  });

  it('runs no hook, neither of the person nor of the project', async () => {
    identify();
    const hooks = path.join(home, 'hooks');
    const evil = path.join(home, 'evil');
    for (const place of [hooks, path.join(folder, '.git', 'hooks')]) {
      await mkdir(place, { recursive: true });
      for (const name of ['pre-commit', 'post-commit', 'prepare-commit-msg']) {
        await writeFile(path.join(place, name), `#!/bin/sh\ntouch ${evil}\n`, { mode: 0o755 });
      }
    }
    execFileSync('git', ['config', '--global', 'core.hooksPath', hooks], { cwd: folder });
    execFileSync('git', ['config', '--global', 'core.fsmonitor', `touch ${evil}`], { cwd: folder });
    assert.deepEqual(await commitNewProject(folder, 'Create it'), { made: true });
    assert.ok(!existsSync(evil));
  });
});
