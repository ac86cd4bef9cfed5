import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { Cancelled, type Failure } from '../../contract/failure';
import { requireTrust } from '../editor/commands.vscode';
import { withProgress } from '../editor/progress.vscode';
import { findInterpreter } from '../environment/interpreter';
import { interpreterHints } from '../environment/interpreterHints.vscode';
import type { CookiecutterUse, HooksToAccept } from './newProject';
import type { HookRun } from './hooks/runHooks';

const ACCEPTED = 'bellhop.newProject.acceptedHooks';
/** How many acceptances are kept. */
const MOST = 200;

/**
 * Shows the programs that a template brings along and asks whether they may run; once accepted, the same version of
 * the template is not asked for again. Restricted Mode runs none and does not ask.
 *
 * @returns how to run them; undefined when they are declined. Throws Cancelled; Failure `python-…`.
 */
export async function consentToHooks(
  hooks: HooksToAccept,
  state: vscode.Memento,
): Promise<HookRun | undefined> {
  if (!vscode.workspace.isTrusted) return undefined;
  const accepted = state.get<string[]>(ACCEPTED, []);
  if (!accepted.includes(hooks.version)) {
    if (!(await ask(hooks))) return undefined;
    await state.update(ACCEPTED, [hooks.version, ...accepted].slice(0, MOST));
  }
  const isPython = hooks.files.some((file) => file.endsWith('.py'));
  return { python: isPython ? await pythonForTemplates() : '', keepFailed };
}

async function ask({ template, folder, files }: HooksToAccept): Promise<boolean> {
  const run = vscode.l10n.t('Run Them');
  const show = vscode.l10n.t('Show Them');
  const decline = vscode.l10n.t('Create Without Them');
  const question = vscode.l10n.t('The template {0} runs programs of its own. May they run?', template);
  const detail = [
    ...files.map((file) => `• ${file}`),
    '',
    vscode.l10n.t('They can do whatever you can do on this machine. Without them, something may be missing.'),
  ].join('\n');
  let answer = await vscode.window.showWarningMessage(question, { modal: true, detail }, run, show, decline);
  if (answer === show) {
    for (const file of files) {
      await vscode.window.showTextDocument(vscode.Uri.file(path.join(folder, file)), { preview: false });
    }
    // Not modal, so that the programs can be read while the question stands.
    answer = await vscode.window.showWarningMessage(question, run, decline);
  }
  if (answer === undefined) throw new Cancelled();
  return answer === run;
}

/** The interpreter for what a template needs Python for: the one selected. Throws Failure `python-…`. */
export async function pythonForTemplates(): Promise<string> {
  requireTrust(vscode.l10n.t("Running a template's Python"));
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? os.homedir();
  const found = await withProgress(vscode.l10n.t('Looking for Python'), async (signal) =>
    findInterpreter(folder, await interpreterHints(folder), signal),
  );
  return found.path;
}

/** Asks whether the template is trusted to run its Python in cookiecutter. Throws Cancelled where it is not. */
export async function trustCookiecutter({ cookiecutter, reason }: CookiecutterUse): Promise<void> {
  const use = vscode.l10n.t('Use cookiecutter {0}', cookiecutter.version);
  const question = vscode.l10n.t('Do you trust this template to run its own Python?');
  const detail = [
    ...(reason ? [reason.message] : []),
    vscode.l10n.t('It is rendered by cookiecutter {0} of {1}.', cookiecutter.version, cookiecutter.python),
    vscode.l10n.t('Its Python can do whatever you can do on this machine.'),
  ].join('\n\n');
  if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, use)) !== use) {
    throw new Cancelled();
  }
}

async function keepFailed(failure: Failure, project: string): Promise<boolean> {
  const keep = { title: vscode.l10n.t('Keep the Project') };
  const remove = { title: vscode.l10n.t('Remove It'), isCloseAffordance: true };
  const question = vscode.l10n.t('A program of the template failed. Keep what is in {0}?', project);
  const options = { modal: true, detail: failure.message };
  return (await vscode.window.showWarningMessage(question, options, keep, remove)) === keep;
}
