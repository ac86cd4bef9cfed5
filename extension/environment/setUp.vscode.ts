import path from 'node:path';
import * as vscode from 'vscode';
import { requireTrust } from '../editor/commands.vscode';
import { heading, runAsTask } from '../editor/taskTerminal.vscode';
import type { ModelProject } from '../projects/project';
import { confirmInstall, environmentOf } from './environment.vscode';
import { activatePython } from './pythonExtension.vscode';
import { setUpLines, setUpProject, type SetUpResult } from './setUp';

/**
 * "Set Up Project": makes a fresh clone ready for work: environment, git hooks, the Python extension's interpreter; says
 * what data is missing and where it comes from.
 */
export async function setUpInEditor(
  project: ModelProject,
  log: vscode.LogOutputChannel,
  ending: AbortSignal,
): Promise<void> {
  requireTrust(vscode.l10n.t('Set Up Project'));
  const environment = await environmentOf(project, log);
  const question = vscode.l10n.t('Install the packages of {0} into its .venv?', project.name);
  await confirmInstall(question, environment, environment.install);
  const name = vscode.l10n.t('Set Up {0}', project.name);
  const title = vscode.l10n.t('Setting up {0}', project.name);
  const options = { name, title, kind: 'setUp', folder: project.folder, ending };
  const done = await runAsTask(options, async (write, signal) => {
    const report = { onStep: (step: string) => write(heading(step)), onOutput: write };
    const result = await setUpProject(project, environment, report, signal);
    write(`\n${setUpLines(result).join('\n')}\n`);
    return result;
  });
  await activatePython(project.folder, done.python);
  await tell(project, done);
}

async function tell(project: ModelProject, { hooks, missing }: SetUpResult): Promise<void> {
  const parts = [vscode.l10n.t('{0} is set up.', project.name)];
  if (hooks?.installed === false) {
    parts.push(vscode.l10n.t('The git hooks are not installed: {0}.', hooks.why ?? ''));
  }
  const [first] = missing;
  if (!first) {
    void vscode.window.showInformationMessage(parts.join(' '));
    return;
  }
  const files = missing.map(({ file, from }) => `${file} (${from.replace(/\.$/, '')})`).join('; ');
  parts.push(vscode.l10n.t('Missing data: {0}. Scoring needs none; training does.', files));
  const show = vscode.l10n.t('Show Folder');
  if ((await vscode.window.showWarningMessage(parts.join(' '), show)) !== show) return;
  // The file itself is not there; what tells of it may lie beside it.
  const folder = path.dirname(path.join(project.folder, ...first.file.split('/')));
  await vscode.commands.executeCommand('revealInExplorer', vscode.Uri.file(folder));
}
