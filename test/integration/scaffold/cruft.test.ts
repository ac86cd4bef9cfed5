import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Dict } from '../../../extension/scaffold/jinja/values';
import { planUpdate, type PlannedUpdate } from '../../../extension/scaffold/update/update';
import { pythonEnvironment } from '../template/pythonEnvironment';
import { commit, git, TemplateRepository } from './templateRepository';

/** The real tool, which made the format of the record. */
describe("cruft and Bellhop with each other's records", function () {
  this.timeout(300_000);
  let template: TemplateRepository;
  let program: string;

  before(async () => {
    const python = await pythonEnvironment(path.join(import.meta.dirname, 'cruft.lock'));
    program = path.join(path.dirname(python), 'cruft');
  });
  beforeEach(async () => {
    template = await TemplateRepository.make(
      { slug: 'claims', kind: ['a', 'b'], tests: true, more: { deep: 'ø' }, _copy_without_render: ['*.raw'] },
      { 'README.md': '{{ cookiecutter.kind }} {{ cookiecutter.more.deep }}\n', 'a.raw': '{{ raw }}\n' },
    );
  });
  afterEach(() => template.close());

  const cruft = (cwd: string, ...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8' });
    return { status, said: stdout + stderr };
  };

  async function update(folder: string): Promise<PlannedUpdate> {
    const planned = await planUpdate({
      folder,
      abbreviations: new Map(),
      templateFolders: [],
      defaults: new Dict(),
    });
    await planned.apply();
    await planned.close();
    return planned;
  }

  it('cruft checks, compares and updates a project that Bellhop made, and keeps its record whole', async () => {
    const project = await template.project({ answers: { kind: 'b' } });
    assert.deepEqual(cruft(project, 'diff', '--exit-code'), { status: 0, said: '' });
    assert.equal(cruft(project, 'check').status, 0);
    await template.commit({ 'README.md': '{{ cookiecutter.kind }}, newer\n' });
    assert.equal(cruft(project, 'check').status, 1);
    const updated = cruft(project, 'update', '--skip-apply-ask');
    assert.equal(updated.status, 0, updated.said);
    assert.equal(await readFile(path.join(project, 'README.md'), 'utf8'), 'b, newer\n');
    await commit(project, {});
    assert.ok((await update(project)).upToDate);
    assert.equal((JSON.parse(await readFile(path.join(project, '.cruft.json'), 'utf8')) as { schema: number }).schema, 1); // prettier-ignore
  });

  it('Bellhop writes the record that cruft writes', async () => {
    const project = await template.project();
    const output = await mkdtemp(path.join(template.folder, 'cruft-'));
    const created = cruft(output, 'create', '--no-input', template.repository);
    assert.equal(created.status, 0, created.said);
    const [own, theirs] = await Promise.all(
      [project, path.join(output, 'claims')].map(async (folder) =>
        readFile(path.join(folder, '.cruft.json'), 'utf8'),
      ),
    );
    assert.equal(own?.replace(',\n  "schema": 1', ''), theirs);
  });

  it('Bellhop updates a project that cruft made, and cruft checks it', async () => {
    const output = await mkdtemp(path.join(template.folder, 'cruft-'));
    await template.commit({ 'README.md': '{{ cookiecutter.kind }} of {{ cookiecutter._commit }}\n' });
    cruft(output, 'create', '--no-input', template.repository);
    const project = path.join(output, 'claims');
    git(project, 'init', '--quiet');
    await commit(project, {});
    assert.ok((await update(project)).upToDate);
    const to = await template.commit({ 'b.txt': 'b\n' });
    const done = await update(project);
    assert.deepEqual(done.changes.map(({ path: file, kind }) => `${kind} ${file}`).sort(), [
      'added b.txt',
      'changed .cruft.json',
      'changed README.md',
    ]);
    assert.equal(await readFile(path.join(project, 'README.md'), 'utf8'), `a of ${to}\n`);
    assert.equal(cruft(project, 'check').status, 0);
    assert.equal(cruft(project, 'diff', '--exit-code').status, 0);
  });
});
