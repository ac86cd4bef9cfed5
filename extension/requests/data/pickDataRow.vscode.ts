import { randomInt } from 'node:crypto';
import * as vscode from 'vscode';
import { columnsOf, type InputSchema } from '../../../contract/artefact';
import type { DataRow } from '../../../contract/dataRow';
import { Cancelled, Failure } from '../../../contract/failure';
import { requireTrust } from '../../editor/commands.vscode';
import { withProgress } from '../../editor/progress.vscode';
import { environmentOf } from '../../environment/environment.vscode';
import { openArtefact, type ModelProject } from '../../projects/project';
import { drawRows } from './drawRows';

/** So many rows are offered at a time. */
const COUNT = 20;
/** Seeds that numpy takes are below. */
const MOST_SEED = 2 ** 31;

interface Item extends vscode.QuickPickItem {
  drawn?: DataRow;
}

/**
 * Lets a person choose a row of the project's training data, which the project's own Python loads. Personal columns are
 * masked in the list.
 *
 * @throws Failure `environment-missing`, and those of `openArtefact` and `drawRows`; Cancelled.
 */
export async function pickDataRow(project: ModelProject, log: vscode.LogOutputChannel): Promise<DataRow> {
  requireTrust(vscode.l10n.t('Loading the data'));
  const { input } = await openArtefact(project);
  const environment = await environmentOf(project, log);
  if (environment.install.length > 0) {
    throw new Failure(
      'environment-missing',
      vscode.l10n.t('The Python environment of {0}, which loads its data, is not installed.', project.name),
      vscode.l10n.t('Set the project up first.'),
    );
  }
  // A first look shows the same rows each time.
  for (let seed = 0; ; seed = randomInt(1, MOST_SEED)) {
    const title = vscode.l10n.t('Loading the data of {0}', project.name);
    const { rows, of } = await withProgress(title, (signal) =>
      drawRows(project, environment.python, { count: COUNT, seed }, signal),
    );
    const items: Item[] = rows.map((drawn) => itemOf(drawn, input));
    const others: Item = { label: `$(refresh) ${vscode.l10n.t('Other Rows…')}`, alwaysShow: true };
    const chosen = await vscode.window.showQuickPick(of > rows.length ? [...items, others] : items, {
      title: vscode.l10n.t('A Row of the Data of {0}', project.name),
      placeHolder: vscode.l10n.t('{0} of {1} rows, with what happened in each', rows.length, of),
      matchOnDescription: true,
      matchOnDetail: true,
    });
    if (!chosen) throw new Cancelled();
    if (chosen.drawn) return chosen.drawn;
  }
}

function itemOf(drawn: DataRow, input: InputSchema): Item {
  const { number, row, actual } = drawn;
  const values = columnsOf(input).map(({ name, column }) => {
    const value = row[name] ?? null;
    return `${name} ${column['x-personal'] === true && value !== null ? '•••' : wordsOf(value)}`;
  });
  return {
    label: vscode.l10n.t('Row {0}', number),
    description: vscode.l10n.t('actual: {0}', wordsOf(actual)),
    detail: values.join(', '),
    drawn,
  };
}

function wordsOf(value: unknown): string {
  if (typeof value === 'number') return String(Number(value.toPrecision(6)));
  return typeof value === 'string' ? value : JSON.stringify(value);
}
