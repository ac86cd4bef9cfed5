import { stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { askSteps, type Step } from '../editor/multiStep.vscode';
import { withProgress } from '../editor/progress.vscode';
import { templateFolder } from './bundled';
import { createProject, projectPath, type CreatedProject } from './createProject';
import { commitNewProject, type FirstCommit } from './git';
import { checkAnswer, defaultAnswer, isAsked, openTemplate, type Template } from './template';

const LAST_FOLDER = 'bellhop.newProject.folder';

/** "New Model Project": asks, makes the project, offers to open it. Works in an empty window too. */
export async function newModelProject(root: string, state: vscode.Memento): Promise<void> {
  const template = await openTemplate(await templateFolder(root, 'model'));
  const { answers, outputDir } = await askAll(template, state);
  const { project, commit } = await withProgress(
    vscode.l10n.t('Creating the model project'),
    async (signal, report) => {
      const project = await createProject({ template, answers, outputDir, signal, onProgress: report });
      report(vscode.l10n.t('first commit'));
      return { project, commit: await commitNewProject(project.path, 'Create from the model template') };
    },
  );
  await state.update(LAST_FOLDER, outputDir);
  await offerToOpen(project, commit);
}

async function askAll(
  template: Template,
  state: vscode.Memento,
): Promise<{ answers: Map<string, string>; outputDir: string }> {
  const answers = new Map<string, string>();
  let outputDir = state.get<string>(LAST_FOLDER) ?? likelyFolder();
  const questions = template.questions.map((question): Step => {
    const { name, prompt, choices } = question;
    return {
      prompt,
      ...(choices ? { choices } : {}),
      asked: () => isAsked(template, answers, question),
      value: () => answers.get(name) ?? defaultAnswer(template, answers, name),
      validate: (value) => checkAnswer(template, answers, name, value),
      done: (value) => answers.set(name, value),
    };
  });
  const location: Step = {
    prompt: vscode.l10n.t('The folder to create the project in'),
    value: () => outputDir,
    validate: (folder) => checkFolder(template, answers, folder),
    outcome: (folder) => vscode.l10n.t('Creates {0}', projectPath(template, answers, folder)),
    button: { icon: 'folder-opened', tooltip: vscode.l10n.t('Browse'), run: browse },
    done: (folder) => (outputDir = folder),
  };
  await askSteps(vscode.l10n.t('New Model Project'), [...questions, location]);
  return { answers, outputDir };
}

/** Where projects are kept: beside the one that is open, else at home. */
function likelyFolder(): string {
  const open = vscode.workspace.workspaceFolders?.[0]?.uri;
  return open?.scheme === 'file' ? path.dirname(open.fsPath) : os.homedir();
}

async function checkFolder(
  template: Template,
  answers: ReadonlyMap<string, string>,
  folder: string,
): Promise<string | undefined> {
  if (!path.isAbsolute(folder)) return vscode.l10n.t('Give the whole path of a folder.');
  const found = await stat(folder).catch(() => undefined);
  if (!found?.isDirectory()) return vscode.l10n.t('There is no such folder.');
  const target = projectPath(template, answers, folder);
  const taken = await stat(target).catch(() => undefined);
  return taken
    ? vscode.l10n.t('{0} exists already. Choose another folder or go back to the name.', target)
    : undefined;
}

async function browse(): Promise<string | undefined> {
  const [chosen] =
    (await vscode.window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      openLabel: vscode.l10n.t('Create Here'),
    })) ?? [];
  return chosen?.fsPath;
}

async function offerToOpen(project: CreatedProject, commit: FirstCommit): Promise<void> {
  if (!commit.made) {
    const skipped = vscode.l10n.t('{0} is created, without a first commit: {1}', project.path, commit.why);
    void vscode.window.showWarningMessage(skipped);
  }
  const uri = vscode.Uri.file(project.path);
  const open = (options: object) => vscode.commands.executeCommand('vscode.openFolder', uri, options);
  const add = (): boolean =>
    vscode.workspace.updateWorkspaceFolders(vscode.workspace.workspaceFolders?.length ?? 0, 0, { uri });
  const choices = [
    { label: vscode.l10n.t('Open Here'), run: () => open({ forceReuseWindow: true }) },
    { label: vscode.l10n.t('Open in New Window'), run: () => open({ forceNewWindow: true }) },
    { label: vscode.l10n.t('Add to Workspace'), run: add },
  ];
  const chosen = await vscode.window.showQuickPick(choices, {
    title: vscode.l10n.t('Created {0}', project.path),
    placeHolder: vscode.l10n.t('Where to open it'),
    ignoreFocusOut: true,
  });
  await chosen?.run();
}
