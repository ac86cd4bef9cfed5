import * as vscode from 'vscode';
import type { TesterHistoryEntry } from '../../../contract/testerMessages';
import type { Project } from '../../projects/project';
import type { History } from './history';

/** What can be done with a request of the history. */
export interface HistoryActions {
  /** Puts the rows into the form of the tester; with `send` they are sent at once. */
  recall(id: string, send: boolean): Promise<void>;
  save(id: string): Promise<void>;
}

interface Item extends vscode.QuickPickItem {
  entry?: TesterHistoryEntry;
}

/** Lets a person search the history of a project, and open, send again, save or remove what is found. */
export async function showHistory(
  project: Project,
  history: History,
  actions: HistoryActions,
): Promise<void> {
  if (!history.isEnabled()) return offerSetting();
  const send = { iconPath: new vscode.ThemeIcon('play'), tooltip: vscode.l10n.t('Send Again') };
  const save = { iconPath: new vscode.ThemeIcon('save'), tooltip: vscode.l10n.t('Save as Expectation') };
  const remove = { iconPath: new vscode.ThemeIcon('trash'), tooltip: vscode.l10n.t('Remove') };
  const clear = { iconPath: new vscode.ThemeIcon('clear-all'), tooltip: vscode.l10n.t('Clear the History') };
  const pick = vscode.window.createQuickPick<Item>();
  pick.title = vscode.l10n.t('Requests of {0}', project.name);
  pick.placeholder = vscode.l10n.t(
    'Search by target, result, time or value; Enter puts the values into the form',
  );
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.buttons = [clear];
  const show = async (): Promise<void> => {
    const entries = await history.list(project.folder);
    const none: Item = { label: vscode.l10n.t('No request was sent yet.'), alwaysShow: true };
    pick.items =
      entries.length === 0
        ? [none]
        : entries.map((entry) => ({ ...words(entry), entry, buttons: [send, save, remove] }));
  };
  const run = async (work: () => Promise<void>): Promise<void> => {
    pick.hide();
    await work();
  };
  pick.busy = true;
  pick.show();
  await show();
  pick.busy = false;
  await new Promise<void>((resolve, reject) => {
    const end = (work: Promise<void>): void => void work.then(resolve, reject);
    pick.onDidTriggerButton(() => end(run(() => clearHistory(project, history))));
    pick.onDidTriggerItemButton(({ item: { entry }, button }) => {
      if (!entry) return;
      if (button === remove) void history.remove(entry.id).then(show);
      else if (button === save) end(run(() => actions.save(entry.id)));
      else end(run(() => actions.recall(entry.id, true)));
    });
    pick.onDidAccept(() => {
      const entry = pick.selectedItems[0]?.entry;
      end(run(() => (entry ? actions.recall(entry.id, false) : Promise.resolve())));
    });
    pick.onDidHide(() => {
      pick.dispose();
      // An action that was chosen settles the promise itself; its work began before the picker was hidden.
      setImmediate(resolve);
    });
  });
}

async function clearHistory(project: Project, history: History): Promise<void> {
  const clear = vscode.l10n.t('Clear');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('Forget every request of {0}?', project.name),
    { modal: true },
    clear,
  );
  if (answer === clear) await history.clear(project.folder);
}

async function offerSetting(): Promise<void> {
  const open = vscode.l10n.t('Open Setting');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t('The history is turned off by the setting bellhop.requests.history.'),
    open,
  );
  if (answer === open) {
    await vscode.commands.executeCommand('workbench.action.openSettings', 'bellhop.requests.history');
  }
}

function words({ time, target, status, milliseconds, result, summary, rows }: TesterHistoryEntry): Item {
  const icon = status === 200 ? 'pass' : status === undefined ? 'debug-disconnect' : 'error';
  const took = milliseconds === undefined ? [] : [vscode.l10n.t('{0} ms', Math.round(milliseconds))];
  const many = rows > 1 ? [vscode.l10n.t('{0} rows', rows)] : [];
  const description = [target, new Date(time).toLocaleString(), ...took, ...many].join(' · ');
  return { label: `$(${icon}) ${result}`, description, detail: summary };
}
