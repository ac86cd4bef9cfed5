import * as vscode from 'vscode';
import { noProject, type Projects } from './projects.vscode';

/** "Select Current Project": the one in the folder given, else asks. */
export async function selectProject(projects: Projects, folder: unknown): Promise<void> {
  await projects.ready;
  const named = projects.readable.find((project) => project.folder === folder);
  const chosen = named ?? (await ask(projects));
  if (chosen) projects.choose(chosen);
}

async function ask(projects: Projects) {
  if (projects.readable.length === 0) throw noProject();
  const items = projects.readable.map((project) => ({
    label: project.name,
    description: project === projects.current ? vscode.l10n.t('current') : '',
    detail: project.folder,
    project,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Select Current Project'),
    placeHolder: vscode.l10n.t('Commands, status bar and request tester act on the current project'),
    matchOnDetail: true,
  });
  return chosen?.project;
}
