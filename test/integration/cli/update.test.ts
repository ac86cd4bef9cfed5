import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildAll } from '../../../scripts/build';
import { commit, edit, git, TemplateRepository } from '../scaffold/templateRepository';
import { bellhop, type Ended } from './bellhop';

describe('bellhop update', function () {
  this.timeout(300_000);
  let template: TemplateRepository;
  let project: string;
  let first: string;

  const run = (args: readonly string[]): Promise<Ended> => bellhop(args, { HOME: template.folder });
  const update = (...args: string[]) => run(['update', project, ...args, '--json']);
  const code = ({ last }: Ended) => (last?.['error'] as { code: string } | undefined)?.code;

  before(() => buildAll());
  beforeEach(async () => {
    template = await TemplateRepository.make(
      { slug: 'claims', kind: 'a' },
      { 'a.txt': '{{ cookiecutter.kind }}\n' },
    );
    await edit(template.folder, { '.gitconfig': '[user]\n\tname = Bo\n\temail = bo@example.com\n' });
    first = git(template.repository, 'rev-parse', 'HEAD');
    const url = pathToFileURL(template.repository).href;
    const made = await run(['new', url, 'kind=b', '--no-input', '--json', '--output-dir', template.folder]);
    assert.equal(made.status, 0, made.out);
    project = made.last?.['project'] as string;
  });
  afterEach(() => template.close());

  it('says what changed, and changes it', async () => {
    const to = await template.commit({ 'a.txt': '{{ cookiecutter.kind }}, newer\n', 'b.txt': 'b\n' });
    const { status, last, out } = await update();
    assert.equal(status, 0, out);
    assert.deepEqual(last, {
      project,
      template: pathToFileURL(template.repository).href,
      from: first,
      to,
      upToDate: false,
      changed: ['a.txt', '.cruft.json'],
      added: ['b.txt'],
      deleted: [],
      conflicts: [],
      skipped: [],
      notes: [],
    });
    assert.equal(await readFile(path.join(project, 'a.txt'), 'utf8'), 'b, newer\n');
  });

  it('names conflicts, in words too', async () => {
    await commit(project, { 'a.txt': 'mine\n' });
    await template.commit({ 'a.txt': 'theirs\n' });
    const { status, out, err } = await run(['update', project]);
    assert.equal(status, 0, err);
    assert.match(
      out,
      /^Updated .*claims from version [0-9a-f]{10} of .* to [0-9a-f]{10}\n {2}conflict a\.txt\n/,
    );
    assert.match(out, /Resolve the conflicts, review the changes and commit them\.\n$/);
    assert.match(git(project, 'status', '--porcelain'), /^UU a\.txt$/m);
  });

  it('--check tells by its status whether there is a new version, and changes nothing', async () => {
    const same = await update('--check');
    assert.equal(same.status, 0, same.out);
    assert.equal(same.last?.['upToDate'], true);
    await template.commit({ 'a.txt': 'newer\n' });
    const newer = await update('--check');
    assert.equal(newer.status, 1);
    assert.equal(code(newer), 'update-available');
    assert.equal(git(project, 'status', '--porcelain'), '');
  });

  it('takes a commit by --checkout, and other answers as key=value', async () => {
    const second = await template.commit({ 'a.txt': '{{ cookiecutter.kind }} second\n' });
    await template.commit({ 'a.txt': 'third\n' });
    const { last } = await update('--checkout', second, 'kind=c');
    assert.equal(last?.['to'], second);
    assert.equal(await readFile(path.join(project, 'a.txt'), 'utf8'), 'c second\n');
  });

  it('refuses what is not committed, and a folder without a record', async () => {
    await edit(project, { 'mine.txt': 'mine\n' });
    await template.commit({ 'a.txt': 'newer\n' });
    const dirty = await update();
    assert.equal(dirty.status, 1);
    assert.equal(code(dirty), 'project-not-clean');
    assert.equal(code(await run(['update', template.repository, '--json'])), 'record-missing');
    assert.equal((await run(['update', project, 'no-pair', '--json'])).status, 2);
  });

  it('knows which of several templates a project was made from', async () => {
    await commit(template.repository, {
      'cookiecutter.json': '{"templates": {"one": {"path": "./deep/one"}}}',
      'deep/one/cookiecutter.json': '{"slug": "inner"}',
      'deep/one/{{cookiecutter.slug}}/a.txt': 'a\n',
    });
    // A folder that git keeps is recorded as its repository.
    const named = path.join(template.repository, 'deep', '..');
    const made = await run(['new', named, '--no-input', '--json', '--output-dir', template.folder]);
    project = made.last?.['project'] as string;
    assert.equal(path.basename(project), 'inner', made.out);
    const text = await readFile(path.join(project, '.cruft.json'), 'utf8');
    assert.match(text, /"directory": "deep\/one"/);
    await commit(template.repository, { 'deep/one/{{cookiecutter.slug}}/a.txt': 'newer\n' });
    const { last, out } = await update();
    assert.deepEqual(last?.['changed'], ['a.txt', '.cruft.json'], out);
  });

  it('knows a project of a bundled template', async () => {
    const made = await run(['new', 'model', '--no-input', '--json', '--output-dir', template.folder]);
    project = made.last?.['project'] as string;
    const record = JSON.parse(await readFile(path.join(project, '.cruft.json'), 'utf8')) as Record<
      string,
      unknown
    >;
    assert.equal(record['template'], 'model');
    const { last } = await update('--check');
    assert.equal(last?.['upToDate'], true);
    assert.equal(git(project, 'status', '--porcelain'), '');
  });
});
