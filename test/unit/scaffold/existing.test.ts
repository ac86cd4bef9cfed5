import assert from 'node:assert/strict';
import { chmod, mkdir, readFile, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Cancelled } from '../../../contract/failure';
import {
  createProject,
  planProject,
  type CreatedProject,
} from '../../../extension/scaffold/render/createProject';
import type { Existing } from '../../../extension/scaffold/render/mergeProject';
import type { HookRun } from '../../../extension/scaffold/hooks/runHooks';
import { openTemplate } from '../../../extension/scaffold/template/template';
import { Bench, SLUG } from './makeTemplate';

const bench = new Bench();
const CONTEXT = { slug: 'demo', _copy_without_render: ['whole', '*.raw'] };
const FILES = {
  [`${SLUG}/a.txt`]: 'new a',
  [`${SLUG}/b.txt`]: 'new b',
  [`!${SLUG}/src/run.sh`]: '#!/bin/sh\n',
  [`${SLUG}/whole/one`]: 'new one',
  [`${SLUG}/whole/in/two`]: 'new two',
  [`${SLUG}/taken`]: 'a folder is there',
};

/** A project that is there already: its path relative to the folder, and its texts. */
const THERE: Record<string, string> = {
  'a.txt': 'my a',
  'mine.txt': 'my own',
  'src/run.sh': 'my run',
  'src/mine': 'my own',
  'whole/one': 'my one',
  'whole/mine': 'my own',
  'whole/in/mine': 'my own',
  'taken/mine': 'my own',
};

