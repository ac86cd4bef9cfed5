import * as vscode from 'vscode';
import type { Artefact } from '../../contract/artefact';
import { Failure } from '../../contract/failure';
import { requireTrust } from '../editor/commands.vscode';
import { OneAtATime } from '../editor/oneAtATime';
import { heading, runAsTask } from '../editor/taskTerminal.vscode';
import type { ModelProject } from '../projects/project';
import type { Environment } from './environment';
import { confirmInstall, environmentOf } from './environment.vscode';
import { summary, train } from './train';

/** The projects that are being trained: two trainings would write the same artefact. */
const training = new OneAtATime();

/**
 * "Train Model": finds or makes the environment, trains as a task with live output, tells metrics and parity.
 *
 * @param ending aborts when the extension ends, and the training with it.
 */
export async function trainModel(
  project: ModelProject,
  log: vscode.LogOutputChannel,
  ending: AbortSignal,
): Promise<void> {
  requireTrust(vscode.l10n.t('Training'));
  const runs = (): Failure =>
    new Failure(
      'training-runs',
      vscode.l10n.t('{0} is being trained already.', project.name),
      vscode.l10n.t('Wait for it to end, or cancel it.'),
    );
  await training.run(project.folder, runs, async () => {
    const artefact = await prepareAndTrain(project, log, ending);
    const trained = vscode.l10n.t('Trained {0} {1}.', artefact.name, artefact.version);
    void offerEvaluation(project, `${trained} ${summary(artefact).join(' · ')}`);
  });
}

/** Says how training ended, with a button for its evaluation. */
async function offerEvaluation(project: ModelProject, message: string): Promise<void> {
  const show = vscode.l10n.t('Show Evaluation');
  const chosen = await vscode.window.showInformationMessage(message, show);
  if (chosen === show) await vscode.commands.executeCommand('bellhop.evaluation.show', project);
}

async function prepareAndTrain(
  project: ModelProject,
  log: vscode.LogOutputChannel,
  ending: AbortSignal,
): Promise<Artefact> {
  const environment = await environmentOf(project, log);
  const question = vscode.l10n.t('Install the packages that train {0} into its .venv?', project.name);
  await confirmInstall(question, environment, environment.install);
  return runTask(project, environment, ending);
}

/** Runs the training as a task; ending the task's terminal or pressing Cancel ends every process of it. */
function runTask(project: ModelProject, environment: Environment, ending: AbortSignal): Promise<Artefact> {
  const name = vscode.l10n.t('Train {0}', project.name);
  const title = vscode.l10n.t('Training {0}', project.name);
  return runAsTask({ name, title, kind: 'train', folder: project.folder, ending }, (write, signal) => {
    const report = { onStep: (step: string) => write(heading(step)), onOutput: write };
    return train(project, environment, report, signal);
  });
}
