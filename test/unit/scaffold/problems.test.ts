import assert from 'node:assert/strict';
import { createProject } from '../../../extension/scaffold/render/createProject';
import { openTemplate } from '../../../extension/scaffold/template/template';
import { Bench, SLUG } from './makeTemplate';

/** What is wrong in a template, where, and the words of the failure: file, line and variable. */
const PROBLEMS: readonly [what: string, files: Record<string, string>, code: string, words: RegExp][] = [
  [
    'an unknown variable in a text file',
    { [`${SLUG}/src/a.txt`]: 'one\ntwo {{ cookiecutter.nope }}' },
    'template-undefined',
    /slug\}\}\/src\/a\.txt:2: .*'nope'/,
  ],
  [
    'an unknown name in a text file',
    { [`${SLUG}/a.txt`]: '\n\n{% if nope %}{% endif %}' },
    'template-undefined',
    /a\.txt:3: 'nope' is undefined/,
  ],
  [
    'an unknown variable in the name of a file',
    { [`${SLUG}/{{ cookiecutter.nope }}.txt`]: '' },
    'template-undefined',
    /cookiecutter\.nope \}\}\.txt:1: .*'nope'/,
  ],
  [
    'an unknown variable in a default',
    { 'cookiecutter.json': '{"slug": "x", "other": "{{ cookiecutter.nope }}"}' },
    'template-undefined',
    /cookiecutter\.json \("other"\):1: .*'nope'/,
  ],
  [
    'an unknown variable in an included file',
    { [`${SLUG}/a.txt`]: "\n{% include 'part.txt' %}", 'templates/part.txt': '\n\n{{ cookiecutter.nope }}' },
    'template-undefined',
    /^part\.txt:3: .*'nope'/,
  ],
  [
    'an unknown name in a macro of another file',
    {
      [`${SLUG}/a.txt`]: "{% from 'macros.txt' import hello %}\n\n{{ hello() }}",
      'templates/macros.txt': '{% macro hello() %}\n{{ nope }}{% endmacro %}',
    },
    'template-undefined',
    /^macros\.txt:2: 'nope' is undefined/,
  ],
  [
    'an unknown name behind an include',
    {
      [`${SLUG}/a.txt`]: "{% include 'part.txt' %}\n\n{{ nope }}",
      'templates/part.txt': 'x',
    },
    'template-undefined',
    /a\.txt:3: 'nope' is undefined/,
  ],
  [
    'a syntax error in a text file',
    { [`${SLUG}/a.txt`]: 'one\n{% if x' },
    'template-syntax',
    /a\.txt:2: a tag is not closed/,
  ],
  [
    'a syntax error in the name of a file',
    { [`${SLUG}/{{ cookiecutter.}}`]: '' },
    'template-syntax',
    /cookiecutter\.\}\}:1: expected a name/,
  ],
  [
    'a syntax error in a default',
    { 'cookiecutter.json': '{"slug": "{{ 1 + }}"}' },
    'template-syntax',
    /cookiecutter\.json \("slug"\):1: expected an expression/,
  ],
  [
    'a syntax error in an included file',
    { [`${SLUG}/a.txt`]: "{% include 'part.txt' %}", 'templates/part.txt': '\n{% endif %}' },
    'template-syntax',
    /part\.txt:2: unexpected tag 'endif'/,
  ],
  [
    'a broken cookiecutter.json',
    { 'cookiecutter.json': '{\n"slug": "x",\n}' },
    'template-invalid',
    /cookiecutter\.json:3: .*not valid JSON/,
  ],
];

describe('a problem in a template names file, line and what it is about', () => {
  const bench = new Bench();
  before(() => bench.open());
  after(() => bench.close());

  for (const [what, files, code, words] of PROBLEMS) {
    it(what, async () => {
      const { 'cookiecutter.json': json = '{"slug": "x"}', ...others } = files;
      const folder = await bench.template(json, { [`${SLUG}/README.md`]: '', ...others });
      const create = async () =>
        createProject({
          template: await openTemplate(folder),
          answers: new Map(),
          outputDir: await bench.output(),
        });
      await assert.rejects(create(), { code, message: words });
    });
  }
});
