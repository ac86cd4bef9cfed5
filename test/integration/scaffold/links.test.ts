import assert from 'node:assert/strict';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createProject } from '../../../extension/scaffold/render/createProject';
import { openTemplate } from '../../../extension/scaffold/template/template';
import { runCookiecutter } from '../../../scripts/templates/cookiecutterRun';
import { differences, readAll, type Tree } from '../../../scripts/templates/differences';
import { Bench, SLUG } from '../../unit/scaffold/makeTemplate';
import { pythonEnvironment } from '../template/pythonEnvironment';

const LOCK = fileURLToPath(new URL('../../fixtures/templates/requirements.lock', import.meta.url));
const bench = new Bench();

async function create(folder: string, root = folder): Promise<Tree> {
  const outputDir = await bench.output();
  const template = await openTemplate(folder, { root });
  await createProject({ template, answers: new Map(), outputDir });
  return readAll(outputDir);
}

describe('links in a template, held against cookiecutter', function () {
  this.timeout(300_000);
  let python: string;
  before(async () => {
    await bench.open();
    python = await pythonEnvironment(LOCK);
  });
  after(() => bench.close());

  async function expected(template: string): Promise<Tree> {
    const output = await bench.output();
    const run = { template, answers: {}, output, work: path.join(bench.folder, 'work') };
    assert.equal(await runCookiecutter(python, run), undefined);
    return readAll(output);
  }

  /** A template with files beside its project's folder, and links in it, by name. */
  async function linked(links: Record<string, string>, more: Record<string, string> = {}): Promise<string> {
    const folder = await bench.template(
      { slug: 'demo', _copy_without_render: ['whole', 'copied-link'] },
      {
        [`${SLUG}/real/{{ 'in' }}.txt`]: '{{ cookiecutter.slug }}',
        [`${SLUG}/whole/{{ raw }}`]: '{{ raw }}',
        [`!shared/run.sh`]: '#!/bin/sh\n# {{ cookiecutter.slug }}\n',
        'shared/deep/x.txt': '{{ cookiecutter.slug }}',
        ...more,
      },
    );
    for (const [name, target] of Object.entries(links)) {
      await mkdir(path.dirname(path.join(folder, SLUG, name)), { recursive: true });
      await symlink(target, path.join(folder, SLUG, name));
    }
    return folder;
  }

  it('to a file give that file, to a folder an empty one, or all of it where it is copied', async () => {
    const folder = await linked({
      'run-link.sh': '../shared/run.sh',
      '{{ cookiecutter.slug }}-link': '../shared',
      'loop/self': '..',
      'copied-link': '../shared',
      'whole/inner-link': '../../shared/deep',
      'whole/file-link': '../../shared/run.sh',
      'zz/chain': '../run-link.sh',
    });
    const tree = await create(folder);
    assert.deepEqual(differences(await expected(folder), tree), new Map());
    const text = (name: string) => tree.get(path.join('demo', name))?.bytes?.toString();
    assert.equal(text('zz/chain'), '#!/bin/sh\n# demo\n');
    assert.equal(tree.get('demo/run-link.sh')?.mode, 0o755);
    assert.equal(text('whole/inner-link/x.txt'), '{{ cookiecutter.slug }}');
    assert.ok(tree.has('demo/demo-link') && !tree.has('demo/demo-link/run.sh'));
  });

  it('may lead to another folder of the same repository, and the project may be one', async () => {
    const repository = await linked({});
    const inner = path.join(repository, 'inner');
    await mkdir(inner);
    await writeFile(
      path.join(inner, 'cookiecutter.json'),
      '{"slug": "demo", "_copy_without_render": ["whole"]}',
    );
    await symlink(path.join('..', SLUG), path.join(inner, SLUG));
    await symlink('../shared/run.sh', path.join(repository, SLUG, 'a.sh'));
    assert.deepEqual(differences(await expected(inner), await create(inner, repository)), new Map());
    await assert.rejects(openTemplate(inner), { code: 'template-unsafe' });
  });

  it('may not lead anywhere else, nor into what git keeps, nor round in circles where all is copied', async () => {
    const outside = await bench.output();
    await writeFile(path.join(outside, 'secret'), '');
    const refused: [Record<string, string>, string][] = [
      [{ a: path.join(outside, 'secret') }, 'template-unsafe'],
      [{ a: outside }, 'template-unsafe'],
      [{ 'whole/a': outside }, 'template-unsafe'],
      [{ a: '../..' }, 'template-unsafe'],
      [{ a: 'nowhere' }, 'template-unsafe'],
      [{ a: '../.git/config' }, 'template-unsafe'],
      [{ 'whole/a': '.' }, 'template-limit'],
    ];
    for (const [links, code] of refused) {
      const folder = await linked(links, { '.git/config': 'url = https://me:secret@example.com' });
      await assert.rejects(openTemplate(folder), { code }, JSON.stringify(links));
    }
    for (const name of [SLUG, 'templates']) {
      const folder = await bench.template({ slug: 'demo' }, name === SLUG ? {} : { [`${SLUG}/a`]: '' });
      await symlink(outside, path.join(folder, name));
      await assert.rejects(create(folder), { code: 'template-unsafe' }, name);
    }
  });
});
