import path from 'node:path';
import * as vscode from 'vscode';
import { Cancelled } from '../../../contract/failure';
import { requireTrust, signalOf } from '../../editor/commands.vscode';
import { openArtefact, type ModelProject } from '../../projects/project';
import type { Targets } from '../targets/targets';
import { rowFilters } from './rowFilters.vscode';
import { proposedOutput, scoreFile, type FileProgress, type FileResult } from './scoreFile';

/** "Score a File": every row of a file against the project's chosen target, into a new file. */
export async function scoreWholeFile(
  project: ModelProject,
  targets: Targets,
  argument: unknown,
): Promise<void> {
  requireTrust(vscode.l10n.t('Scoring a file'));
  const input = argument instanceof vscode.Uri ? argument.fsPath : await askInput(project);
  const model = await openArtefact(project);
  const output = await askOutput(input);
  const title = vscode.l10n.t(
    'Scoring {0} at {1}',
    path.basename(input),
    targets.chosen(project)?.title ?? project.name,
  );
  const result = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (progress, token) => {
      const signal = signalOf(token);
      const destination = await targets.reach(project, signal);
      let shown = 0;
      const onProgress = (now: FileProgress): void => {
        progress.report({ message: progressWords(now), increment: 100 * (now.share - shown) });
        shown = now.share;
      };
      return scoreFile({ input, output, model, destination, signal, onProgress });
    },
  );
  tell(result, output);
  if (result.stopped) throw result.stopped;
}

async function askInput({ folder }: ModelProject): Promise<string> {
  const [chosen] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Score a File'),
      defaultUri: vscode.Uri.file(folder),
      filters: rowFilters(),
    })) ?? [];
  if (!chosen) throw new Cancelled();
  return chosen.fsPath;
}

async function askOutput(input: string): Promise<string> {
  const chosen = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Where the Scores Go'),
    defaultUri: vscode.Uri.file(proposedOutput(input)),
    filters: { CSV: ['csv', 'tsv', 'txt'] },
  });
  if (!chosen) throw new Cancelled();
  return chosen.fsPath;
}

function progressWords({ rows, failed, rowsPerSecond }: FileProgress): string {
  const speed = vscode.l10n.t('{0} rows, {1} a second', rows, Math.round(rowsPerSecond));
  return failed === 0 ? speed : vscode.l10n.t('{0}, {1} failed', speed, failed);
}

/** What was done, and what can be looked at. */
function tell({ rows, failed, rowsPerSecond, failures, stopped }: FileResult, output: string): void {
  const open = vscode.l10n.t('Open');
  const list = vscode.l10n.t('List Failed Rows');
  const file = path.basename(output);
  const words =
    stopped === undefined
      ? vscode.l10n.t('{0} holds {1} rows, {2} of them failed.', file, rows, failed)
      : vscode.l10n.t('Stopped early: {0} holds the first {1} rows, {2} of them failed.', file, rows, failed);
  const speed = vscode.l10n.t('{0} rows a second.', Math.round(rowsPerSecond));
  const show =
    stopped === undefined ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
  if (rows > 0) {
    void show(`${words} ${speed}`, open, ...(failed > 0 ? [list] : [])).then(async (chosen) => {
      if (chosen === open) await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(output));
      if (chosen === list) await showFailures(failures, failed);
    });
  }
}

async function showFailures(failures: FileResult['failures'], failed: number): Promise<void> {
  const lines = failures.map(({ row, error }) => vscode.l10n.t('Row {0}: {1}', row, error));
  const more = failed > failures.length ? [vscode.l10n.t('and {0} more', failed - failures.length)] : [];
  const content = [...lines, ...more].join('\n');
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content }));
}
