import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Cancelled, Failure } from '../../../contract/failure';
import { findInterpreter, venvPython } from '../../../extension/environment/interpreter';
import { createProject, type CreatedProject } from '../../../extension/scaffold/render/createProject';
import {
  createWithCookiecutter,
  type CookiecutterRun,
} from '../../../extension/scaffold/cookiecutter/createWithCookiecutter';
import { findCookiecutter } from '../../../extension/scaffold/cookiecutter/pythonCookiecutter';
import { readReplay } from '../../../extension/scaffold/replay';
import { openTemplate } from '../../../extension/scaffold/template/template';
import { readUserConfig } from '../../../extension/scaffold/sources/userConfig';
import { gone } from '../../gone';
import { Bench, SLUG } from '../../unit/scaffold/makeTemplate';
import { pythonEnvironment } from '../template/pythonEnvironment';

const LOCK = path.resolve(import.meta.dirname, '../../fixtures/templates/requirements.lock');
const SHOUT = `
from cookiecutter.utils import simple_filter

@simple_filter
def shout(text):
    return text.upper() + "!"
`;
const LOCAL = { _extensions: ['local_extensions.shout'] };
const bench = new Bench();
let python: string;

const read = (project: CreatedProject, file: string) => readFile(path.join(project.path, file), 'utf8');
const temporary = async () =>
  (await readdir(os.tmpdir())).filter((name) => name.startsWith('bellhop-cookiecutter-'));

function failure(code: string, words: RegExp): (error: unknown) => true {
  return (error) => {
    assert.ok(error instanceof Failure, String(error));
    assert.equal(error.code, code, error.message);
    assert.match(error.message, words);
    return true;
  };
}

async function create(
  folder: string,
  answers: Record<string, string>,
  options: Partial<CookiecutterRun> & { open?: Parameters<typeof openTemplate>[1] } = {},
): Promise<CreatedProject> {
  const { open, ...run } = options;
  return createWithCookiecutter({
    cookiecutter: await findCookiecutter(python, []),
    template: await openTemplate(folder, { ...open, extensions: 'ignore' }),
    answers: new Map(Object.entries(answers)),
    outputDir: run.outputDir ?? (await bench.output()),
    ...run,
  });
}

/** A virtual environment with nothing but what `files` puts into its site-packages. */
async function bareEnvironment(files: Record<string, string>): Promise<string> {
  const folder = await bench.output();
  const { path: base } = await findInterpreter(folder, {});
  execFileSync(base, ['-m', 'venv', '--without-pip', '.venv'], { cwd: folder });
  const bare = venvPython(folder, process.platform);
  const where = 'import sysconfig; print(sysconfig.get_path("purelib"))';
  const site = execFileSync(bare, ['-c', where], { encoding: 'utf8' }).trim();
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(site, name)), { recursive: true });
    await writeFile(path.join(site, name), content);
  }
  return bare;
}

describe("finding an interpreter's cookiecutter", function () {
  this.timeout(300_000);
  before(async () => {
    await bench.open();
    python = await pythonEnvironment(LOCK);
  });
  after(() => bench.close());

  it('gives its version', async () => {
    assert.deepEqual(await findCookiecutter(python, []), { python, version: '2.7.1' });
  });

  it('names the extension that is missing where there is none, and what to run', async () => {
    const bare = await bareEnvironment({});
    await assert.rejects(findCookiecutter(bare, ['local.Shout']), (error: unknown) => {
      failure(
        'cookiecutter-missing',
        /has no cookiecutter; .* needed for the template's local\.Shout/,
      )(error);
      assert.ok(error instanceof Failure && error.message.includes(bare));
      assert.equal(error.next, `Run: ${bare} -m pip install --upgrade "cookiecutter>=2.2"`);
      return true;
    });
  });

  it('refuses one that is too old, with its version', async () => {
    const old = await bareEnvironment({ 'cookiecutter/__init__.py': '__version__ = "1.7.3"' });
    await assert.rejects(
      findCookiecutter(old, []),
      failure(
        'cookiecutter-missing',
        /has cookiecutter 1\.7\.3, which is too old; cookiecutter 2\.2 or later/,
      ),
    );
  });

  it('takes 2.2.0, whose module calls itself 2.1.2', async () => {
    const first = await bareEnvironment({
      'cookiecutter/__init__.py': '__version__ = "2.1.2.dev0"',
      'cookiecutter-2.2.0.dist-info/METADATA': 'Metadata-Version: 2.1\nName: cookiecutter\nVersion: 2.2.0\n',
    });
    assert.equal((await findCookiecutter(first, [])).version, '2.2.0');
  });

  it('says so where the interpreter does not run', async () => {
    const nowhere = path.join(bench.folder, 'no-python');
    await assert.rejects(
      findCookiecutter(nowhere, []),
      failure('cookiecutter-missing', /no-python does not run/),
    );
  });

  it('imports nothing from the folder of the process or from PYTHONPATH', async () => {
    const planted = await bench.output();
    await writeFile(path.join(planted, 'cookiecutter.py'), '__version__ = "9.9"');
    const before = { folder: process.cwd(), path: process.env['PYTHONPATH'] };
    process.chdir(planted);
    process.env['PYTHONPATH'] = planted;
    try {
      const bare = await bareEnvironment({});
      await assert.rejects(
        findCookiecutter(bare, []),
        failure('cookiecutter-missing', /has no cookiecutter/),
      );
    } finally {
      process.chdir(before.folder);
      if (before.path === undefined) delete process.env['PYTHONPATH'];
      else process.env['PYTHONPATH'] = before.path;
    }
  });
});

