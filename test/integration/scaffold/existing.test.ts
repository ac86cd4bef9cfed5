import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createProject } from '../../../extension/scaffold/render/createProject';
import { openTemplate } from '../../../extension/scaffold/template/template';
import { runCookiecutter } from '../../../scripts/templates/cookiecutterRun';
import { differences, readAll } from '../../../scripts/templates/differences';
import { Bench, SLUG } from '../../unit/scaffold/makeTemplate';
import { pythonEnvironment } from '../template/pythonEnvironment';

const LOCK = fileURLToPath(new URL('../../fixtures/templates/requirements.lock', import.meta.url));
const bench = new Bench();

const CONTEXT = { slug: 'demo', off: '', _copy_without_render: ['whole', '*.raw'] };
const FILES = {
  [`${SLUG}/a.txt`]: 'new {{ cookiecutter.slug }}\r\n',
  [`!${SLUG}/src/run.sh`]: '#!/bin/sh\n',
  [`${SLUG}/src/new/b.txt`]: '',
  [`${SLUG}/taken`]: 'a folder is there',
  // Twice the same name.
  [`${SLUG}/{{ 'same' }}`]: 'first',
  [`${SLUG}/same`]: 'last',
  [`${SLUG}/{{ 'src' }}/c.txt`]: 'c',
};
const COPIED = { [`${SLUG}/whole/one`]: '{{ raw }}', [`${SLUG}/x.raw`]: '{{ raw }}' };
const THERE = ['a.txt', 'mine', 'src/run.sh', 'src/mine', 'taken/mine', 'whole/one', 'whole/mine', 'x.raw'];

async function there(names: readonly string[]): Promise<string> {
  const output = await bench.output();
  for (const name of names) {
    const file = path.join(output, 'demo', name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, `my ${name}`);
  }
  return output;
}

describe('a project that is there already, held against cookiecutter', function () {
  this.timeout(300_000);
  let python: string;
  before(async () => {
    await bench.open();
    python = await pythonEnvironment(LOCK);
  });
  after(() => bench.close());

  // Where files are to be skipped, cookiecutter replaces what is copied nevertheless; Bellhop keeps it.
  const cases = [
    { existing: 'overwrite', files: { ...FILES, ...COPIED }, before: THERE },
    { existing: 'overwrite', files: { ...FILES, ...COPIED }, before: [] },
    { existing: 'skip', files: FILES, before: THERE },
    { existing: 'skip', files: { ...FILES, ...COPIED }, before: ['a.txt', 'mine'] },
  ] as const;
  for (const { existing, files, before } of cases) {
    it(`${existing}, ${before.length} files before, gives the same tree`, async () => {
      const template = await bench.template(CONTEXT, files);
      const [expected, made] = [await there(before), await there(before)];
      const run = {
        template,
        answers: {},
        output: expected,
        existing,
        work: path.join(bench.folder, 'work'),
      };
      assert.equal(await runCookiecutter(python, run), undefined);
      await createProject({
        template: await openTemplate(template),
        answers: new Map(),
        outputDir: made,
        existing,
      });
      assert.deepEqual(differences(await readAll(expected), await readAll(made)), new Map());
      assert.ok((await readAll(made)).size > 6);
    });
  }
});