async function there(files = THERE): Promise<string> {
  const output = await bench.output();
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(output, 'demo', name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  return output;
}

async function texts(output: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const entry of await readdir(output, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    const name = path.relative(path.join(output, 'demo'), file);
    if (entry.isFile()) found[name] = await readFile(file, 'utf8');
  }
  return found;
}

async function create(
  output: string,
  existing?: Existing,
  options: { files?: Record<string, string>; hooks?: HookRun; signal?: AbortSignal } = {},
): Promise<CreatedProject> {
  const { files = FILES, ...rest } = options;
  const template = await openTemplate(await bench.template(CONTEXT, files));
  const answers = new Map<string, string>();
  return createProject({
    template,
    answers,
    outputDir: output,
    ...(existing ? { existing } : {}),
    ...rest,
  });
}

describe('a project that is there already', () => {
  before(() => bench.open());
  after(() => bench.close());

  it('is refused unless something else is said, and stays as it is', async () => {
    for (const existing of [undefined, 'refuse'] as const) {
      const output = await there();
      await assert.rejects(create(output, existing), { code: 'project-exists' });
      assert.deepEqual(await texts(output), THERE);
    }
  });

  it('is written over where that is said, and the result names what is gone', async () => {
    const output = await there();
    const made = await create(output, 'overwrite');
    assert.deepEqual(await texts(output), {
      'a.txt': 'new a',
      'b.txt': 'new b',
      'mine.txt': 'my own',
      'src/run.sh': '#!/bin/sh\n',
      'src/mine': 'my own',
      'whole/one': 'new one',
      'whole/in/two': 'new two',
      'taken/mine': 'my own',
    });
    assert.deepEqual(made.overwritten, ['a.txt', 'src/run.sh', 'whole/one']);
    assert.deepEqual(made.removed, ['whole/in/mine', 'whole/mine']);
    assert.deepEqual(made.skipped, ['taken']);
    assert.deepEqual(made.files, ['a.txt', 'b.txt', 'src/run.sh', 'whole/in/two', 'whole/one']);
    assert.ok((await stat(path.join(output, 'demo/src/run.sh'))).mode & 0o100);
    assert.deepEqual(await readdir(output), ['demo']);
  });

  it('keeps every file it has where that is said', async () => {
    const output = await there();
    const made = await create(output, 'skip');
    assert.deepEqual(await texts(output), { ...THERE, 'b.txt': 'new b', 'whole/in/two': 'new two' });
    assert.deepEqual(made.files, ['b.txt', 'whole/in/two']);
    assert.deepEqual(made.skipped, ['a.txt', 'src/run.sh', 'taken', 'whole/one']);
    assert.deepEqual([...made.overwritten, ...made.removed], []);
  });

  it('is no different from a new one where there is none', async () => {
    for (const existing of ['overwrite', 'skip'] as const) {
      const output = await bench.output();
      const { overwritten, skipped, removed } = await create(output, existing);
      assert.deepEqual([...overwritten, ...skipped, ...removed], []);
      assert.equal(await readFile(path.join(output, 'demo/a.txt'), 'utf8'), 'new a');
    }
  });

  it('is told before anything is written', async () => {
    const output = await there();
    const template = await openTemplate(await bench.template(CONTEXT, FILES));
    const planned = await planProject({
      template,
      answers: new Map(),
      outputDir: output,
      existing: 'overwrite',
    });
    assert.deepEqual(planned.preview?.overwritten, ['a.txt', 'src/run.sh', 'whole/one']);
    assert.deepEqual(await texts(output), THERE);
  });

  it('stays as it is when a file cannot be rendered', async () => {
    const output = await there();
    const files = { ...FILES, [`${SLUG}/z.txt`]: '{{ nowhere }}' };
    await assert.rejects(create(output, 'overwrite', { files }), { code: 'template-undefined' });
    assert.deepEqual(await texts(output), THERE);
  });

  it('is put back as it was wherever the work is cancelled', async () => {
    const output = await there();
    const template = await openTemplate(await bench.template(CONTEXT, FILES));
    const answers = new Map<string, string>();
    const planned = await planProject({ template, answers, outputDir: output, existing: 'overwrite' });
    let cancelled = 0;
    for (let looks = 0; looks === cancelled; looks++) {
      let left = looks;
      // Aborted once it was looked at so many times.
      const signal = Object.defineProperty(new AbortController().signal, 'aborted', {
        get: () => left-- <= 0,
      });
      await planned.write(signal).catch((error: unknown) => {
        assert.ok(error instanceof Cancelled);
        cancelled++;
      });
      if (looks < cancelled) assert.deepEqual(await texts(output), THERE);
      assert.deepEqual(await readdir(output), ['demo']);
    }
    assert.ok(cancelled > 10, String(cancelled));
    assert.equal((await texts(output))['b.txt'], 'new b');
  });

  it('is never written through a link, nor is a file taken for a folder', async () => {
    const outside = await bench.output();
    await writeFile(path.join(outside, 'a.txt'), 'secret');
    for (const [place, to] of [
      ['a.txt', path.join(outside, 'a.txt')],
      ['src', outside],
      ['whole', outside],
    ] as const) {
      for (const existing of ['overwrite', 'skip'] as const) {
        const output = await there({ 'mine.txt': 'my own' });
        await symlink(to, path.join(output, 'demo', place));
        await assert.rejects(create(output, existing), { code: 'project-exists', message: /is a link/ });
        assert.deepEqual(await readdir(outside), ['a.txt']);
        assert.equal(await readFile(path.join(outside, 'a.txt'), 'utf8'), 'secret');
        assert.deepEqual((await readdir(path.join(output, 'demo'))).sort(), [place, 'mine.txt'].sort());
      }
    }
    const output = await there({ src: 'a file' });
    await assert.rejects(create(output, 'overwrite'), { code: 'project-exists', message: /is no folder/ });
    assert.deepEqual(await texts(output), { src: 'a file' });
    const link = await bench.output();
    await symlink(outside, path.join(link, 'demo'));
    await assert.rejects(create(link, 'overwrite'), { code: 'project-exists' });
  });

  it('is put back as it was when a program of the template fails, and kept where the person says so', async () => {
    if (process.platform === 'win32') return;
    const script = '#!/bin/sh\necho hooked > made-by-hook; rm -r src; echo changed > a.txt; exit 1\n';
    const files = { ...FILES, 'hooks/post_gen_project.sh': script };
    const output = await there();
    const python = process.execPath;
    await assert.rejects(create(output, 'overwrite', { files, hooks: { python } }), { code: 'hook-failed' });
    const { 'src/mine': mine, ...rest } = THERE;
    // What the program itself did to files that are not the template's is not taken back.
    assert.equal(mine, 'my own');
    assert.deepEqual(await texts(output), { ...rest, 'made-by-hook': 'hooked\n' });
    assert.deepEqual(await readdir(output), ['demo']);
    const keepFailed = () => Promise.resolve(true);
    const kept = await create(output, 'overwrite', { files, hooks: { python, keepFailed } });
    assert.equal(kept.failed?.code, 'hook-failed');
    assert.equal((await texts(output))['b.txt'], 'new b');
    assert.deepEqual(await readdir(output), ['demo']);
  });

  it('gets the modes of a folder that the template copies whole', async () => {
    const output = await there();
    await chmod(path.join(output, 'demo/whole'), 0o700);
    await create(output, 'overwrite');
    assert.equal((await stat(path.join(output, 'demo/whole'))).mode & 0o777, 0o755);
  });
});
