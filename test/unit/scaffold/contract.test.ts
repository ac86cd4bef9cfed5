import assert from 'node:assert/strict';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../../../contract/failure';
import { createProject } from '../../../extension/scaffold/render/createProject';
import { nestedTemplates } from '../../../extension/scaffold/template/nestedTemplates';
import { readReplay, writeReplay } from '../../../extension/scaffold/replay';
import { checkAnswer, defaultAnswer, openTemplate } from '../../../extension/scaffold/template/template';
import { readUserConfig } from '../../../extension/scaffold/sources/userConfig';
import { Bench, SLUG } from './makeTemplate';

const bench = new Bench();
const none = new Map<string, string>();
const SHOWN = [`${SLUG}/a.txt`, '{{ cookiecutter | jsonify }}\n{{ _cookiecutter | jsonify }}'] as const;

interface Rendered {
  cookiecutter: Record<string, unknown>;
  original: Record<string, unknown>;
  replay: string;
}

async function rendered(
  folder: string,
  options: Parameters<typeof openTemplate>[1] = {},
  answers: Record<string, string> = {},
): Promise<Rendered> {
  const template = await openTemplate(folder, options);
  const outputDir = await bench.output();
  const made = await createProject({ template, answers: new Map(Object.entries(answers)), outputDir });
  const text = await readFile(path.join(made.path, 'a.txt'), 'utf8');
  const [cookiecutter, original] = text
    .split(/\n(?=\{)/)
    .map((part) => JSON.parse(part) as Rendered['original']);
  assert.ok(cookiecutter && original);
  return { cookiecutter, original, replay: made.replay };
}

function userDefaults(context: object) {
  return { defaults: readUserConfig({ default_context: context }, 'rc', {}, '/home/me').defaults };
}

describe("cookiecutter's contract", () => {
  before(() => bench.open());
  after(() => bench.close());

  it('asks dicts last and proposes them as JSON, from all other answers', async () => {
    const folder = await bench.template(
      { tools: { '{{ cookiecutter.slug }}': ['{{ cookiecutter.name }}', 2] }, slug: 'demo', name: 'Æ' },
      Object.fromEntries([SHOWN]),
    );
    const template = await openTemplate(folder);
    assert.deepEqual(
      template.questions.map(({ name, kind }) => `${name} ${kind}`),
      ['slug text', 'name text', 'tools dict'],
    );
    assert.equal(defaultAnswer(template, new Map([['name', 'Ø']]), 'tools'), '{"demo": ["Ø", "2"]}');
    for (const wrong of ['', '[1]', 'text', '{"a": }']) {
      assert.match(checkAnswer(template, none, 'tools', wrong) ?? '', /JSON object/);
    }
    const { cookiecutter } = await rendered(folder, {}, { tools: '{"mine": {"deep": 1.5}}' });
    assert.deepEqual(cookiecutter['tools'], { mine: { deep: 1.5 } });
  });

  it('keeps null as null, proposes nothing for it, and wants an answer from a person', async () => {
    const folder = await bench.template({ slug: 'demo', n: null }, Object.fromEntries([SHOWN]));
    const template = await openTemplate(folder);
    assert.equal(defaultAnswer(template, none, 'n'), '');
    assert.equal(checkAnswer(template, none, 'n', ''), 'An answer is needed.');
    assert.equal((await rendered(folder)).cookiecutter['n'], null);
    assert.equal((await rendered(folder, {}, { n: 'x' })).cookiecutter['n'], 'x');
  });

  it("takes a person's own defaults before the file's, and given answers before both", async () => {
    const folder = await bench.template(
      {
        slug: 'demo',
        name: 'file',
        kind: ['a', 'b', 'c'],
        on: true,
        deep: { one: { a: '1', b: '2' }, list: ['x'] },
        __rendered: 'r',
      },
      Object.fromEntries([SHOWN]),
    );
    const own = userDefaults({
      name: '{{ cookiecutter.slug }}!',
      kind: 'b',
      on: 'no',
      deep: { one: { b: 'own', c: 'new' }, list: ['y'] },
      unknown: 'ignored',
    });
    const { cookiecutter, original } = await rendered(folder, own);
    assert.equal(cookiecutter['name'], 'demo!');
    assert.equal(cookiecutter['kind'], 'b');
    assert.equal(cookiecutter['on'], false);
    assert.deepEqual(cookiecutter['deep'], { one: { a: '1', b: 'own', c: 'new' }, list: ['y'] });
    assert.ok(!('unknown' in cookiecutter));
    assert.deepEqual(original['kind'], ['b', 'a', 'c']);
    const given = await rendered(folder, own, { name: 'given', kind: 'c', on: 'y' });
    const { name, kind, on } = given.cookiecutter;
    assert.deepEqual([name, kind, on], ['given', 'c', true]);
  });

  it('passes over a default of a person that is no choice, and says so', async () => {
    const folder = await bench.template({ slug: 'demo', kind: ['a', 'b'] }, Object.fromEntries([SHOWN]));
    const template = await openTemplate(folder, userDefaults({ kind: 'z' }));
    assert.match(template.context.warnings.join(), /'z' for 'kind' is none of \['a', 'b'\]/);
    assert.equal(defaultAnswer(template, none, 'kind'), 'a');
  });

  it('renders an earlier run again from its replay file and asks only what is new', async () => {
    const context = { slug: 'demo', name: 'Æ', kind: ['a', 'b'], __up: '{{ cookiecutter.name | upper }}' };
    const folder = await bench.template(context, Object.fromEntries([SHOWN]));
    const first = await rendered(folder, {}, { kind: 'b', name: 'Ærø {{ 1 }}' });
    const file = await writeReplay(path.join(bench.folder, 'replays'), folder, first.replay);
    assert.equal(path.basename(file), `${path.basename(folder)}.json`);
    assert.match(await readFile(file, 'utf8'), /^ {4}"name": "\\u00c6r\\u00f8 \{\{ 1 \}\}",$/m);
    await writeFile(path.join(folder, 'cookiecutter.json'), JSON.stringify({ ...context, extra: 'new' }));
    const replay = await readReplay(file);
    const template = await openTemplate(folder, { replay });
    assert.deepEqual(
      template.questions.map(({ name }) => name),
      ['extra'],
    );
    const again = await rendered(folder, { replay });
    const { name, kind, __up, extra } = again.cookiecutter;
    assert.deepEqual([name, kind, __up, extra], ['Ærø {{ 1 }}', 'b', 'ÆRØ {{ 1 }}', 'new']);
    // As in cookiecutter, the answers stand in for the options.
    assert.equal(again.original['kind'], 'b');
  });

  it('names a replay file that cannot be used', async () => {
    const file = path.join(bench.folder, 'broken.json');
    for (const content of ['{', '[]', '{"cookiecutter": 1}']) {
      await writeFile(file, content);
      await assert.rejects(readReplay(file), { code: 'replay-unreadable', message: /broken\.json/ });
    }
  });

  it('knows where a template came from', async () => {
    const folder = await bench.template({ slug: 'demo' }, Object.fromEntries([SHOWN]));
    const { cookiecutter } = await rendered(folder, { origin: { template: 'gh:a/b', checkout: 'v1' } });
    const { _template, _checkout, _repo_dir } = cookiecutter;
    assert.deepEqual([_template, _checkout, _repo_dir], ['gh:a/b', 'v1', folder]);
  });
});

describe('several templates in one', () => {
  before(() => bench.open());
  after(() => bench.close());

  async function offer(context: object): Promise<string> {
    const folder = await bench.template(context, {});
    await mkdir(path.join(folder, 'inner', 'deep'), { recursive: true });
    return folder;
  }

  it('are offered with title and description', async () => {
    const templates = {
      one: { path: './inner', title: '[b]One[/b]', description: 'The first' },
      two: { path: 'inner/deep' },
    };
    const folder = await offer({ templates });
    assert.deepEqual(await nestedTemplates(folder), [
      { name: 'one', title: 'One', description: 'The first', folder: path.join(folder, 'inner') },
      { name: 'two', title: 'two', description: 'two', folder: path.join(folder, 'inner', 'deep') },
    ]);
  });

  it('are offered in the old way too', async () => {
    const folder = await offer({ template: ['Inner one (./inner)', 'Deep (inner/deep)'] });
    const offered = await nestedTemplates(folder);
    assert.deepEqual(
      offered?.map(({ title, folder: at }) => [title, path.relative(folder, at)]),
      [
        ['Inner one', 'inner'],
        ['Deep', path.join('inner', 'deep')],
      ],
    );
  });

  it('are none for a usual template', async () => {
    assert.equal(await nestedTemplates(await bench.template({ slug: 'x' }, {})), undefined);
  });

  it('may not lie elsewhere, also not through a link', async () => {
    const outside = await bench.output();
    for (const at of [outside, `../${path.basename(outside)}`, 'link']) {
      const folder = await offer({ templates: { a: { path: at } } });
      await symlink(outside, path.join(folder, 'link'));
      await assert.rejects(nestedTemplates(folder), { code: 'template-unsafe' }, at);
    }
    await assert.rejects(nestedTemplates(await offer({ templates: {} })), Failure);
    const missing = await offer({ template: ['a (nowhere)'] });
    await assert.rejects(nestedTemplates(missing), { code: 'template-missing' });
  });
});
