import { randomInt } from 'node:crypto';
import * as vscode from 'vscode';
import { columnsOf, type InputSchema } from '../../../contract/artefact';
import type { DataRow } from '../../../contract/dataRow';
import { Cancelled, Failure } from '../../../contract/failure';
import { requireTrust } from '../../editor/commands.vscode';
import { withProgress } from '../../editor/progress.vscode';
import { environmentOf } from '../../environment/environment.vscode';
import { openArtefact, type ModelProject } from '../../projects/project';
import { drawRows, type Draw, type DrawnData } from './drawRows';
import { readRowNumbers } from './rowNumbers';

/** So many rows are offered at a time. */
const COUNT = 20;
/** So many are taken at a time: a form is no batch; a file of rows is scored as one. */
const MOST_TAKEN = 500;
/** Seeds that numpy takes are below. */
const MOST_SEED = 2 ** 31;

type Way = 'several' | 'number' | 'sample' | 'others';

interface Item extends vscode.QuickPickItem {
  drawn?: DataRow;
  way?: Way;
}

/** What the questions are about. */
interface Question {
  title: string;
  data: DrawnData;
  load: (draw: Draw) => Promise<DrawnData>;
  items: Item[];
}

/**
 * Lets a person choose rows of the project's training data, which the project's own Python loads: one of a few, several of
 * them, some by number, or a random sample. Personal columns are masked in the list.
 *
 * @throws Failure `environment-missing`, and those of `openArtefact` and `drawRows`; Cancelled.
 */
export async function pickDataRows(project: ModelProject, log: vscode.LogOutputChannel): Promise<DataRow[]> {
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
  const load = (draw: Draw): Promise<DrawnData> =>
    withProgress(vscode.l10n.t('Loading the data of {0}', project.name), (signal) =>
      drawRows(project, environment.python, draw, signal),
    );
  const title = vscode.l10n.t('Rows of the Data of {0}', project.name);
  // A first look shows the same rows each time.
  let data = await load({ count: COUNT, seed: 0 });
  for (;;) {
    const items = data.rows.map((drawn) => itemOf(drawn, input));
    const { drawn, way } = await chooseWay({ title, data, load, items });
    if (drawn) return [drawn];
    if (way === 'others') data = await load({ count: COUNT, seed: someSeed() });
    else if (way) return ways[way]({ title, data, load, items });
  }
}

const ways: Record<Exclude<Way, 'others'>, (question: Question) => Promise<DataRow[]>> = {
  several: async ({ title, items }) => {
    const chosen = await vscode.window.showQuickPick(items, {
      title,
      placeHolder: vscode.l10n.t('Check the rows to take'),
      canPickMany: true,
      matchOnDescription: true,
      matchOnDetail: true,
    });
    const rows = chosen?.flatMap(({ drawn }) => drawn ?? []) ?? [];
    if (rows.length === 0) throw new Cancelled();
    return rows;
  },
  number: async ({ title, data: { of }, load }) => {
    const text = await vscode.window.showInputBox({
      title,
      prompt: vscode.l10n.t('The numbers of rows, from 1 to {0}, such as 12, 40-49', of),
      ignoreFocusOut: true,
      validateInput: (typed) => numbersProblem(typed, of),
    });
    const named = text === undefined ? undefined : readRowNumbers(text, of);
    if (typeof named !== 'object') throw new Cancelled();
    return (await load({ only: named.only })).rows;
  },
  sample: async ({ title, data: { of }, load }) => {
    const most = Math.min(of, MOST_TAKEN);
    const text = await vscode.window.showInputBox({
      title,
      prompt: vscode.l10n.t('How many rows, drawn by chance'),
      value: String(Math.min(most, 10)),
      ignoreFocusOut: true,
      validateInput: (typed) =>
        /^\s*\d{1,9}\s*$/.test(typed) && Number(typed) >= 1 && Number(typed) <= most
          ? undefined
          : vscode.l10n.t('Give a whole number from 1 to {0}.', most),
    });
    if (text === undefined) throw new Cancelled();
    return (await load({ count: Number(text), seed: someSeed() })).rows;
  },
};

async function chooseWay({ title, data: { rows, of }, items }: Question): Promise<Item> {
  const way = (icon: string, label: string, name: Way): Item => ({
    label: `$(${icon}) ${label}`,
    alwaysShow: true,
    way: name,
  });
  const several = [
    way('checklist', vscode.l10n.t('Several of These…'), 'several'),
    way('list-ordered', vscode.l10n.t('Rows by Number…'), 'number'),
    way('symbol-numeric', vscode.l10n.t('Random Sample…'), 'sample'),
    ...(of > rows.length ? [way('refresh', vscode.l10n.t('Other Rows…'), 'others')] : []),
  ];
  const line: Item = { label: '', kind: vscode.QuickPickItemKind.Separator };
  const chosen = await vscode.window.showQuickPick([...several, line, ...items], {
    title,
    placeHolder: vscode.l10n.t('{0} of {1} rows, with what happened in each', rows.length, of),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (!chosen) throw new Cancelled();
  return chosen;
}

function numbersProblem(typed: string, of: number): string | undefined {
  const named = readRowNumbers(typed, of);
  if (named === 'format') return vscode.l10n.t('Give numbers and ranges, such as 12, 40-49.');
  if (named === 'range') return vscode.l10n.t('The rows are numbered from 1 to {0}.', of);
  return named.count > MOST_TAKEN ? vscode.l10n.t('Take up to {0} rows.', MOST_TAKEN) : undefined;
}

function someSeed(): number {
  return randomInt(1, MOST_SEED);
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
