import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { RowValidator } from '../../../contract/rows';
import { Cancelled } from '../../../contract/failure';
import { openProject, requireModel, type ModelProject } from '../../../extension/projects/project';
import { drawRows, readDrawn, type DrawnData } from '../../../extension/requests/data/drawRows';
import { failureOf } from '../../failureOf';
import { artefactOf, makeModelProject } from './modelProject';
import { modelPython } from './pythonEnvironment';

describe('rows of the data of a model project', function () {
  this.timeout('5m');
  let outputDir: string;
  let python: string;
  const path0 = process.env['PYTHONPATH'];

  before(async () => {
    outputDir = await mkdtemp(path.join(tmpdir(), 'bellhop-rows-'));
    python = await modelPython();
  });
  after(async () => {
    if (path0 === undefined) delete process.env['PYTHONPATH'];
    else process.env['PYTHONPATH'] = path0;
    await rm(outputDir, { recursive: true, force: true });
  });

  async function make(name: string, answers: Record<string, string>): Promise<ModelProject> {
    const { folder } = await makeModelProject(outputDir, { project_name: name, ...answers });
    // As if it was installed, editable.
    process.env['PYTHONPATH'] = path.join(folder, 'src');
    return requireModel(await openProject(folder));
  }
  const draw = (
    project: ModelProject,
    count = 20,
    seed = 0,
    signal = new AbortController().signal,
  ): Promise<DrawnData> => drawRows(project, python, { count, seed }, signal);
  const named = async (project: ModelProject, only: string): Promise<DrawnData> =>
    drawRows(project, python, { only }, new AbortController().signal);
  const replace = async (file: string, change: (text: string) => string): Promise<void> => {
    const text = await readFile(file, 'utf8');
    assert.notEqual(change(text), text);
    await writeFile(file, change(text));
  };

  it('are those of the file, with what happened in each, and others with another seed', async () => {
    const project = await make('Frequency', { task: 'frequency' });
    const { rows, of } = await draw(project);
    assert.deepEqual([rows.length, of], [20, 2182]);
    const lines = (await readFile(path.join(project.folder, 'data/swedish-motor-1977.csv'), 'utf8')).split(
      '\n',
    );
    const names = lines[0]?.trim().replaceAll('"', '').split(',') ?? [];
    for (const { number, row, actual, isPrivate } of rows) {
      const cells = lines[number]?.trim().split(',') ?? [];
      const cell = (name: string): string => cells[names.indexOf(name)] ?? '';
      assert.deepEqual(row, {
        Kilometres: cell('Kilometres'),
        Zone: cell('Zone'),
        Bonus: Number(cell('Bonus')),
        Make: cell('Make'),
      });
      assert.equal(actual, Number(cell('Claims')) / Number(cell('Insured')));
      assert.equal(isPrivate, true);
    }
    assert.notDeepEqual((await draw(project, 20, 1)).rows, rows);
    const [third = assert.fail()] = rows.slice(2);
    const chosen = await named(project, `2180-3000,${third.number},1-2`);
    assert.deepEqual(
      chosen.rows.map(({ number }) => number),
      [1, 2, third.number, 2180, 2181, 2182],
    );
    assert.deepEqual([chosen.rows[2], chosen.of], [third, 2182]);
    assert.deepEqual((await named(project, '5000')).rows, []);
    await assert.rejects(draw(project, 20, 0, AbortSignal.abort()), Cancelled);
  });

  it('hold labels, nulls and dates as the model takes them; a dataset may say that they are to be shared', async () => {
    const project = await make('Renewals', { task: 'classification' });
    const dataset = path.join(project.folder, 'src', project.packageName, 'dataset.py');
    await replace(dataset, (text) =>
      text.replace('    def load_training_data', '    shareable = True\n\n    def load_training_data'),
    );
    await replace(dataset, (text) =>
      text.replace('policies = self.read()', 'print("Loading")\n        policies = self.read()'),
    );
    const { rows, of } = await draw(project, 5000);
    assert.deepEqual([rows.length, of], [3000, 3000]);
    assert.deepEqual(new Set(rows.map(({ actual }) => actual)), new Set(['renews', 'leaves']));
    assert.ok(rows.every(({ isPrivate }) => !isPrivate));
    const { input } = await artefactOf({ ...project, artefactFolder: project.artefact });
    assert.deepEqual(new RowValidator(input).check(rows.map(({ row }) => row)).problems, []);
  });

  it('are missing with a reason: no file, nothing filled in, an older framework', async () => {
    const project = await make('Severity', { task: 'severity' });
    await rm(path.join(project.folder, 'data/swedish-motor-1977.csv'));
    const noFile = await failureOf(draw(project), 'data-missing');
    assert.match(noFile.message, /The data of Severity could not be loaded: .*swedish-motor-1977\.csv/);
    assert.ok(noFile.next.startsWith(path.join(project.folder, 'data', 'README.md')), noFile.next);

    const own = await make('Own', { data: 'empty' });
    assert.match(
      (await failureOf(draw(own), 'data-missing')).message,
      /Fill in load_training_data in dataset\.py/,
    );

    const command = path.join(project.folder, 'src', project.packageName, 'framework', 'command_line.py');
    process.env['PYTHONPATH'] = path.join(project.folder, 'src');
    await replace(command, (text) => text.replace('"--only"', '"--lines"'));
    assert.match((await failureOf(named(project, '1'), 'rows-unknown')).message, /older than this Bellhop/);
    await replace(command, (text) => text.replace('add_parser("rows"', 'add_parser("lines"'));
    assert.match((await failureOf(draw(project), 'rows-unknown')).message, /older than this Bellhop/);
  });

  it('that are no JSON, or something else, are not taken for rows', () => {
    for (const text of [
      '',
      'Traceback',
      '{"rows":[1],"of":1}',
      '{"rows":[]}',
      '[]',
      '{"rows":[{"number":1}],"of":1}',
    ]) {
      assert.equal(readDrawn(text), undefined, text);
    }
  });
});
