import * as vscode from 'vscode';
import type { Artefact } from '../../contract/artefact';
import { Cancelled, Failure, reason } from '../../contract/failure';
import { requireTrust } from '../editor/commands.vscode';
import { withProgress } from '../editor/progress.vscode';
import type { Project } from '../projects/project';
import { findEnvironment, type Environment } from './environment';
import type { InterpreterSource } from './interpreter';
import { activePython } from './pythonExtension.vscode';
import { summary, train } from './train';

/** The projects that are being trained: two trainings would write the same artefact. */
const training = new Set<string>();

/**
 * "Train Model": finds or makes the environment, trains as a task with live output, tells metrics and parity.
 *
 * @param ending aborts when the extension ends, and the training with it.
 */
export async function trainModel(
  project: Project,
  log: vscode.LogOutputChannel,
  ending: AbortSignal,
): Promise<void> {
  requireTrust(vscode.l10n.t('Training'));
  if (training.has(project.folder)) {
    throw new Failure(
      'training-runs',
      vscode.l10n.t('{0} is being trained already.', project.name),
      vscode.l10n.t('Wait for it to end, or cancel it.'),
    );
  }
  training.add(project.folder);
  try {
    const artefact = await prepareAndTrain(project, log, ending);
    const trained = vscode.l10n.t('Trained {0} {1}.', artefact.name, artefact.version);
    void vscode.window.showInformationMessage(`${trained} ${summary(artefact).join(' · ')}`);
  } finally {
    training.delete(project.folder);
  }
}

async function prepareAndTrain(
  project: Project,
  log: vscode.LogOutputChannel,
  ending: AbortSignal,
): Promise<Artefact> {
  const environment = await withProgress(vscode.l10n.t('Looking for Python'), async (signal) =>
    findEnvironment(project, await hints(project), signal),
  );
  const { interpreter, install } = environment;
  log.info(
    `${project.name}: Python ${interpreter.version} at ${interpreter.path} (${sourceWords(interpreter.source)})`,
  );
  if (install.length > 0) await confirmInstall(project, environment);
  return runTask(project, environment, ending);
}

async function hints(project: Project): Promise<{ setting?: string; active?: string }> {
  const setting = vscode.workspace.getConfiguration('bellhop').get<string>('python', '');
  const active = await activePython(project.folder);
  return { ...(setting === '' ? {} : { setting }), ...(active === undefined ? {} : { active }) };
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

async function confirmInstall(project: Project, { interpreter, install }: Environment): Promise<void> {
  const yes = vscode.l10n.t('Install');
  const python = vscode.l10n.t('Python {0} {1}', interpreter.version, sourceWords(interpreter.source));
  const detail = [python, ...install.map(({ title }) => `• ${title}`)].join('\n');
  const question = vscode.l10n.t('Install the packages that train {0} into its .venv?', project.name);
  const answer = await vscode.window.showInformationMessage(question, { modal: true, detail }, yes);
  if (answer !== yes) throw new Cancelled();
}

/** Runs the training as a task; ending the task's terminal or pressing Cancel ends every process of it. */
async function runTask(project: Project, environment: Environment, ending: AbortSignal): Promise<Artefact> {
  const cancel = new AbortController();
  const end = (): void => cancel.abort();
  ending.addEventListener('abort', end);
  const done = new Promise<Artefact>((resolve, reject) => {
    const terminal = new TrainingTerminal(cancel, async (write) => {
      const report = { onStep: (title: string) => write(`\u001b[1m${title}\u001b[0m\n`), onOutput: write };
      try {
        resolve(await train(project, environment, report, cancel.signal));
        return 0;
      } catch (error) {
        write(`\n${reason(error)}\n`);
        reject(error instanceof Error ? error : new Error(reason(error)));
        return 1;
      }
    });
    const task = new vscode.Task(
      { type: 'bellhop', task: 'train' },
      vscode.workspace.getWorkspaceFolder(vscode.Uri.file(project.folder)) ?? vscode.TaskScope.Workspace,
      vscode.l10n.t('Train {0}', project.name),
      'Bellhop',
      new vscode.CustomExecution(() => Promise.resolve(terminal)),
    );
    task.presentationOptions = { reveal: vscode.TaskRevealKind.Always, clear: true };
    vscode.tasks.executeTask(task).then(undefined, reject);
  });
  return withProgress(vscode.l10n.t('Training {0}', project.name), (signal) => {
    signal.addEventListener('abort', end);
    return done;
  }).finally(() => ending.removeEventListener('abort', end));
}

/** The terminal of the training task: shows what `run` writes, and aborts when it is closed or gets Ctrl+C. */
class TrainingTerminal implements vscode.Pseudoterminal {
  private readonly wrote = new vscode.EventEmitter<string>();
  private readonly closed = new vscode.EventEmitter<number>();
  readonly onDidWrite = this.wrote.event;
  readonly onDidClose = this.closed.event;

  constructor(
    private readonly cancel: AbortController,
    private readonly run: (write: (text: string) => void) => Promise<number>,
  ) {}

  open(): void {
    void this.run((text) => this.wrote.fire(text.replace(/\r?\n/g, '\r\n'))).then((status) =>
      this.closed.fire(status),
    );
  }

  close(): void {
    this.cancel.abort();
  }

  handleInput(data: string): void {
    if (data === '\u0003') this.cancel.abort();
  }
}
