import * as vscode from 'vscode';
import { Failure } from '../../contract/failure';
import type { Projects } from './projects.vscode';

/** "Select Current Project": the one in the folder given, else asks. */
export async function selectProject(projects: Projects, folder: unknown): Promise<void> {
  const named = projects.readable.find((project) => project.folder === folder);
  const chosen = named ?? (await ask(projects));
  if (chosen) projects.choose(chosen);
}

async function ask(projects: Projects) {
  if (projects.readable.length === 0) {
    throw new Failure(
      'no-project',
      vscode.l10n.t('The workspace holds no project.'),
      vscode.l10n.t('Open the folder of one, or make a new one.'),
    );
  }
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