describe("creating a project with the interpreter's cookiecutter", function () {
  this.timeout(300_000);
  before(async () => {
    await bench.open();
    python = await pythonEnvironment(LOCK);
  });
  after(() => bench.close());

  it('renders with an extension in the template and with an installed one', async () => {
    const context = {
      _extensions: ['local_extensions.shout', 'jinja2.ext.do'],
      name: 'pear',
      slug: '{{ cookiecutter.name | shout }}',
      __made: '{{ cookiecutter.slug }}?',
    };
    const folder = await bench.template(context, {
      'local_extensions.py': SHOUT,
      [`${SLUG}/src/a.txt`]:
        '{% set found = [] %}{% do found.append(cookiecutter.__made) %}{{ found }} {{ cookiecutter._template }}',
      [`${SLUG}/b.txt`]: '{{ cookiecutter._checkout }}',
    });
    const outputDir = await bench.output();
    const origin = { template: 'gh:some/template', checkout: 'v1' };
    const made = await create(folder, { name: 'ærø', slug: '' }, { outputDir, open: { origin } });
    assert.equal(made.path, path.join(outputDir, 'ÆRØ!'));
    assert.deepEqual(made.files, ['b.txt', 'src/a.txt']);
    assert.deepEqual(made.answers, { name: 'ærø', slug: 'ÆRØ!' });
    assert.equal(await read(made, 'src/a.txt'), "['ÆRØ!?'] gh:some/template");
    assert.equal(await read(made, 'b.txt'), 'v1');
    const replay = JSON.parse(made.replay) as { cookiecutter: Record<string, unknown> };
    assert.equal(replay.cookiecutter['__made'], 'ÆRØ!?');
    assert.equal(replay.cookiecutter['_output_dir'], outputDir);
    assert.deepEqual((await readdir(folder)).sort(), ['cookiecutter.json', 'local_extensions.py', SLUG]);
    assert.deepEqual(await temporary(), []);
  });

  it('takes every answer as it is, with its type, as Bellhop itself does', async () => {
    const context = {
      slug: 'demo',
      text: 'x',
      number: 5,
      flag: true,
      kind: ['one', 2, '{{ cookiecutter.text }}'],
      again: ['a', 'b'],
      dict: { a: '1', deep: { b: 2 } },
      left: { c: '{{ cookiecutter.number }}' },
      empty: 'full',
    };
    const folder = await bench.template(context, {
      [`${SLUG}/a.txt`]:
        '{{ cookiecutter.items() | list }} {{ cookiecutter.flag is true }} {{ cookiecutter.kind }}',
    });
    const answers = {
      text: `{{ 7 * 7 }} {% raw %} {# "æ' \\ 100 % & <ø> 🍐`,
      number: '{{ cookiecutter.slug }}',
      flag: 'no',
      kind: '2',
      again: 'b',
      dict: '{"n": 1, "f": 2.50, "list": [true, null, "{{ 1 }}"]}',
      empty: '',
    };
    const made = await create(folder, answers);
    const own = await createProject({
      template: await openTemplate(folder),
      answers: new Map(Object.entries(answers)),
      outputDir: await bench.output(),
    });
    const withoutPlace = (text: string) => text.replace(/\('_(output_dir|repo_dir)', '[^']*'\)/g, '');
    assert.equal(withoutPlace(await read(made, 'a.txt')), withoutPlace(await read(own, 'a.txt')));
    assert.deepEqual(made.answers, own.answers);
    assert.equal(made.answers['text'], answers.text);
    assert.equal(
      made.answers['left'],
      '{"c": "{{ cookiecutter.number }}"}'.replace('{{ cookiecutter.number }}', answers.number),
    );
    assert.equal(made.answers['dict'], '{"n": 1, "f": 2.5, "list": [true, null, "{{ 1 }}"]}');
  });

  it('writes the record of the template that Bellhop itself writes', async () => {
    const context = {
      slug: 'æble',
      kind: ['a', 'b'],
      more: { deep: 1 },
      ok: true,
      __up: '{{ cookiecutter.kind }}',
    };
    const folder = await bench.template(context, { [`${SLUG}/a.txt`]: '' });
    const record = { template: 't', commit: 'a'.repeat(40), checkout: null, directory: 'x' };
    const { path: made } = await create(folder, { kind: 'b' }, { record });
    const template = await openTemplate(folder);
    const options = { template, answers: new Map([['kind', 'b']]), outputDir: await bench.output(), record };
    const { path: own } = await createProject(options);
    const [theirs, ours] = await Promise.all(
      [made, own].map((project) => readFile(path.join(project, '.cruft.json'), 'utf8')),
    );
    assert.equal(theirs, ours);
  });

  it('takes a choice that only cookiecutter can render by its place in the file', async () => {
    const options = ['plain', '{{ cookiecutter.slug | shout }}'];
    const context = { ...LOCAL, slug: 'demo', kind: options };
    const folder = await bench.template(context, {
      'local_extensions.py': SHOUT,
      [`${SLUG}/a.txt`]: '{{ cookiecutter.kind }}',
    });
    const made = await create(folder, { kind: options[1] ?? '' });
    assert.equal(await read(made, 'a.txt'), 'DEMO!');
    assert.equal((await create(folder, {})).answers['kind'], 'plain');
  });

  it("takes the person's own defaults and the answers of an earlier run", async () => {
    const context = {
      slug: 'demo',
      author: 'Nobody',
      kind: ['a', 'b'],
      upper: '{{ cookiecutter.author | upper }}',
    };
    const folder = await bench.template(context, {
      [`${SLUG}/a.txt`]: '{{ cookiecutter.author }} {{ cookiecutter.kind }} {{ cookiecutter.upper }}',
    });
    const { defaults } = readUserConfig(
      { default_context: { author: 'Åse', kind: 'b' } },
      'the config',
      {},
      '',
    );
    const mine = await create(folder, {}, { open: { defaults } });
    assert.equal(await read(mine, 'a.txt'), 'Åse b ÅSE');
    const text = '{{ cookiecutter.slug }}';
    const earlier = await create(folder, { author: text, upper: 'x' });
    const file = path.join(bench.folder, 'replay.json');
    await writeFile(file, earlier.replay);
    const again = await create(folder, {}, { open: { replay: await readReplay(file) } });
    assert.equal(await read(again, 'a.txt'), `${text} a x`);
  });

  it('names the module that is missing, and leaves nothing', async () => {
    const context = { _extensions: ['no_such_module.Extension'], slug: 'demo' };
    const folder = await bench.template(context, { [`${SLUG}/a.txt`]: '' });
    const outputDir = await bench.output();
    await assert.rejects(create(folder, {}, { outputDir }), (error: unknown) => {
      failure('extension-missing', /cannot load an extension .*No module named 'no_such_module'/)(error);
      assert.ok(error instanceof Failure && error.next.includes('Install what has no_such_module'));
      return true;
    });
    assert.deepEqual(await readdir(outputDir), []);
    assert.deepEqual(await temporary(), []);
  });

  it('says what cookiecutter says of a broken template, without the answers, and leaves nothing', async () => {
    const folder = await bench.template(
      { slug: 'demo', password: 'hunter2' },
      { [`${SLUG}/a.txt`]: '{{ cookiecutter.nothing }}' },
    );
    const outputDir = await bench.output();
    let output = '';
    const failed = create(folder, {}, { outputDir, onOutput: (text) => (output += text) });
    await assert.rejects(failed, (error: unknown) => {
      failure('cookiecutter-failed', /cookiecutter 2\.7\.1 .*'nothing'/)(error);
      assert.ok(error instanceof Failure && !error.message.includes('hunter2'));
      return true;
    });
    assert.equal(output.includes('hunter2'), false);
    assert.deepEqual(await readdir(outputDir), []);
  });

  it('never touches a project that is there, nor anything outside the folder', async () => {
    const folder = await bench.template({ slug: 'demo' }, { [`${SLUG}/a.txt`]: 'new' });
    const outputDir = await bench.output();
    const project = path.join(outputDir, 'demo');
    await mkdir(project);
    await writeFile(path.join(project, 'a.txt'), 'mine');
    await assert.rejects(create(folder, {}, { outputDir }), (error: unknown) => {
      failure('project-exists', /already there/)(error);
      assert.ok(error instanceof Failure && error.message.startsWith(`${project} is`));
      return true;
    });
    assert.equal(await readFile(path.join(project, 'a.txt'), 'utf8'), 'mine');
    for (const slug of ['../beside', 'a/b', path.join(bench.folder, 'absolute')]) {
      await assert.rejects(
        create(folder, { slug }, { outputDir }),
        failure('template-unsafe', /is not one name/),
      );
    }
    assert.deepEqual(await readdir(outputDir), ['demo']);
    assert.equal(existsSync(path.join(bench.folder, 'beside')), false);
  });

  it('runs hooks where they are accepted, never pre_prompt again, and shows what they write', async () => {
    const folder = await bench.template(
      { ...LOCAL, slug: 'demo' },
      {
        'local_extensions.py': SHOUT,
        [`${SLUG}/a.txt`]: '',
        'hooks/pre_prompt.py': 'raise SystemExit("again")',
        'hooks/post_gen_project.py': 'print("{{ cookiecutter.slug | shout }}"); open("b.txt", "w")',
      },
    );
    let output = '';
    const onOutput = (text: string) => (output += text);
    const without = await create(folder, {}, { onOutput });
    assert.deepEqual(without.files, ['a.txt']);
    assert.deepEqual(without.declinedHooks, ['hooks/pre_prompt.py', 'hooks/post_gen_project.py']);
    assert.equal(output, '');
    const made = await create(folder, {}, { hooks: { python: '', onOutput } });
    assert.deepEqual(made.files, ['a.txt', 'b.txt']);
    assert.deepEqual(made.declinedHooks, []);
    assert.equal(output.trim(), 'DEMO!');
    assert.deepEqual(await temporary(), []);
  });

  it('removes the project of a hook that fails, or keeps it where that is wanted', async () => {
    const folder = await bench.template(
      { slug: 'demo' },
      { [`${SLUG}/a.txt`]: '', 'hooks/post_gen_project.py': 'print("no luck"); raise SystemExit(3)' },
    );
    const failed = failure('hook-failed', /exit status: 3\)\.\nno luck$/);
    const outputDir = await bench.output();
    await assert.rejects(create(folder, {}, { outputDir, hooks: { python: '' } }), failed);
    assert.deepEqual(await readdir(outputDir), []);
    const keepFailed = () => Promise.resolve(true);
    const kept = await create(folder, {}, { outputDir, hooks: { python: '', keepFailed } });
    assert.match(kept.failed?.message ?? '', /no luck/);
    assert.deepEqual(await readdir(outputDir), ['demo']);
  });

  it('ends everything and removes the project when it is cancelled, or when the time is up', async () => {
    const folder = await bench.template(
      { slug: 'demo' },
      {
        [`${SLUG}/a.txt`]: '',
        'hooks/post_gen_project.py': 'import os, time; print(os.getpid(), flush=True); time.sleep(600)',
      },
    );
    const outputDir = await bench.output();
    const cancel = new AbortController();
    let pid = 0;
    const onOutput = (text: string) => {
      // Its line end can come on its own.
      pid ||= Number(text);
      assert.deepEqual(existsSync(path.join(outputDir, 'demo', 'a.txt')), true);
      cancel.abort();
    };
    const { signal } = cancel;
    await assert.rejects(
      create(folder, {}, { outputDir, hooks: { python: '', onOutput }, signal }),
      Cancelled,
    );
    await gone(pid);
    assert.deepEqual(await readdir(outputDir), []);
    await assert.rejects(
      create(folder, {}, { outputDir, hooks: { python: '' }, timeLimit: 3000 }),
      failure('cookiecutter-failed', /took too long/),
    );
    assert.deepEqual(await readdir(outputDir), []);
    assert.deepEqual(await temporary(), []);
  });
});
