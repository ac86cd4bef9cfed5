import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { compareVersions } from '../../../extension/evaluation/compareVersions';
import { findEvaluations } from '../../../extension/evaluation/evaluations';
import { readEvaluationMessage } from '../../../extension/evaluation/evaluationMessage';

const released = path.resolve(import.meta.dirname, '../../fixtures/released/evaluation.schema-1.json');

describe('compareVersions', () => {
  it('orders versions as pip does, after what is none', () => {
    const ordered = [
      'next',
      '0.9',
      '1.0.dev1',
      '1.0a1',
      '1.0rc1',
      '1.0',
      '1.0.post1',
      '1.0.1',
      '1.2',
      '1.10',
      '2.0.0rc2',
      '2',
    ];
    const mixed = [...ordered].sort((a, b) => (a < b ? 1 : -1));
    assert.deepEqual(mixed.sort(compareVersions), ordered);
    assert.equal(compareVersions('1.0', '1.0.0'), 0);
  });
});

describe('findEvaluations', () => {
  let project: string;
  beforeEach(async () => (project = await mkdtemp(path.join(tmpdir(), 'bellhop-evaluation-'))));
  afterEach(() => rm(project, { recursive: true, force: true }));

  async function report(version: string, changes: Record<string, unknown> = {}): Promise<string> {
    const folder = path.join(project, 'reports', version);
    await mkdir(folder, { recursive: true });
    const document = JSON.parse(await readFile(released, 'utf8')) as Record<string, unknown>;
    await writeFile(
      path.join(folder, 'evaluation.json'),
      JSON.stringify({ ...document, version, ...changes }),
    );
    return folder;
  }

  it('finds none in a project that was never trained', async () => {
    assert.deepEqual(await findEvaluations(project, '0.1.0'), { others: [], problems: [] });
  });

  it('shows the version of the model, and the ones before it from the newest on', async () => {
    for (const version of ['0.9.0', '0.10.0', '0.2.0', '1.0.0']) await report(version);
    const { shown, others, problems } = await findEvaluations(project, '0.10.0');
    assert.equal(shown?.evaluation.version, '0.10.0');
    assert.equal(shown.folder, path.join(project, 'reports', '0.10.0'));
    assert.deepEqual(
      others.map(({ version }) => version),
      ['0.9.0', '0.2.0', '1.0.0'],
    );
    assert.deepEqual(problems, []);
  });

  it('shows the newest where the model has none, or none is trained', async () => {
    for (const version of ['0.9.0', '0.10.0']) await report(version);
    assert.equal((await findEvaluations(project, '0.11.0')).shown?.evaluation.version, '0.10.0');
    assert.equal((await findEvaluations(project)).shown?.evaluation.version, '0.10.0');
  });

  it('brings the model card along', async () => {
    const folder = await report('0.1.0');
    assert.equal((await findEvaluations(project)).shown?.card, undefined);
    await writeFile(path.join(folder, 'model-card.md'), '# Motor\n');
    assert.equal((await findEvaluations(project)).shown?.card, '# Motor\n');
  });

  it('tells which report cannot be read and shows the others', async () => {
    await report('0.1.0');
    await report('0.2.0', { schema: 9 });
    await writeFile(path.join(await report('0.3.0'), 'evaluation.json'), '{"schema": 1');
    await writeFile(path.join(await report('0.4.0'), 'evaluation.json'), ' '.repeat(4_000_001));
    await writeFile(path.join(project, 'reports', 'notes.md'), '');
    await mkdir(path.join(project, 'reports', 'empty'));
    const { shown, problems } = await findEvaluations(project, '0.2.0');
    assert.equal(shown?.evaluation.version, '0.1.0');
    assert.deepEqual(
      problems.map(({ code, message }) => [code, message.split(/ (has|is|could) /)[0]]).sort(),
      [
        ['evaluation-broken', 'reports/0.3.0/evaluation.json'],
        ['evaluation-unreadable', 'reports/0.4.0/evaluation.json'],
        ['schema-newer', 'reports/0.2.0/evaluation.json'],
      ],
    );
  });
});

describe('readEvaluationMessage', () => {
  it('reads what the page sends and drops whatever else comes', () => {
    for (const type of ['ready', 'train', 'openCard']) {
      assert.deepEqual(readEvaluationMessage({ type, more: 1 }), { type });
    }
    for (const value of [undefined, null, 'train', [], {}, { type: 'constructor' }, { type: ['train'] }]) {
      assert.equal(readEvaluationMessage(value), undefined);
    }
  });
});
