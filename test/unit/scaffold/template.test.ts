import assert from 'node:assert/strict';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../../../contract/failure';
import { checkAnswer, defaultAnswer, openTemplate } from '../../../extension/scaffold/template/template';
import { Bench, SLUG } from './makeTemplate';

const bench = new Bench();
const FILES = { [`${SLUG}/a.txt`]: '' };

const none = new Map<string, string>();

async function refused(folder: string, code: string, words: RegExp): Promise<void> {
  await assert.rejects(openTemplate(folder), (error: unknown) => {
    assert.ok(error instanceof Failure, String(error));
    assert.equal(error.code, code, error.message);
    assert.match(error.message, words);
    return true;
  });
}

describe('opening a template', () => {
  before(() => bench.open());
  after(() => bench.close());

  it('asks in the order of the file, with the texts of __prompts__ and without their markup', async () => {
    const json = `{"slug": "x", "2": "two", "1": 1.50, "docs": true, "kind": ["a", "b"], "_p": 1, "__r": "",
      "__prompts__": {"slug": "[bold cyan]Name[/bold cyan] of it", "kind": {"__prompt__": "Which?", "b": "The [i]second[/i]"}}}`;
    const template = await openTemplate(await bench.template(json, FILES));
    assert.deepEqual(template.questions, [
      { name: 'slug', prompt: 'Name of it', kind: 'text' },
      { name: '2', prompt: '2', kind: 'text' },
      { name: '1', prompt: '1', kind: 'text' },
      { name: 'docs', prompt: 'docs', kind: 'boolean' },
      {
        name: 'kind',
        prompt: 'Which?',
        kind: 'choice',
        choices: [
          { value: 'a', label: 'a' },
          { value: 'b', label: 'The second' },
        ],
      },
    ]);
    assert.equal(defaultAnswer(template, none, '1'), '1.5');
    assert.equal(defaultAnswer(template, none, 'docs'), 'yes');
  });

  it('refuses what Bellhop does not render, by name', async () => {
    const open = (context: object) => bench.template({ slug: 'x', ...context }, FILES);
    await refused(
      await open({ _extensions: ['local.B', 'jinja2_time.TimeExtension', 'c.D'] }),
      'template-unsupported',
      /"_extensions" names local\.B, c\.D, written in Python/,
    );
    await refused(
      await open({ _jinja2_env_vars: { trim_blocks: true, finalize: 'x' } }),
      'template-unsupported',
      /sets finalize/,
    );
    await refused(await open({ templates: { a: { path: 'a' } } }), 'template-unsupported', /none is chosen/);
    await openTemplate(await open({ _extensions: [] }));
  });

  it('lists hooks in the order in which they would run, with any extension or none', async () => {
    const hooks = {
      'hooks/post_gen_project': '',
      'hooks/pre_gen_project.py': '',
      'hooks/pre_gen_project.sh': '',
      'hooks/pre_prompt.sh~': '',
      'hooks/pre_prompt~': '',
      'hooks/helpers.py': '',
      'hooks/pre_gen_project.tar.gz': '',
    };
    const { hooks: found } = await openTemplate(await bench.template({ slug: 'x' }, { ...FILES, ...hooks }));
    assert.deepEqual(
      found.map(({ file }) => file),
      ['hooks/pre_gen_project.py', 'hooks/pre_gen_project.sh', 'hooks/post_gen_project'],
    );
  });

  it('refuses symbolic links that lead out of the template or nowhere', async () => {
    const outside = await bench.output();
    await writeFile(path.join(outside, 'secret.txt'), '');
    for (const target of ['/etc/passwd', `../../../${path.basename(outside)}/secret.txt`, 'nowhere']) {
      const folder = await bench.template({ slug: 'x' }, FILES);
      await mkdir(path.join(folder, SLUG, 'sub'));
      await symlink('../a.txt', path.join(folder, SLUG, 'sub', 'inside.txt'));
      await openTemplate(folder);
      await symlink(target, path.join(folder, SLUG, 'sub', 'link.txt'));
      await refused(folder, 'template-unsafe', /sub\/link\.txt is a symbolic link/);
    }
    const linked = await bench.template({ slug: 'x' }, {});
    await symlink('/etc', path.join(linked, SLUG));
    await assert.rejects(openTemplate(linked), Failure);
  });

  it('says what is wrong with the file', async () => {
    await refused(bench.folder, 'template-missing', /cookiecutter\.json cannot be read/);
    await refused(
      await bench.template('{\n"a": "b",\n}', FILES),
      'template-invalid',
      /cookiecutter\.json:3: .*JSON/,
    );
    await refused(await bench.template('[]', FILES), 'template-invalid', /an object/);
    await refused(
      await bench.template({ slug: 'x', kind: [] }, FILES),
      'template-invalid',
      /"kind" is empty/,
    );
    const pattern = { answers: { slug: { pattern: '(' } } };
    await refused(
      await bench.template({ slug: 'x', _bellhop: pattern }, FILES),
      'template-invalid',
      /pattern/,
    );
    await refused(await bench.template({ slug: 'x' }, {}), 'template-missing', /no folder such as/);
    const file = await bench.template({ slug: 'x' }, {});
    await writeFile(path.join(file, SLUG), '');
    await refused(file, 'template-missing', /no folder such as/);
  });
});

