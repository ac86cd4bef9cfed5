import * as vscode from 'vscode';
import { Cancelled } from '../../contract/failure';
import { withProgress } from '../editor/progress.vscode';
import type { ModelProject } from '../projects/project';
import { findEnvironment, type Environment } from './environment';
import type { InterpreterSource } from './interpreter';
import { interpreterHints } from './interpreterHints.vscode';
import type { Step } from './steps';

/** Finds the Python environment of a project and notes in the log which it is, and why that one. */
export async function environmentOf(
  project: ModelProject,
  log: vscode.LogOutputChannel,
): Promise<Environment> {
  const environment = await withProgress(vscode.l10n.t('Looking for Python'), async (signal) =>
    findEnvironment(project, await interpreterHints(project.folder), signal),
  );
  const { version, path, source } = environment.interpreter;
  log.info(`${project.name}: Python ${version} at ${path} (${sourceWords(source)})`);
  return environment;
}

/**
 * Asks before anything is installed; with nothing to install it asks nothing.
 *
 * @throws Cancelled where the answer is no.
 */
export async function confirmInstall(
  question: string,
  { interpreter }: Environment,
  steps: readonly Step[],
): Promise<void> {
  if (steps.length === 0) return;
  const yes = vscode.l10n.t('Install');
  const python = vscode.l10n.t('Python {0} {1}', interpreter.version, sourceWords(interpreter.source));
  const detail = [python, ...steps.map(({ title }) => `• ${title}`)].join('\n');
  const answer = await vscode.window.showInformationMessage(question, { modal: true, detail }, yes);
  if (answer !== yes) throw new Cancelled();
}

function sourceWords(source: InterpreterSource): string {
  const words = {
    setting: vscode.l10n.t('from the setting bellhop.python'),
    venv: vscode.l10n.t('of the project, .venv'),
    pythonExtension: vscode.l10n.t('active in the Python extension'),
    uv: vscode.l10n.t('found by uv'),
    path: vscode.l10n.t('on the PATH'),
  };
  return words[source];
}
