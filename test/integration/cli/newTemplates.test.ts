import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildAll } from '../../../scripts/build';
import { pythonEnvironment } from '../template/pythonEnvironment';
import { bellhop, type Ended } from './bellhop';

const LOCK = path.resolve(import.meta.dirname, '../../fixtures/templates/requirements.lock');
const SLUG = '{{cookiecutter.slug}}';

describe('bellhop new, with other templates', function () {
  this.timeout(300_000);
  let folder: string;
  let url: string;
  let output: string;
  let count = 0;

  async function write(name: string, content: string): Promise<void> {
    const file = path.join(folder, 'templates.git', name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
    if (name.includes('hooks/')) await chmod(file, 0o755);
  }

  /** Runs it with a home of its own, where replay files go. */
  async function make(...given: (string | NodeJS.ProcessEnv)[]): Promise<Ended> {
    const args = given.filter((one) => typeof one === 'string');
    const env = Object.assign(
      { HOME: folder },
      ...given.filter((one) => typeof one !== 'string'),
    ) as NodeJS.ProcessEnv;
    output = path.join(folder, `out${count++}`);
    return bellhop(['new', ...args, '--no-input', '--json', '--output-dir', output], env);
  }

  function error(ended: Ended): { code: string; message: string; next: string } {
    assert.equal(ended.status, 1, ended.out);
    return ended.last?.['error'] as { code: string; message: string; next: string };
  }

  const made = (...parts: string[]) => readFile(path.join(output, ...parts), 'utf8');

  before(async () => {
    await buildAll();
    folder = await mkdtemp(path.join(os.tmpdir(), 'bellhop-new-'));
    url = pathToFileURL(path.join(folder, 'templates.git')).href;
    const templates = { plain: { path: './plain', title: 'Plain' }, hooked: { path: './hooked' } };
    await write('cookiecutter.json', JSON.stringify({ templates }));
    for (const name of ['plain', 'hooked']) {
      await write(`${name}/cookiecutter.json`, JSON.stringify({ slug: name, text: 'old', kind: ['a', 'b'] }));
      await write(`${name}/${SLUG}/a.txt`, '{{ cookiecutter.text }} {{ cookiecutter.kind }}');
    }
    await write(
      'hooked/hooks/post_gen_project.sh',
      '#!/bin/sh\necho from the hook; touch {{ cookiecutter.kind }}\n',
    );
    const repository = path.join(folder, 'templates.git');
    const git = (...args: string[]) => execFileSync('git', args, { cwd: repository, stdio: 'pipe' });
    const identity = ['-c', 'user.name=T', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false'];
    git('init', '-q', '-b', 'main');
    git('add', '.');
    git(...identity, 'commit', '-q', '-m', 'one');
    git('tag', 'v1');
    await write(`plain/${SLUG}/a.txt`, 'newer');
    git(...identity, 'commit', '-q', '-a', '-m', 'two');
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('takes the first of several templates in a repository, and another by its name', async () => {
    assert.equal((await make(url)).status, 0);
    assert.equal(await made('plain', 'a.txt'), 'newer');
    assert.equal((await make(url, 'template=hooked', 'text=æ "&" %')).status, 0);
    assert.equal(await made('hooked', 'a.txt'), 'æ "&" % a');
  });

  it('takes a tag, and a folder inside', async () => {
    const { last } = await make(url, '--checkout', 'v1', '--directory', 'plain', 'kind=b');
    assert.equal(last?.['project'], path.join(output, 'plain'));
    assert.equal(await made('plain', 'a.txt'), 'old b');
  });

  it("runs the template's programs only where that is accepted, and names them otherwise", async () => {
    const directory = ['--directory', 'hooked'];
    for (const args of [[], ['--accept-hooks', 'no'], ['--accept-hooks', 'ask']]) {
      const { last } = await make(url, ...directory, ...args);
      assert.deepEqual(last?.['declinedHooks'], ['hooks/post_gen_project.sh']);
      assert.ok(!existsSync(path.join(output, 'hooked', 'a')));
    }
    const { last, lines } = await make(url, ...directory, '--accept-hooks', 'yes');
    assert.deepEqual(last?.['declinedHooks'], []);
    assert.ok(lines.some(({ event, text }) => event === 'output' && text === 'from the hook\n'));
    assert.ok(existsSync(path.join(output, 'hooked', 'a')));
  });

  it('takes the answers of an earlier run from its replay file', async () => {
    await make(path.join(folder, 'templates.git', 'hooked'), 'text=kept', 'kind=b');
    const replay = path.join(folder, '.cookiecutter_replay', 'hooked.json');
    assert.equal((await make(url, '--directory', 'hooked', '--replay-file', replay)).status, 0);
    assert.equal(await made('hooked', 'a.txt'), 'kept b');
  });

  it("takes defaults and abbreviations from the person's cookiecutter configuration", async () => {
    const base = pathToFileURL(folder).href;
    const rc = path.join(folder, '.cookiecutterrc');
    await writeFile(
      rc,
      `default_context:\n  text: mine\n  kind: b\nabbreviations:\n  our: ${base}/{0}.git\n`,
    );
    const ended = await make('our:templates', '--directory', 'hooked', 'kind=a');
    assert.equal(ended.status, 0, ended.out);
    assert.equal(await made('hooked', 'a.txt'), 'mine a');
    await writeFile(rc, 'default_context: [');
    assert.equal(error(await make(url)).code, 'config-invalid');
    await rm(rc);
  });

  it('writes into a project that is there only where that is said, and names what it replaced or kept', async () => {
    await make(url, '--directory', 'plain', 'slug=there');
    const there = path.join(output, 'there');
    await writeFile(path.join(there, 'a.txt'), 'mine');
    const again = (...args: string[]) =>
      bellhop(
        [
          'new',
          url,
          '--directory',
          'plain',
          'slug=there',
          ...args,
          '--no-input',
          '--json',
          '--output-dir',
          output,
        ],
        { HOME: folder },
      );
    for (const args of [[], ['--skip-if-file-exists']]) {
      assert.equal(error(await again(...args)).code, 'project-exists');
    }
    const kept = (await again('-f', '-s')).last;
    assert.deepEqual(
      [kept?.['skipped'], kept?.['overwritten'], kept?.['commit']],
      [['.cruft.json', 'a.txt'], [], false],
    );
    assert.equal(await readFile(path.join(there, 'a.txt'), 'utf8'), 'mine');
    const replaced = (await again('--overwrite-if-exists')).last;
    assert.deepEqual(replaced?.['overwritten'], ['.cruft.json', 'a.txt']);
    assert.equal(await readFile(path.join(there, 'a.txt'), 'utf8'), 'newer');
  });

  it('renders an answer that is given, and refuses one that is no choice', async () => {
    assert.equal((await make(url, 'template=hooked', 'text={{ cookiecutter.slug | upper }}')).status, 0);
    assert.equal(await made('hooked', 'a.txt'), 'HOOKED a');
    assert.match(error(await make(url, 'kind=z')).message, /"z" to "kind" is refused: Choose one of a, b/);
  });

  it('opens a locked zip file with the password of the environment, and shows it nowhere', async () => {
    const zip = path.resolve(import.meta.dirname, '../../fixtures/zips/locked.zip');
    const open = async (secret: Record<string, string>) => {
      output = path.join(folder, `out${count++}`);
      const args = ['new', zip, '--no-input', '--json', '--output-dir', output];
      return bellhop(args, { HOME: folder, ...secret });
    };
    assert.match(error(await open({})).message, /locked with a password/);
    const wrong = await open({ COOKIECUTTER_REPO_PASSWORD: 'wrong-secret' });
    assert.match(error(wrong).message, /the password is wrong/);
    assert.ok(!wrong.out.includes('wrong-secret'));
    assert.equal((await open({ COOKIECUTTER_REPO_PASSWORD: 'sécret' })).status, 0);
    assert.match(await made('zipped', 'a.txt'), /^hello zipped\n/);
    for (const name of await readdir(output, { recursive: true, withFileTypes: true })) {
      if (!name.isFile()) continue;
      assert.ok(!(await readFile(path.join(name.parentPath, name.name), 'utf8')).includes('sécret'));
    }
  });

  it("leaves a template that needs Python to the person's own cookiecutter, where that is said", async () => {
    const template = path.join(folder, 'python-template');
    await mkdir(path.join(template, SLUG), { recursive: true });
    const context = { slug: 'shouted', _extensions: ['local_extensions.shout'] };
    await writeFile(path.join(template, 'cookiecutter.json'), JSON.stringify(context));
    const shout = '@simple_filter\ndef shout(text):\n    return text.upper()\n';
    await writeFile(
      path.join(template, 'local_extensions.py'),
      `from cookiecutter.utils import simple_filter\n\n${shout}`,
    );
    await writeFile(path.join(template, SLUG, 'a.txt'), '{{ cookiecutter.slug|shout }}');
    const python = await pythonEnvironment(LOCK);
    const env = { PATH: `${path.dirname(python)}${path.delimiter}${process.env['PATH'] ?? ''}` };
    const refused = error(await make(template, env));
    assert.match(refused.message, /local_extensions\.shout/);
    assert.match(refused.next, /--engine cookiecutter \(2\.7/);
    assert.equal(existsSync(output), false);
    assert.equal((await make(template, '--engine', 'cookiecutter', env)).status, 0);
    assert.equal(await made('shouted', 'a.txt'), 'SHOUTED');
    assert.equal((await make(template, '--engine', 'jinja')).status, 2);
  });

  it('says what is wrong with an address, and leaves nothing', async () => {
    assert.equal(error(await make('ext::sh -c true')).code, 'template-unsafe');
    assert.match(
      error(await make(pathToFileURL(path.join(folder, 'none')).href)).message,
      /none failed: fatal/,
    );
    assert.equal(error(await make(url, '--directory', '..')).code, 'template-unsafe');
    assert.equal((await make(url, '--accept-hooks', 'maybe')).status, 2);
    assert.equal((await make(url, 'template=none')).status, 2);
    assert.equal(existsSync(output), false);
  });
});
