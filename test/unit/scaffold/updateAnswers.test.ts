import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createProject } from '../../../extension/scaffold/render/createProject';
import { readRecord, RECORD_FILE, type TemplateRecord } from '../../../extension/scaffold/update/record';
import { openTemplate } from '../../../extension/scaffold/template/template';
import { answersForUpdate, recordedAnswers } from '../../../extension/scaffold/update/updateAnswers';
import { Bench, SLUG } from './makeTemplate';

const RECORD: TemplateRecord = { template: 't', commit: 'a'.repeat(40), checkout: null, directory: null };

describe('the answers that a record holds', () => {
  const bench = new Bench();
  before(() => bench.open());
  after(() => bench.close());

  /** Makes a project of a template with these answers, and gives what its record then answers. */
  async function roundTrip(folder: string, answers: Record<string, string>) {
    const template = await openTemplate(folder);
    const outputDir = await bench.output();
    const given = new Map(Object.entries(answers));
    const project = await createProject({ template, answers: given, outputDir, record: RECORD });
    const text = await readFile(path.join(project.path, RECORD_FILE), 'utf8');
    const record = readRecord(text, RECORD_FILE);
    return {
      template,
      project,
      record,
      found: Object.fromEntries(recordedAnswers(template, record.answers)),
    };
  }

  it('are those that were given, of every kind', async () => {
    const context = {
      slug: 'a',
      title: '{{ cookiecutter.slug }}',
      tests: true,
      kind: ['{{ cookiecutter.slug }}-one', 'two'],
      nothing: null,
      more: { deep: { er: '1' } },
      __upper: '{{ cookiecutter.slug.upper() }}',
    };
    const folder = await bench.template(context, { [`${SLUG}/a.txt`]: '' });
    const answers = {
      slug: 'æ',
      title: '{{ not rendered }}',
      tests: 'no',
      kind: 'æ-one',
      nothing: 'x',
      more: '{"deep": {"er": "2"}, "new": [1, 1.5]}',
    };
    const { found, project } = await roundTrip(folder, answers);
    assert.deepEqual(found, answers);
    assert.deepEqual(project.files, [RECORD_FILE, 'a.txt']);
  });

  it('are those of a chosen option of a ccds.json, and of no other', async () => {
    const folder = path.resolve(import.meta.dirname, '..', '..', 'fixtures', 'ccds');
    const template = await openTemplate(folder);
    const storage = template.questions.find(({ choices }) => (choices?.length ?? 0) > 1)?.name ?? '';
    const detail = template.questions.find(({ onlyIf }) => onlyIf?.name === storage);
    assert.ok(detail?.onlyIf, 'the fixture has a question that belongs to an option');
    const answers = { [storage]: detail.onlyIf.choice };
    const { found, project } = await roundTrip(folder, answers);
    assert.deepEqual(found, project.answers);
    assert.ok(detail.name in found);
  });

  it('are no reason to ask again what an option that is not chosen asks', async () => {
    const folder = path.resolve(import.meta.dirname, '..', '..', 'fixtures', 'ccds');
    const { template, record } = await roundTrip(folder, {});
    const { notes } = await answersForUpdate(template, record.answers, new Map([['none', 'x']]));
    assert.deepEqual(notes, ['The template does not ask "none"; the answer is ignored.']);
  });

  it('are not written over the record that a template brings itself', async () => {
    const folder = await bench.template({ slug: 'own' }, { [`${SLUG}/${RECORD_FILE}`]: '{"own": true}\n' });
    const outputDir = await bench.output();
    const options = { template: await openTemplate(folder), answers: new Map(), outputDir, record: RECORD };
    const project = await createProject(options);
    assert.equal(await readFile(path.join(project.path, RECORD_FILE), 'utf8'), '{"own": true}\n');
  });

  it('of another kind than the question has now are asked anew', async () => {
    const folder = await bench.template({ slug: 'a', tests: 'maybe' }, { [`${SLUG}/a.txt`]: '' });
    const { record } = await roundTrip(folder, {});
    await writeFile(path.join(folder, 'cookiecutter.json'), '{"slug": "a", "tests": true}');
    const template = await openTemplate(folder);
    await assert.rejects(answersForUpdate(template, record.answers, new Map()), { code: 'answer-invalid' });
    const asked: string[] = [];
    await answersForUpdate(template, record.answers, new Map(), (_template, answers) => {
      asked.push(...['slug', 'tests'].filter((name) => !answers.has(name)));
      return Promise.resolve();
    });
    assert.deepEqual(asked, ['tests']);
  });
});
