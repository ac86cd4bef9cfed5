import assert from 'node:assert/strict';
import { createProject, projectPath } from '../../../extension/scaffold/render/createProject';
import {
  checkAnswer,
  defaultAnswer,
  isDefaultUnknown,
  openTemplate,
  type Template,
} from '../../../extension/scaffold/template/template';
import { UnknownExtensions } from '../../../extension/scaffold/template/unknownExtensions';
import { Bench, SLUG } from './makeTemplate';

const bench = new Bench();
const CONTEXT = {
  _extensions: ['local.Shout', 'jinja2_time.TimeExtension', 'other.Tag'],
  name: 'Pear',
  slug: '{{ cookiecutter.name | shout }}',
  package: '{{ cookiecutter.slug }}_package',
  docs: true,
  kind: ['plain', '{{ cookiecutter.name | shout }}'],
  label: '{{ cookiecutter.kind }}',
  more: { key: '{{ cookiecutter.slug }}' },
};

async function open(extensions?: 'ignore'): Promise<Template> {
  const folder = await bench.template(CONTEXT, { [`${SLUG}/a.txt`]: '' });
  return openTemplate(folder, extensions ? { extensions } : {});
}

describe('a template with extensions in Python', () => {
  before(() => bench.open());
  after(() => bench.close());

  it('is refused with their names, for a program and for a person', async () => {
    await assert.rejects(open(), (error: unknown) => {
      assert.ok(error instanceof UnknownExtensions, String(error));
      assert.deepEqual(error.extensions, ['local.Shout', 'other.Tag']);
      assert.match(
        error.message,
        /cookiecutter\.json: "_extensions" names local\.Shout, other\.Tag, written/,
      );
      assert.match(error.next, /cookiecutter itself/);
      return true;
    });
  });

  it('can be asked; a default that only Python can render is empty, and so is what uses it', async () => {
    const template = await open('ignore');
    const answers = new Map([['name', 'Apple']]);
    const proposed = template.questions.map(({ name }) => [
      name,
      defaultAnswer(template, answers, name),
      isDefaultUnknown(template, answers, name),
    ]);
    assert.deepEqual(proposed, [
      ['name', 'Pear', false],
      ['slug', '', true],
      ['package', '', true],
      ['docs', 'yes', false],
      ['kind', 'plain', false],
      ['label', '', true],
      ['more', '', true],
    ]);
    assert.equal(checkAnswer(template, answers, 'slug', ''), undefined);
    assert.equal(checkAnswer(template, answers, 'more', ''), undefined);
    assert.match(checkAnswer(template, answers, 'more', 'no') ?? '', /JSON object/);
  });

  it('keeps a default unknown while the answer that it uses is left empty, and knows it once that is given', async () => {
    const template = await open('ignore');
    const left = new Map([['slug', '']]);
    assert.equal(isDefaultUnknown(template, left, 'package'), true);
    const given = new Map([['slug', 'apple']]);
    assert.equal(isDefaultUnknown(template, given, 'package'), false);
    assert.equal(defaultAnswer(template, given, 'package'), 'apple_package');
    assert.equal(defaultAnswer(template, given, 'more'), '{"key": "apple"}');
    assert.equal(projectPath(template, given, '/out').endsWith('apple'), true);
    assert.throws(() => projectPath(template, left, '/out'), /slug/);
  });

  it('takes a choice as it stands in the file, and no other', async () => {
    const template = await open('ignore');
    const check = (value: string) => checkAnswer(template, new Map(), 'kind', value);
    assert.equal(check('{{ cookiecutter.name | shout }}'), undefined);
    assert.match(check('third') ?? '', /Choose one of plain/);
    assert.match(check('') ?? '', /Choose one of plain/);
  });

  it('is not rendered by Bellhop', async () => {
    const template = await open('ignore');
    const answers = new Map([['slug', 'apple']]);
    await assert.rejects(
      createProject({ template, answers, outputDir: await bench.output() }),
      UnknownExtensions,
    );
  });
});
