import path from 'node:path';
import * as vscode from 'vscode';
import { RowValidator } from '../../../contract/rows';
import type { Artefact } from '../../../contract/artefact';
import { Cancelled, Failure } from '../../../contract/failure';
import { requireTrust, signalOf } from '../../editor/commands.vscode';
import { openArtefact, type ModelProject } from '../../projects/project';
import type { SavedList } from '../saved/savedList.vscode';
import { pickOther } from '../targets/pickTarget.vscode';
import type { Targets } from '../targets/targets';
import { rowReader } from './cells';
import { compareRows, type NumberedRow } from './compareRows';
import { comparisonText } from './comparisonText';
import { openRows } from './fileRows';
import { showReport } from './report.vscode';
import { rowFilters } from './rowFilters.vscode';
import { toleranceText } from './toleranceText';

/** More rows of a file are not compared: both lists of scores are held in memory. */
const MOST_ROWS = 100_000;

interface Source {
  title: string;
  rows: () => Promise<NumberedRow[]>;
}

/** "Compare Two Targets": the same rows at both, the worst first, in an editor tab. */
export async function compareTargets(
  project: ModelProject,
  { targets, saved }: { targets: Targets; saved: SavedList },
): Promise<void> {
  requireTrust(vscode.l10n.t('Comparing targets'));
  const artefact = await openArtefact(project);
  const picker = { project, targets };
  const a = await pickOther(picker, vscode.l10n.t('Compare: the First Target'));
  const b = await pickOther(picker, vscode.l10n.t('Compare {0} with', a.title), a.id);
  const source = await askSource(project, artefact, saved);
  const { golden, outputs } = artefact;
  const times = await askTolerance(toleranceText(golden, outputs, 1));
  const rows = await source.rows();
  const title = vscode.l10n.t('Comparing {0} with {1}', a.title, b.title);
  const comparison = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (progress, token) => {
      const signal = signalOf(token);
      let shown = 0;
      const onProgress = (share: number): void => {
        progress.report({ increment: 100 * (share - shown) });
        shown = share;
      };
      const reach = (id: string) => () => targets.reach(project, signal, id);
      return compareRows(rows, [reach(a.id), reach(b.id)], { golden, times }, { signal, onProgress });
    },
  );
  const what = { project: project.name, rows: source.title, a: a.title, b: b.title, golden, outputs, times };
  await showReport(`${a.title} - ${b.title}`, comparisonText(comparison, what));
}

async function askSource(
  project: ModelProject,
  { golden, input }: Artefact,
  saved: SavedList,
): Promise<Source> {
  const requests = saved.all
    .filter((each) => each.project.folder === project.folder)
    .flatMap(({ request }) => request?.rows ?? []);
  const own: (vscode.QuickPickItem & { source?: Source })[] = [
    item(
      vscode.l10n.t('Golden rows of the model'),
      golden.rows.map(({ row }) => row),
    ),
    item(vscode.l10n.t('Rows of the saved requests'), requests),
    { label: vscode.l10n.t('A CSV or Parquet file…') },
  ];
  const chosen = await vscode.window.showQuickPick(
    own.filter(({ source, description }) => !source || description !== rowWords(0)),
    { title: vscode.l10n.t('Compare: Which Rows') },
  );
  if (!chosen) throw new Cancelled();
  return chosen.source ?? fileSource(project, input);
}

function item(title: string, given: Record<string, unknown>[]): vscode.QuickPickItem & { source: Source } {
  const rows = given.map((row, index) => ({ number: index + 1, row }));
  return {
    label: title,
    description: rowWords(rows.length),
    source: { title, rows: () => Promise.resolve(rows) },
  };
}

function rowWords(count: number): string {
  return vscode.l10n.t('{0} rows', count);
}

async function fileSource({ folder }: ModelProject, input: Artefact['input']): Promise<Source> {
  const [chosen] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Compare: a File'),
      defaultUri: vscode.Uri.file(folder),
      filters: rowFilters(),
    })) ?? [];
  if (!chosen) throw new Cancelled();
  return { title: path.basename(chosen.fsPath), rows: () => rowsOf(chosen.fsPath, input) };
}

/** The rows of a file that the model takes; the others would only be refused twice. */
async function rowsOf(file: string, input: Artefact['input']): Promise<NumberedRow[]> {
  const opened = await openRows(file, new AbortController().signal);
  try {
    const reader = rowReader(opened.header, input, opened.separator);
    const validator = new RowValidator(input);
    const rows: NumberedRow[] = [];
    let number = 0;
    for await (const batch of opened.batches(1000)) {
      const read = batch.map((cells) => ({ number: ++number, row: reader.row(cells) }));
      rows.push(...read.filter(({ row }) => validator.check([row]).problems.length === 0));
      if (rows.length > MOST_ROWS) throw tooMany();
    }
    return rows;
  } finally {
    await opened.close();
  }
}

async function askTolerance(own: string): Promise<number> {
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('Compare: Tolerance'),
    prompt: vscode.l10n.t(
      '1 is the model’s own tolerance: {0}. 10 allows ten times as much, 0 only equal scores.',
      own,
    ),
    value: '1',
    ignoreFocusOut: true,
    validateInput: (typed) =>
      Number(typed) >= 0 && typed.trim() !== '' ? undefined : vscode.l10n.t('Give a number, 0 or more.'),
  });
  if (text === undefined) throw new Cancelled();
  return Number(text);
}

function tooMany(): Failure {
  return new Failure(
    'rows-too-many',
    vscode.l10n.t('The file holds more than {0} rows.', MOST_ROWS),
    vscode.l10n.t('Compare a sample of it.'),
  );
}
