import assert from 'node:assert/strict';
import { mkdir, readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { Cancelled, type Failure } from '../../../contract/failure';
import { createProject, type CreatedProject } from '../../../extension/scaffold/render/createProject';
import { runPrePrompt } from '../../../extension/scaffold/hooks/prePrompt';
import type { HookRun } from '../../../extension/scaffold/hooks/runHooks';
import { openTemplate } from '../../../extension/scaffold/template/template';
import { Bench, SLUG } from './makeTemplate';

const bench = new Bench();
const CONTEXT = { slug: 'demo' };
const FILE = { [`${SLUG}/a.txt`]: '{{ cookiecutter.slug }}' };

function shell(script: string): string {
  return `#!/bin/sh\n${script}\n`;
}

/** Creates a project with hooks accepted. Node takes Python's place: it runs any file that it is given. */
async function create(
  folder: string,
  run: Partial<HookRun> = {},
  signal?: AbortSignal,
): Promise<CreatedProject & { output: string }> {
  let output = '';
  const hooks = { python: process.execPath, onOutput: (text: string) => (output += text), ...run };
  const made = await createProject({
    template: await openTemplate(folder),
    answers: new Map(),
    outputDir: path.join(folder, '..', 'out'),
    hooks,
    ...(signal ? { signal } : {}),
  });
  return { ...made, output };
}

describe('hooks of a template', function () {
  if (process.platform === 'win32') return;
  this.timeout(20_000);
  let output: string;

  beforeEach(async () => {
    await bench.open();
    output = path.join(bench.folder, 'out');
    await mkdir(output);
  });
  afterEach(() => bench.close());

  it('do not run unless they are accepted, and are listed', async () => {
    const hooks = {
      'hooks/pre_gen_project.sh': shell('touch evil'),
      'hooks/post_gen_project': shell('touch evil'),
    };
    const folder = await bench.template(CONTEXT, { ...FILE, ...hooks });
    const template = await openTemplate(folder);
    const made = await createProject({ template, answers: new Map(), outputDir: output });
    assert.deepEqual(made.declinedHooks, ['hooks/pre_gen_project.sh', 'hooks/post_gen_project']);
    assert.deepEqual(await readdir(made.path), ['a.txt']);
  });

  it('run rendered, in the folder of the project, before and after its files, and show what they write', async () => {
    const folder = await bench.template(CONTEXT, {
      ...FILE,
      'hooks/pre_gen_project.sh': shell(
        'echo before $(ls) {{ cookiecutter.slug }}; echo old > a.txt; echo > kept',
      ),
      'hooks/post_gen_project': shell('echo after $(cat a.txt) in $(basename $PWD)'),
      'hooks/post_gen_project.py': 'console.log("python {{ cookiecutter.slug }}")',
    });
    const made = await create(folder);
    assert.equal(made.output, 'before demo\nafter demo in demo\npython demo\n');
    assert.deepEqual((await readdir(made.path)).sort(), ['a.txt', 'kept']);
    assert.deepEqual(made.declinedHooks, []);
  });

  it('change an answer for what comes after them', async () => {
    const update = "{{ cookiecutter.update({'slug': 'changed'}) }}";
    const folder = await bench.template(CONTEXT, {
      ...FILE,
      'hooks/pre_gen_project.sh': shell(`: "${update}"`),
    });
    const made = await create(folder);
    assert.equal(path.basename(made.path), 'demo');
    assert.equal(await readFile(path.join(made.path, 'a.txt'), 'utf8'), 'changed');
  });

  it('that fail leave nothing, or all when that is wished for, and say why', async () => {
    const folder = await bench.template(CONTEXT, {
      ...FILE,
      'hooks/post_gen_project.sh': shell('touch more; echo the reason; exit 3'),
    });
    const failure = {
      code: 'hook-failed',
      message: /hooks\/post_gen_project\.sh ended with status 3\.\nthe reason/,
    };
    await assert.rejects(create(folder), failure);
    assert.deepEqual(await readdir(output), []);
    const asked: string[] = [];
    const keepFailed = (_failure: Failure, project: string) => Promise.resolve(asked.push(project) > 0);
    const { failed } = await create(folder, { keepFailed });
    assert.deepEqual(asked, [path.join(output, 'demo')]);
    assert.match(failed?.message ?? '', failure.message);
    assert.deepEqual((await readdir(path.join(output, 'demo'))).sort(), ['a.txt', 'more']);
  });

  it('never remove what was there before', async () => {
    const folder = await bench.template(CONTEXT, { ...FILE, 'hooks/pre_gen_project.sh': shell('exit 1') });
    await mkdir(path.join(output, 'demo'));
    await assert.rejects(create(folder), { code: 'project-exists' });
    assert.deepEqual(await readdir(output), ['demo']);
  });

  it('that cannot be rendered stop everything before one runs', async () => {
    const folder = await bench.template(CONTEXT, {
      ...FILE,
      'hooks/pre_gen_project.sh': shell(`touch ${output}/evil`),
      'hooks/post_gen_project.sh': shell('{{ cookiecutter.nope }}'),
    });
    await assert.rejects(create(folder), { code: 'template-undefined', message: /post_gen_project\.sh:2/ });
    assert.deepEqual(await readdir(output), []);
  });

  it('that take too long are ended, and so is one that is cancelled', async () => {
    const folder = await bench.template(CONTEXT, {
      ...FILE,
      'hooks/pre_gen_project.sh': shell('echo started; exec sleep 60'),
    });
    await assert.rejects(create(folder, { timeLimit: 200 }), {
      code: 'hook-failed',
      message: /took too long/,
    });
    const stop = new AbortController();
    await assert.rejects(create(folder, { onOutput: () => stop.abort() }, stop.signal), Cancelled);
    assert.deepEqual(await readdir(output), []);
  });

  it('before the questions change a copy of the template, unrendered', async () => {
    const folder = await bench.template(CONTEXT, {
      ...FILE,
      '!hooks/pre_prompt.sh': shell(`echo '{"slug": "new"}' > cookiecutter.json; echo '{{ nope }}'`),
    });
    let said = '';
    const prepared = await runPrePrompt(folder, { python: '', onOutput: (text) => (said += text) });
    const template = await openTemplate(prepared.folder);
    const made = await createProject({ template, answers: new Map(), outputDir: output });
    assert.equal(path.basename(made.path), 'new');
    assert.equal(said, '{{ nope }}\n');
    assert.equal(await readFile(path.join(folder, 'cookiecutter.json'), 'utf8'), '{"slug":"demo"}');
    await prepared.close();
    await assert.rejects(readdir(prepared.folder), { code: 'ENOENT' });
  });
});
