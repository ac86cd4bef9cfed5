import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile, symlink } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { readAll, type Tree } from '../../../scripts/templates/differences';
import type { Job } from './hostile/child';
import { HostileRun } from './hostile/hostileRun';
import { ENDLESS, HUGE, READING, READS, SLOW, WALKS, type HostileText } from './hostile/texts';
import { TREES } from './hostile/trees';

// Each template is made into a project by the whole flow of New Project, in a child with bounded memory. It must be
// refused with its reason, and leave everything as it was: the folder that the project would go into, the one around
// it, the person's home and the folder for temporary files.

const INCLUDED: Record<string, string> = {
  'self.txt': "{% include 'self.txt' %}",
  'child.txt': "{% extends 'child.txt' %}",
  ...Object.fromEntries(
    Array.from({ length: 60 }, (_, at) => [`twice${at}.txt`, `{% include 'twice${at + 1}.txt' %}`.repeat(2)]),
  ),
  'twice60.txt': 'x',
};

describe('a hostile template', function () {
  this.timeout(120_000);
  const hostile = new HostileRun();
  let around: string;
  let count = 0;

  before(async () => {
    around = await mkdtemp(path.join(os.tmpdir(), 'bellhop-hostile-'));
  });
  after(async () => {
    await hostile.stop();
    await rm(around, { recursive: true, force: true });
  });

  /** A place with a harmless template. */
  async function place(): Promise<Job> {
    const folder = path.join(around, String(count++));
    const job: Job = {
      template: path.join(folder, 'template'),
      answers: {},
      outputDir: path.join(folder, 'out'),
      home: path.join(folder, 'home'),
      temporary: path.join(folder, 'tmp'),
      acceptHooks: false,
    };
    for (const one of [
      job.outputDir,
      job.home,
      job.temporary,
      path.join(job.template, '{{cookiecutter.slug}}'),
    ]) {
      await mkdir(one, { recursive: true });
    }
    await writeFile(path.join(folder, 'canary.txt'), 'as it was');
    await writeFile(path.join(job.template, 'cookiecutter.json'), '{"slug": "x"}');
    return job;
  }

  async function refused(job: Job, code: RegExp, words: RegExp): Promise<void> {
    const folders = [job.outputDir, job.home, job.temporary];
    const canary = path.join(path.dirname(job.outputDir), 'canary.txt');
    const seen = async () => ({
      around: await readdir(path.dirname(job.outputDir)),
      canary: await readFile(canary, 'utf8'),
      within: (await Promise.all(folders.map(readAll))).map(listed),
    });
    const before = await seen();
    const result = await hostile.run(job);
    assert.ok('code' in result, `it was made: ${JSON.stringify(result)}`);
    assert.match(result.code, code, result.message);
    assert.match(result.message, words);
    assert.deepEqual(await seen(), before);
    assert.ok(!existsSync('/tmp/bellhop-evil'));
    await rm(path.dirname(job.outputDir), { recursive: true, force: true });
  }

  const groups: [string, readonly HostileText[]][] = [
    ['reaches nothing of the languages behind it', WALKS],
    ['reads no other files', READS],
    ['ends', ENDLESS],
    ['does not fill the memory', HUGE],
    ['takes no square of time', SLOW],
    ['is read within bounds', READING],
  ];
  for (const [group, texts] of groups) {
    describe(group, () => {
      for (const [text, code, words] of texts) {
        it(text.length > 100 ? `${text.slice(0, 100)}…` : text, async () => {
          const job = await place();
          const project = path.join(job.template, '{{cookiecutter.slug}}');
          await mkdir(path.join(job.template, 'templates'));
          for (const [name, content] of Object.entries(INCLUDED)) {
            await writeFile(path.join(job.template, 'templates', name), content);
          }
          await writeFile(path.join(project, 'a.txt'), text);
          await refused(job, new RegExp(`^template-${code}$`), words);
        });
      }
    });
  }

  for (const [group, cases] of TREES) {
    describe(`by its ${group}`, () => {
      for (const { what, code, words, make } of cases) {
        it(what, async () => {
          const job = await place();
          const more = await make(job.template, job.home);
          await refused({ ...job, ...more }, new RegExp(`^${code}$`), words);
        });
      }
    });
  }

  it('does not go round in a link to the folder that it lies in, which is an empty folder as in cookiecutter', async () => {
    const job = await place();
    await writeFile(path.join(job.template, '{{cookiecutter.slug}}', 'a.txt'), 'a');
    await symlink('.', path.join(job.template, '{{cookiecutter.slug}}', 'round'));
    const result = await hostile.run(job);
    assert.ok('made' in result, JSON.stringify(result));
    assert.deepEqual(result.made, ['.cruft.json', 'a.txt']);
  });

  it('that is none is made', async () => {
    const job = await place();
    await writeFile(path.join(job.template, '{{cookiecutter.slug}}', 'a.txt'), '{{ cookiecutter.slug }}');
    const result = await hostile.run(job);
    assert.ok('made' in result && result.made.includes('a.txt'), JSON.stringify(result));
  });
});

function listed(tree: Tree): [string, string][] {
  return Array.from(tree, ([name, { mode, bytes }]) => [
    name,
    `${mode} ${bytes?.toString('latin1').slice(0, 200) ?? ''}`,
  ]);
}
