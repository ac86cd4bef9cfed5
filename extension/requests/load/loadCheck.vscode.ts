import * as vscode from 'vscode';
import { Cancelled } from '../../../contract/failure';
import { requireTrust, signalOf } from '../../editor/commands.vscode';
import { openArtefact, type ModelProject } from '../../projects/project';
import { showReport } from '../batch/report.vscode';
import type { Targets } from '../targets/targets';
import { isLoopback } from '../targets/urlTarget';
import { loadCheck, MOST_CONNECTIONS, MOST_SECONDS } from './loadCheck';
import { loadText } from './loadText';

/** "Load Check": a short burst of the model's golden rows at the chosen target; not at another machine's unasked. */
export async function checkLoad(project: ModelProject, targets: Targets): Promise<void> {
  requireTrust(vscode.l10n.t('The load check'));
  const { golden } = await openArtefact(project);
  const rows = golden.rows.slice(0, 1).map(({ row }) => row);
  const target = targets.chosen(project)?.title ?? project.name;
  const title = vscode.l10n.t('Load Check of {0}', target);
  const connections = await askNumber(title, vscode.l10n.t('How many connections'), '4', MOST_CONNECTIONS);
  const seconds = await askNumber(title, vscode.l10n.t('For how many seconds'), '5', MOST_SECONDS);
  const destination = await targets.reach(project, new AbortController().signal);
  if (!isLoopback(destination.url)) await confirm(destination.url);
  const result = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    (progress, token) => {
      let shown = 0;
      const onProgress = (share: number): void => {
        progress.report({ increment: 100 * (share - shown) });
        shown = share;
      };
      const body = JSON.stringify({ rows });
      return loadCheck({ destination, body, connections, seconds, signal: signalOf(token), onProgress });
    },
  );
  await showReport(title, loadText(result, { target, rows: rows.length, connections }));
}

async function askNumber(title: string, prompt: string, value: string, most: number): Promise<number> {
  const text = await vscode.window.showInputBox({
    title,
    prompt,
    value,
    ignoreFocusOut: true,
    validateInput: (typed) =>
      /^\d{1,3}$/.test(typed.trim()) && Number(typed) >= 1 && Number(typed) <= most
        ? undefined
        : vscode.l10n.t('Give a whole number from 1 to {0}.', most),
  });
  if (text === undefined) throw new Cancelled();
  return Number(text);
}

/** A burst can bring down what others use. */
async function confirm(url: string): Promise<void> {
  const send = vscode.l10n.t('Send the Burst');
  const { host } = new URL(url);
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('{0} is not this machine. Send a burst of requests there?', host),
    {
      modal: true,
      detail: vscode.l10n.t('Others may use it, and it may go down. Do this only where you may.'),
    },
    send,
  );
  if (answer !== send) throw new Cancelled();
}
