import assert from 'node:assert/strict';
import { lstat, mkdir, readFile, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Cancelled, Failure } from '../../../contract/failure';
import { createProject, projectPath } from '../../../extension/scaffold/render/createProject';
import { openTemplate } from '../../../extension/scaffold/template/template';
import { Bench, SLUG } from './makeTemplate';

const bench = new Bench();

async function create(folder: string, outputDir: string, answers: Record<string, string> = {}) {
  const template = await openTemplate(folder);
  return createProject({ template, answers: new Map(Object.entries(answers)), outputDir });
}

/** Asserts that creating fails with the code and a message that holds the words, and that nothing is left behind. */
async function refused(folder: string, code: string, words: RegExp, answers: Record<string, string> = {}) {
  const output = await bench.output();
  await assert.rejects(create(folder, output, answers), (error: unknown) => {
    assert.ok(error instanceof Failure, String(error));
    assert.equal(error.code, code, error.message);
    assert.match(error.message, words);
    assert.ok(error.next.endsWith('.'));
    return true;
  });
  assert.deepEqual(await readdir(output), []);
}

describe('creating a project', () => {
  before(() => bench.open());
  after(() => bench.close());

  it('gives the path, the files and the answers', async () => {
    const folder = await bench.template(
      { slug: 'demo', docs: true, licence: ['MIT', 'BSD'], _private: 'x', __copy: '{{ cookiecutter.slug }}' },
      { [`${SLUG}/b.txt`]: '', [`${SLUG}/a/c.txt`]: '{{ cookiecutter.__copy }}' },
    );
    const output = await bench.output();
    const { replay, ...project } = await create(folder, output, { docs: 'off' });
    assert.match(replay, /^\{\n {2}"cookiecutter": \{\n {4}"slug": "demo",\n {4}"docs": false,/);
    assert.deepEqual(project, {
      path: path.join(output, 'demo'),
      files: ['a/c.txt', 'b.txt'],
      answers: { slug: 'demo', docs: 'no', licence: 'MIT' },
      declinedHooks: [],
      overwritten: [],
      skipped: [],
      removed: [],
    });
    assert.equal(await readFile(path.join(project.path, 'a/c.txt'), 'utf8'), 'demo');
    assert.deepEqual(await readdir(output), ['demo']);
  });

  it('keeps line ends, bytes of binary files and the executable bit', async () => {
    const binary = Buffer.from([0, 1, 2, 123, 123, 13, 10, 255]);
    const folder = await bench.template(
      { slug: 'demo' },
      {
        [`${SLUG}/win.txt`]: 'a\r\n{{ 1 }}\r\n',
        [`${SLUG}/blob`]: binary,
        [`!${SLUG}/run.sh`]: '#!/bin/sh\n',
      },
    );
    const { path: made } = await create(folder, await bench.output());
    assert.equal(await readFile(path.join(made, 'win.txt'), 'utf8'), 'a\r\n1\r\n');
    assert.deepEqual(await readFile(path.join(made, 'blob')), binary);
    assert.equal((await stat(path.join(made, 'run.sh'))).mode & 0o777, 0o755);
    assert.equal((await stat(path.join(made, 'win.txt'))).mode & 0o111, 0);
  });

  it('never touches what is already there, folder, file or broken link', async () => {
    const folder = await bench.template({ slug: 'demo' }, { [`${SLUG}/a.txt`]: 'new' });
    const output = await bench.output();
    for (const [slug, make] of Object.entries({
      folder: (at: string) => mkdir(at),
      file: (at: string) => writeFile(at, 'old'),
      link: (at: string) => symlink('nowhere', at),
    })) {
      const target = path.join(output, slug);
      await make(target);
      const before = await lstat(target);
      await assert.rejects(create(folder, output, { slug }), { code: 'project-exists' });
      assert.equal((await lstat(target)).mtimeMs, before.mtimeMs);
    }
    assert.deepEqual((await readdir(output)).sort(), ['file', 'folder', 'link']);
    assert.deepEqual(await readdir(path.join(output, 'folder')), []);
  });

  it('names a missing parent folder and does not make it', async () => {
    const folder = await bench.template({ slug: 'demo' }, { [`${SLUG}/a.txt`]: '' });
    const missing = path.join(bench.folder, 'not', 'there');
    await assert.rejects(create(folder, missing), (error: unknown) => {
      assert.ok(error instanceof Failure && error.code === 'folder-missing');
      assert.ok(error.message.includes(missing));
      return true;
    });
    await assert.rejects(lstat(path.join(bench.folder, 'not')));
  });

  it('leaves nothing when it is stopped half-way', async () => {
    const files = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`${SLUG}/${at}.txt`, 'x']));
    const folder = await bench.template({ slug: 'demo' }, files);
    const template = await openTemplate(folder);
    const output = await bench.output();
    const stop = new AbortController();
    let seen = 0;
    const onProgress = () => {
      if (++seen === 20) stop.abort();
    };
    const run = createProject({
      template,
      answers: new Map(),
      outputDir: output,
      signal: stop.signal,
      onProgress,
    });
    await assert.rejects(run, Cancelled);
    assert.equal(seen, 20);
    assert.deepEqual(await readdir(output), []);
  });

  it('leaves nothing when a file cannot be rendered, and names file and line', async () => {
    const folder = await bench.template(
      { slug: 'demo' },
      { [`${SLUG}/a.txt`]: 'fine', [`${SLUG}/z/b.txt`]: 'one\ntwo\n{{ cookiecutter.nope }}\n' },
    );
    await refused(folder, 'template-undefined', /z\/b\.txt:3: .*'nope'/);
  });

  it('leaves nothing when the files cannot be written', async () => {
    const folder = await bench.template(
      { slug: 'demo' },
      { [`${SLUG}/{{ 'nowhere{}'.format('\\x2fa.txt') }}`]: '' },
    );
    await refused(folder, 'project-not-written', /could not be written/);
  });

  it('refuses paths that leave the project', async () => {
    const inside = async (name: string) =>
      bench.template({ slug: 'demo', up: '..', abs: '/tmp' }, { [`${SLUG}/${name}`]: '' });
    await refused(await inside('{{cookiecutter.up}}/evil.txt'), 'template-unsafe', /outside the project/);
    await refused(
      await inside("{{cookiecutter.abs ~ '\\x2fevil'}}"),
      'template-unsafe',
      /outside the project/,
    );
    await refused(await inside("a{{'\\x2f..\\x2f..\\x2fevil'}}"), 'template-unsafe', /outside the project/);
    const slug = await bench.template({ slug: 'demo' }, { [`${SLUG}/a`]: '' });
    await refused(slug, 'template-unsafe', /outside the project/, { slug: '..' });
    await refused(slug, 'template-unsafe', /outside the project/, { slug: '/tmp/evil' });
    await refused(slug, 'template-unsafe', /not one name/, { slug: 'a/b' });
    await refused(slug, 'template-unsafe', /not one name/, { slug: '.' });
  });

  it('makes a plain file of a link to a file of the template, with its content and mode', async () => {
    const folder = await bench.template(
      { slug: 'demo' },
      { [`!${SLUG}/run.sh`]: '# {{ cookiecutter.slug }}' },
    );
    await symlink('run.sh', path.join(folder, SLUG, 'link.sh'));
    const { path: made } = await create(folder, await bench.output());
    const found = await lstat(path.join(made, 'link.sh'));
    assert.ok(found.isFile());
    assert.equal(found.mode & 0o777, 0o755);
    assert.equal(await readFile(path.join(made, 'link.sh'), 'utf8'), '# demo');
  });

  it('refuses a symbolic link that appears after the template was opened', async () => {
    const folder = await bench.template({ slug: 'demo' }, { [`${SLUG}/a.txt`]: '' });
    const template = await openTemplate(folder);
    await symlink('/etc/passwd', path.join(folder, SLUG, 'b.txt'));
    const output = await bench.output();
    await assert.rejects(createProject({ template, answers: new Map(), outputDir: output }), {
      code: 'template-unsafe',
    });
    assert.deepEqual(await readdir(output), []);
  });

  it('refuses a folder without a name and two folders of one name, as cookiecutter does', async () => {
    const empty = await bench.template({ slug: 'demo' }, { [`${SLUG}/{% if false %}docs{% endif %}/a`]: '' });
    await refused(empty, 'template-error', /empty name/);
    const twice = await bench.template(
      { slug: 'demo' },
      { [`${SLUG}/a/x`]: '', [`${SLUG}/{{ 'a' }}/y`]: '' },
    );
    await refused(twice, 'template-error', /Two folders .* "a"/);
  });

  it('holds every answer to its rule, also a default', async () => {
    const rule = { pattern: '^[a-z]+$', message: 'Small letters only.', reserved: ['test'] };
    const folder = await bench.template(
      { name: 'demo', slug: '{{ cookiecutter.name }}', _bellhop: { answers: { slug: rule } } },
      { [`${SLUG}/a`]: '' },
    );
    await refused(folder, 'answer-invalid', /"Up" to "slug" .*Small letters only/, { slug: 'Up' });
    await refused(folder, 'answer-invalid', /"My" to "slug"/, { name: 'My' });
    await refused(folder, 'answer-invalid', /"test" is reserved/, { slug: 'test' });
    assert.equal(path.basename((await create(folder, await bench.output(), { name: 'fine' })).path), 'fine');
  });

  it('says before anything is written where the project will be', async () => {
    const folder = await bench.template(
      { name: 'A B', slug: "{{ cookiecutter.name|replace(' ', '-') }}" },
      { [`${SLUG}/a`]: '' },
    );
    const template = await openTemplate(folder);
    assert.equal(projectPath(template, new Map(), '/projects'), path.resolve('/projects/A-B'));
    assert.equal(
      projectPath(template, new Map([['name', 'C D']]), '/projects'),
      path.resolve('/projects/C-D'),
    );
  });
});
