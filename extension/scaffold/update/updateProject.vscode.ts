import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { requireTrust } from '../../editor/commands.vscode';
import { askSteps } from '../../editor/multiStep.vscode';
import { withProgress } from '../../editor/progress.vscode';
import { exists } from '../../files/exists';
import { noProject, type Projects } from '../../projects/projects.vscode';
import { questionStep } from '../askAnswers.vscode';
import { loadUserConfig } from '../sources/loadUserConfig';
import { RECORD_FILE } from './record';
import type { Template } from '../template/template';
import { planUpdate, type PlannedUpdate } from './update';
import { confirmUpdate } from './updatePreview.vscode';

/**
 * "Update from Template": shows what a new version of the template would change, and writes it when the person agrees.
 * For the project given, else for one of the workspace that has a record of its template.
 */
export async function updateProject(root: string, projects: Projects, argument: unknown): Promise<void> {
  requireTrust(vscode.l10n.t('Update from Template'));
  const folder = await chosenFolder(projects, argument);
  if (folder === undefined) return;
  const name = path.basename(folder);
  const update = await withProgress(
    vscode.l10n.t('Looking for a new version of the template of {0}', name),
    async (signal, report) => {
      const config = await loadUserConfig(process.env, os.homedir());
      return planUpdate({
        folder,
        ask: askTheRest,
        abbreviations: config.abbreviations,
        templateFolders: [path.join(root, 'templates'), config.templatesFolder],
        defaults: config.defaults,
        signal,
        onProgress: report,
      });
    },
  );
  try {
    if (update.upToDate) {
      const message = vscode.l10n.t('{0} has the newest version of its template {1}.', name, update.template);
      void vscode.window.showInformationMessage(message);
    } else if (await confirmUpdate(update)) {
      await withProgress(vscode.l10n.t('Updating {0}', name), (signal) => update.apply(signal));
      await showApplied(update);
    }
  } finally {
    await update.close();
  }
}

/** The project that the command is about; undefined when the person chooses none. */
async function chosenFolder(projects: Projects, argument: unknown): Promise<string | undefined> {
  await projects.ready;
  const named = projects.folderOf(argument);
  if (named !== undefined) return named;
  const workspace = vscode.workspace.workspaceFolders ?? [];
  // A project of another template has a record and no bellhop.json.
  const all = [...projects.all.map(({ folder }) => folder), ...workspace.map(({ uri }) => uri.fsPath)];
  const unique = Array.from(new Set(all));
  const recorded = await Promise.all(unique.map((folder) => exists(path.join(folder, RECORD_FILE))));
  const folders = unique.filter((_folder, at) => recorded[at]);
  const current = projects.current?.folder;
  if (folders.length <= 1) {
    const only = folders[0] ?? current ?? workspace[0]?.uri.fsPath;
    if (only === undefined) throw noProject();
    return only;
  }
  const items = folders.map((folder) => ({
    label: path.basename(folder),
    description: folder === current ? vscode.l10n.t('current') : '',
    detail: folder,
    folder,
  }));
  items.sort((a, b) => Number(b.folder === current) - Number(a.folder === current));
  const title = vscode.l10n.t('Update from Template');
  const placeHolder = vscode.l10n.t('The project to update');
  return (await vscode.window.showQuickPick(items, { title, placeHolder, matchOnDetail: true }))?.folder;
}

/** Asks what the new version of a template wants to know and the record does not say. */
async function askTheRest(template: Template, answers: Map<string, string>): Promise<void> {
  const open = template.questions.filter(({ name }) => !answers.has(name));
  const steps = open.map((question) => questionStep(template, question, answers));
  if (steps.length > 0) await askSteps(vscode.l10n.t('Update from Template'), steps);
}

/** The part of the built-in Git extension's API that is used here. */
interface GitApi {
  openRepository: (root: vscode.Uri) => Promise<{ status: () => Promise<void> } | null>;
}

/** Shows the changes in Source Control, and the first conflict in the merge editor. */
async function showApplied(update: PlannedUpdate): Promise<void> {
  const git = vscode.extensions.getExtension<{ getAPI: (version: 1) => GitApi }>('vscode.git');
  const api = (await git?.activate())?.getAPI(1);
  const repository = await api?.openRepository(vscode.Uri.file(update.project));
  await repository?.status();
  await vscode.commands.executeCommand('workbench.view.scm');
  const conflicts = update.changes.filter(({ kind }) => kind === 'conflict');
  const [first] = conflicts;
  const name = path.basename(update.project);
  if (!first) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('{0} is updated. Review the changes and commit them.', name),
    );
    return;
  }
  const file = vscode.Uri.file(path.join(update.project, first.path));
  const text = await readFile(file.fsPath, 'utf8').catch(() => '');
  // A file that one side deleted, and one that is no text, have no lines to choose from.
  const command = repository && /^<{7} /m.test(text) ? 'git.openMergeEditor' : 'vscode.open';
  await vscode.commands.executeCommand(command, file);
  void vscode.window.showWarningMessage(
    vscode.l10n.t(
      '{0} is updated; files with conflicts: {1}. Resolve them, review the changes and commit them.',
      name,
      conflicts.length,
    ),
  );
}