describe('answers', () => {
  before(() => bench.open());
  after(() => bench.close());

  it('proposes defaults from the earlier answers', async () => {
    const template = await openTemplate(
      await bench.template(
        {
          name: 'My Model',
          slug: "{{ cookiecutter.name.lower().replace(' ', '-') }}",
          kind: ['{{ cookiecutter.slug }}', 'b'],
        },
        FILES,
      ),
    );
    assert.equal(defaultAnswer(template, none, 'slug'), 'my-model');
    const answers = new Map([['name', 'Ærø']]);
    assert.equal(defaultAnswer(template, answers, 'slug'), 'ærø');
    assert.equal(defaultAnswer(template, answers, 'kind'), 'ærø');
    // What a person typed is text, not a template.
    assert.equal(defaultAnswer(template, new Map([['name', '{{ 1 + 1 }}']]), 'slug'), '{{-1-+-1-}}');
  });

  it('checks yes or no, choices and one line of text', async () => {
    const template = await openTemplate(
      await bench.template({ slug: 'x', docs: true, kind: ['a', '{{ cookiecutter.slug }}'] }, FILES),
    );
    const check = (name: string, value: string) => checkAnswer(template, none, name, value);
    for (const word of ['1', 'True', 't', 'YES', 'y', 'on', '0', 'false', 'f', 'No', 'n', 'off']) {
      assert.equal(check('docs', word), undefined, word);
    }
    assert.equal(check('docs', 'perhaps'), 'Answer yes or no.');
    for (const choice of ['a', 'x', '{{ cookiecutter.slug }}']) {
      assert.equal(check('kind', choice), undefined);
    }
    assert.equal(check('kind', 'c'), 'Choose one of a, x.');
    assert.equal(check('slug', 'any "text" & æøå 100%'), undefined);
    assert.match(check('slug', 'two\nlines') ?? '', /One line/);
    assert.match(check('nothing', '') ?? '', /does not ask "nothing"/);
  });

  it('marks what few people care about, which _bellhop lists', async () => {
    const context = { name: 'x', author: 'y', _bellhop: { more: ['author'] } };
    const { questions } = await openTemplate(await bench.template({ slug: 'x', ...context }, FILES));
    assert.deepEqual(
      questions.filter(({ isMore }) => isMore).map(({ name }) => name),
      ['author'],
    );
    const broken = await bench.template({ slug: 'x', _bellhop: { more: 'author' } }, FILES);
    await assert.rejects(openTemplate(broken), /"_bellhop\.more" must be a list/);
  });

  it('holds answers to the rules of _bellhop, and a slow pattern to its time', async () => {
    const answers = {
      slug: { pattern: '^[a-z][a-z0-9_]*$', message: 'A package name, please.', reserved: ['test'] },
      slow: { pattern: '^(a+)+$' },
    };
    const template = await openTemplate(
      await bench.template({ slug: 'x', slow: 'a', _bellhop: { answers } }, FILES),
    );
    const check = (name: string, value: string) => checkAnswer(template, none, name, value);
    assert.equal(check('slug', 'fine_1'), undefined);
    assert.equal(check('slug', '1st'), 'A package name, please.');
    assert.match(check('slug', 'test') ?? '', /reserved/);
    assert.match(check('slug', 'a'.repeat(201)) ?? '', /200 characters/);
    assert.equal(check('slow', 'aaa'), undefined);
    const start = performance.now();
    assert.match(check('slow', `${'a'.repeat(60)}!`) ?? '', /does not match/);
    assert.ok(performance.now() - start < 5000);
  });
});
