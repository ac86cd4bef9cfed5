import assert from 'node:assert/strict';
import { Dict } from '../../../extension/scaffold/jinja/values';
import { createProject } from '../../../extension/scaffold/render/createProject';
import { defaultAnswer, openTemplate, type Template } from '../../../extension/scaffold/template/template';
import { Bench, SLUG } from './makeTemplate';

const bench = new Bench();
const CONTEXT = {
  slug: 'demo',
  name: 'Name',
  kind: ['a', 'b', 2],
  on: true,
  deep: { a: '1' },
  _bellhop: { answers: { slug: { pattern: '^[a-z{}_. ]+$', reserved: ['evil'] } } },
};

async function open(given: Record<string, string>, replay?: Dict): Promise<Template> {
  const folder = await bench.template(CONTEXT, { [`${SLUG}/a.txt`]: '' });
  return openTemplate(folder, { given: new Map(Object.entries(given)), ...(replay ? { replay } : {}) });
}

// What is rendered from them is held against cookiecutter in the corpus.
describe('answers that a script gives', () => {
  before(() => bench.open());
  after(() => bench.close());

  it('are the defaults from then on, rendered, where a typed answer is taken as it is', async () => {
    const template = await open({ name: '{{ cookiecutter.slug }}!', kind: '2', on: 'no' });
    const none = new Map<string, string>();
    assert.equal(defaultAnswer(template, none, 'name'), 'demo!');
    assert.equal(defaultAnswer(template, none, 'kind'), '2');
    assert.equal(defaultAnswer(template, none, 'on'), 'no');
    assert.deepEqual(Array.from(template.context.given), ['name', 'kind', 'on']);
    const answers = new Map([['name', '{{ cookiecutter.slug }}!']]);
    const made = await createProject({ template, answers, outputDir: await bench.output() });
    assert.equal(made.answers['name'], '{{ cookiecutter.slug }}!');
  });

  it('are refused where they are none of the choices, neither yes nor no, or no object', async () => {
    for (const [name, text, why] of [
      ['kind', 'z', /Choose one of a, b, 2/],
      ['on', 'perhaps', /yes or no/],
      ['deep', 'text', /JSON object/],
      ['deep', '[1]', /JSON object/],
    ] as const) {
      await assert.rejects(open({ [name]: text }), { code: 'answer-invalid', message: why }, text);
    }
  });

  it('are passed over with a word where the template has no such name', async () => {
    const template = await open({ unknown: 'x', template: 'one' });
    assert.deepEqual(template.context.warnings, [
      'The template does not have "unknown"; the answer is ignored.',
    ]);
  });

  it('are held to the rules of the template once they are rendered', async () => {
    const template = await open({ slug: "{{ 'ev' }}il" });
    const made = createProject({ template, answers: new Map(), outputDir: await bench.output() });
    await assert.rejects(made, { code: 'answer-invalid', message: /"evil" is reserved/ });
  });

  it('are refused where a replay file answers the same', async () => {
    const replay = new Dict([['name', 'replayed']]);
    await open({ kind: 'b' }, replay);
    await assert.rejects(open({ name: 'x' }, replay), { code: 'answer-invalid', message: /replay file/ });
  });
});
