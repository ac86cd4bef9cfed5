import path from 'node:path';
import * as vscode from 'vscode';
import type { TesterToHost } from '../../contract/testerMessages';

/** Asks where a file of the page is to go, and writes it there. */
export async function saveFile({
  name,
  kind,
  content,
  encoding,
}: Extract<TesterToHost, { type: 'saveFile' }>): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const file = await vscode.window.showSaveDialog({
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, name) }),
    filters: { [kind.toUpperCase()]: [kind] },
    saveLabel: vscode.l10n.t('Save'),
  });
  if (!file) return;
  await vscode.workspace.fs.writeFile(file, Buffer.from(content, encoding));
  vscode.window.setStatusBarMessage(vscode.l10n.t('Saved {0}', path.basename(file.fsPath)), 3000);
}
