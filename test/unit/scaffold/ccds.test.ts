import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createProject, type CreatedProject } from '../../../extension/scaffold/render/createProject';
import {
  checkAnswer,
  defaultAnswer,
  isAsked,
  openTemplate,
} from '../../../extension/scaffold/template/template';
import { Bench, SLUG } from './makeTemplate';

const bench = new Bench();
const CCDS = {
  slug: 'demo',
  storage: [
    { none: 'none' },
    { s3: { bucket: '{{ cookiecutter.slug }}-bucket', profile: 'default' } },
    { local: ['data', '{{ cookiecutter.slug }}/data'] },
  ],
  __prompts__: { storage: 'Where the data lies' },
};
const SHOWN =
  '{{ cookiecutter.storage }} {{ cookiecutter.storage.s3.bucket if cookiecutter.storage.s3 }}{{ gone }}';

async function template(ccds: object = CCDS): Promise<string> {
  const folder = await bench.template(
    { DEPRECATED: 'Use ccds.' },
    { [`${SLUG}/a.txt`]: SHOWN, 'hooks/post_gen_project.py': 'import ccds\n' },
  );
  await writeFile(path.join(folder, 'ccds.json'), JSON.stringify(ccds));
  return folder;
}

async function create(
  typed: Record<string, string>,
  given: Record<string, string> = {},
): Promise<CreatedProject & { text: string }> {
  const made = await createProject({
    template: await openTemplate(await template(), { given: new Map(Object.entries(given)) }),
    answers: new Map(Object.entries(typed)),
    outputDir: await bench.output(),
  });
  return { ...made, text: await readFile(path.join(made.path, 'a.txt'), 'utf8') };
}

// What it renders is held against ccds itself by `npm run test:templates`.
describe("cookiecutter-data-science's ccds.json", () => {
  before(() => bench.open());
  after(() => bench.close());

  it('asks the questions of an option only where that is chosen', async () => {
    const opened = await openTemplate(await template());
    const asked = (answers: Record<string, string>) => {
      const typed = new Map(Object.entries(answers));
      return opened.questions.filter((one) => isAsked(opened, typed, one)).map(({ name }) => name);
    };
    assert.deepEqual(asked({}), ['slug', 'storage']);
    assert.deepEqual(asked({ storage: 's3' }), [
      'slug',
      'storage',
      'storage.s3.bucket',
      'storage.s3.profile',
    ]);
    assert.deepEqual(asked({ storage: 'local' }), ['slug', 'storage', 'storage.local']);
    const [, storage] = opened.questions;
    assert.equal(storage?.prompt, 'Where the data lies');
    assert.deepEqual(
      storage.choices?.map(({ value }) => value),
      ['none', 's3', 'local'],
    );
  });

  it('proposes their defaults from earlier answers, and checks the choice among them', async () => {
    const opened = await openTemplate(await template());
    const answers = new Map([
      ['slug', 'other'],
      ['storage', 's3'],
    ]);
    assert.equal(defaultAnswer(opened, answers, 'storage'), 'none');
    assert.equal(defaultAnswer(opened, answers, 'storage.s3.bucket'), 'other-bucket');
    assert.equal(checkAnswer(opened, answers, 'storage.local', 'other/data'), undefined);
    assert.match(checkAnswer(opened, answers, 'storage.local', 'else') ?? '', /data, other\/data/);
    assert.match(checkAnswer(opened, answers, 'storage', 'azure') ?? '', /none, s3, local/);
  });

  it('renders the choice with its answers, passes over unknown names, and lists the hook that did not run', async () => {
    const { text, answers, declinedHooks } = await create({
      storage: 's3',
      'storage.s3.bucket': 'mine {{ 1 }}',
      'storage.local': 'data',
    });
    assert.equal(text, "{'s3': {'bucket': 'mine {{ 1 }}', 'profile': 'default'}} mine {{ 1 }}");
    assert.deepEqual(answers, {
      slug: 'demo',
      storage: 's3',
      'storage.s3.bucket': 'mine {{ 1 }}',
      'storage.s3.profile': 'default',
    });
    assert.deepEqual(declinedHooks, ['hooks/post_gen_project.py']);
    assert.equal((await create({})).text, "{'none': 'none'} ");
    assert.equal((await create({ storage: 'local' })).text, "{'local': 'data'} ");
  });

  it('takes the choice and the answers to its questions from a script too', async () => {
    const made = await create({}, { storage: 's3', 'storage.s3.bucket': '{{ cookiecutter.slug }}!' });
    assert.equal(made.text, "{'s3': {'bucket': 'demo!', 'profile': 'default'}} demo!");
    const local = await create({}, { storage: 'local', 'storage.local': '{{ cookiecutter.slug }}/data' });
    assert.equal(local.text, "{'local': 'demo/data'} ");
    await assert.rejects(create({}, { storage: 'azure' }), {
      code: 'answer-invalid',
      message: /"azure" to "storage" is refused: Choose one of none, s3, local/,
    });
  });

  it('is refused by name where an option is none', async () => {
    for (const storage of [[{ none: 'none' }, 's3'], [{}], [{ local: [] }]]) {
      const folder = await template({ slug: 'demo', storage });
      await assert.rejects(openTemplate(folder), {
        code: 'template-invalid',
        message: /ccds\.json: .*storage/,
      });
    }
  });
});
