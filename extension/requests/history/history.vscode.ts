import * as vscode from 'vscode';
import { History } from './history';

const SETTING = 'bellhop.requests.history';

/** The history as the editor has it: it follows its setting and what other windows write. */
export function historyInEditor(storage: vscode.Uri): { history: History; disposable: vscode.Disposable } {
  const folder = vscode.Uri.joinPath(storage, 'history');
  const isEnabled = (): boolean =>
    vscode.workspace.getConfiguration().get<boolean>(SETTING, true) && vscode.workspace.isTrusted;
  const history = new History(folder.fsPath, isEnabled);
  const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, '*.json'));
  const changed = (): void => history.changed();
  const disposable = vscode.Disposable.from(
    watcher,
    watcher.onDidCreate(changed),
    watcher.onDidDelete(changed),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(SETTING)) history.changed();
    }),
  );
  return { history, disposable };
}
