import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Cancelled, Failure } from '../../../contract/failure';
import { openSource, type OpenSource, type SourceOptions } from '../../../extension/scaffold/sources/source';
import { zipFile } from '../../unit/scaffold/zipFile';

const IDENTITY = ['-c', 'user.name=T', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false'];

describe('getting a template', function () {
  this.timeout(30_000);
  const usual = process.env['TMPDIR'];
  let folder: string;
  let repository: string;
  let url: string;
  let first: string;

  const git = (...args: string[]) =>
    execFileSync('git', [...IDENTITY, ...args], { cwd: repository, encoding: 'utf8', stdio: 'pipe' }).trim();
  const open = (named: string, options: Partial<SourceOptions> = {}): Promise<OpenSource> =>
    openSource(named, { abbreviations: new Map(), templateFolders: [], ...options });
  const slug = async (source: OpenSource) => readFile(path.join(source.folder, 'cookiecutter.json'), 'utf8');
  /** What is left in a temporary folder of this test's own. */
  const temporary = () => readdir(os.tmpdir());

  async function commit(slug: string): Promise<string> {
    await writeFile(path.join(repository, 'cookiecutter.json'), `{"slug": "${slug}"}`);
    await writeFile(path.join(repository, 'inner', 'cookiecutter.json'), `{"slug": "${slug} inner"}`);
    git('add', '.');
    git('commit', '-q', '-m', slug);
    return git('rev-parse', 'HEAD');
  }

  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'bellhop-getting-'));
    process.env['TMPDIR'] = path.join(folder, 'temporary');
    await mkdir(os.tmpdir());
    repository = path.join(folder, 'my-template.git');
    url = pathToFileURL(repository).href;
    await mkdir(path.join(repository, 'inner'), { recursive: true });
    git('init', '-q', '-b', 'main');
    first = await commit('first');
    git('tag', 'v1');
    git('checkout', '-q', '-b', 'side');
    await commit('side');
    git('checkout', '-q', 'main');
    await commit('second');
  });
  after(async () => {
    if (usual === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = usual;
    await rm(folder, { recursive: true, force: true });
  });

  it('clones a repository, says what git says, and removes the clone', async () => {
    let said = '';
    const source = await open(url, { onProgress: (text) => (said += text) });
    assert.equal(await slug(source), '{"slug": "second"}');
    assert.equal(path.basename(source.folder), 'my-template');
    assert.deepEqual(source.origin, { template: url, checkout: null });
    assert.match(said, /Cloning into/);
    await source.close();
    await assert.rejects(readdir(source.folder), { code: 'ENOENT' });
  });

  for (const [what, checkout, expected] of [
    ['a tag', () => 'v1', 'first'],
    ['a branch', () => 'side', 'side'],
    ['a commit', () => first, 'first'],
  ] as const) {
    it(`checks out ${what}`, async () => {
      const source = await open(url, { checkout: checkout() });
      assert.equal(await slug(source), `{"slug": "${expected}"}`);
      assert.equal(source.commit, git('rev-parse', checkout()));
      await source.close();
    });
  }

  it('takes a folder inside, and none outside', async () => {
    const source = await open(url, { directory: 'inner' });
    assert.equal(await slug(source), '{"slug": "second inner"}');
    await source.close();
    await assert.rejects(open(url, { directory: '../..' }), { code: 'template-unsafe' });
    await assert.rejects(open(url, { directory: 'nowhere' }), { code: 'template-missing' });
  });

  it('offers the templates in a source that is none itself, or names them', async () => {
    const several = path.join(folder, 'several');
    for (const at of ['one', 'more/two', '.hidden']) {
      await mkdir(path.join(several, at), { recursive: true });
      await writeFile(path.join(several, at, 'cookiecutter.json'), `{"slug": "${at}"}`);
    }
    await assert.rejects(open(several), { code: 'template-missing', message: /more\/two, one/ });
    const offered: string[] = [];
    const chooseDirectory = (directories: readonly string[]) => {
      offered.push(...directories);
      return Promise.resolve('more/two');
    };
    const source = await open(several, { chooseDirectory });
    assert.deepEqual(offered, ['more/two', 'one']);
    assert.equal(await slug(source), '{"slug": "more/two"}');
    assert.equal(source.root, several);
  });

  it('names address and cause of a failure, without a password, and leaves nothing', async () => {
    const before = await temporary();
    const missing = pathToFileURL(path.join(folder, 'nowhere')).href;
    await assert.rejects(open(missing), (error: unknown) => {
      assert.ok(error instanceof Failure && error.code === 'clone-failed', String(error));
      assert.match(error.message, /nowhere failed: fatal: .*nowhere/);
      return true;
    });
    await assert.rejects(open(url, { checkout: 'nothing' }), {
      code: 'clone-failed',
      message: /out nothing of/,
    });
    await assert.rejects(open(url, { checkout: '--orphan=x' }), { code: 'template-unsafe' });
    await assert.rejects(open('http://me:secret@127.0.0.1:1/x.git'), (error: unknown) => {
      assert.ok(error instanceof Failure && !error.message.includes('secret'), String(error));
      return true;
    });
    assert.deepEqual(await temporary(), before);
  });

  it('does not fetch the submodules of a template', async () => {
    const module = path.join(folder, 'module');
    await mkdir(module);
    execFileSync('git', ['init', '-q'], { cwd: module });
    execFileSync('git', [...IDENTITY, 'commit', '-q', '--allow-empty', '-m', 'x'], { cwd: module });
    git('checkout', '-q', '-b', 'modules');
    git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', pathToFileURL(module).href, 'sub');
    git('commit', '-q', '-m', 'module');
    git('checkout', '-q', '-f', 'main');
    const source = await open(url, { checkout: 'modules' });
    assert.deepEqual(await readdir(path.join(source.folder, 'sub')), []);
    await source.close();
  });

  it('stops when it is cancelled and removes what is there', async () => {
    const before = await temporary();
    const stop = new AbortController();
    const cancelled = open(url, { onProgress: () => stop.abort(), signal: stop.signal });
    await assert.rejects(cancelled, Cancelled);
    assert.deepEqual(await temporary(), before);
  });

  it('finds a folder by its path, and by its name in the folders of templates', async () => {
    assert.equal((await open(repository)).folder, repository);
    const named = await open('inner', { templateFolders: [repository] });
    assert.equal(named.folder, path.join(repository, 'inner'));
    await assert.rejects(open(path.join(folder, 'nothing')), {
      code: 'template-missing',
      message: /nothing/,
    });
  });

  describe('from a zip file', () => {
    let server: Server;
    let base: string;
    const zip = zipFile([
      { name: 'main/' },
      { name: 'main/cookiecutter.json', content: '{"slug": "zipped"}' },
    ]);

    before(async () => {
      server = createServer((request, response) => {
        const isLocked = request.url?.startsWith('/locked/') === true;
        const isKnown = request.headers.authorization === `Basic ${btoa('me:se/cret')}`;
        const isThere = request.url?.endsWith('/main.zip') === true;
        response.statusCode = isLocked && !isKnown ? 401 : isThere ? 200 : 404;
        response.end(zip);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });
    after(() => new Promise((resolve) => server.close(resolve)));

    it('unpacks a local one and one from a URL, and removes both', async () => {
      const file = path.join(folder, 'local.zip');
      await writeFile(file, zip);
      for (const named of [file, `${base}/main.zip`]) {
        const source = await open(named);
        assert.equal(await slug(source), '{"slug": "zipped"}');
        await source.close();
        await assert.rejects(readdir(source.folder), { code: 'ENOENT' });
      }
    });

    it('sends name and password of a URL, and shows and records no password', async () => {
      const named = (password: string) => base.replace('//', `//me:${password}@`) + '/locked/main.zip';
      const source = await open(named('se%2Fcret'));
      assert.equal(await slug(source), '{"slug": "zipped"}');
      assert.equal(source.origin.template, `${base}/locked/main.zip`);
      await source.close();
      await assert.rejects(open(named('wrong')), (error: unknown) => {
        assert.ok(error instanceof Failure);
        assert.match(error.message, /127.*401/);
        assert.ok(!error.message.includes('wrong'));
        return true;
      });
    });

    it('names the URL and what the server says', async () => {
      const before = await temporary();
      await assert.rejects(open(`${base}/other.zip`), {
        code: 'download-failed',
        message: /other\.zip.*404/,
      });
      const closed = createServer();
      await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
      const { port } = closed.address() as AddressInfo;
      await new Promise((resolve) => closed.close(resolve));
      const refused = open(`http://127.0.0.1:${port}/a.zip`);
      await assert.rejects(refused, { code: 'download-failed', message: /nobody listens there/ });
      assert.deepEqual(await temporary(), before);
    });
  });
});
