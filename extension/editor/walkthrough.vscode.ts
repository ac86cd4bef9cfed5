import * as vscode from 'vscode';

/**
 * Opens Bellhop's walkthrough. VS Code up to 1.103 knows an extension's walkthroughs only once its welcome page was
 * opened, and shows its own the first time; asked again, it shows the right one. Later ones do not mind.
 */
export async function openWalkthrough(extensionId: string): Promise<void> {
  const open = () =>
    vscode.commands.executeCommand('workbench.action.openWalkthrough', `${extensionId}#start`);
  await open();
  await open();
}
