import path from 'node:path';
import * as vscode from 'vscode';
import { Failure } from '../../contract/failure';
import { requireTrust } from '../editor/commands.vscode';
import { withProgress } from '../editor/progress.vscode';
import { heading, runAsTask } from '../editor/taskTerminal.vscode';
import { exists } from '../files/exists';
import type { ModelProject } from '../projects/project';
import { install, packageStep, type Environment } from './environment';
import { confirmInstall, environmentOf } from './environment.vscode';
import { hasJupyterLab, NOTEBOOKS_LOCK, startLab, type Lab } from './jupyterLab';
import { runSteps } from './steps';

/** The Jupyter Labs that this window has started, one a project. */
export class JupyterLabs {
  private readonly labs = new Map<string, Promise<Lab>>();

  private readonly ending = new AbortController();

  constructor(private readonly log: vscode.LogOutputChannel) {}

  /** "Open in Jupyter Lab": starts the project's own where it does not run, and opens it in the browser. */
  async open(project: ModelProject): Promise<void> {
    requireTrust(vscode.l10n.t('Jupyter Lab'));
    let starting = this.labs.get(project.folder);
    if (!starting) {
      starting = this.start(project);
      this.labs.set(project.folder, starting);
      const forget = (): void => {
        if (this.labs.get(project.folder) === starting) this.labs.delete(project.folder);
      };
      starting.then(({ ended }) => void ended.then(forget), forget);
    }
    const { url, token } = await starting;
    const external = await vscode.env.asExternalUri(vscode.Uri.parse(url));
    const lab = external.with({ path: '/lab', query: `token=${token}` });
    await vscode.env.openExternal(lab);
  }

  /** Resolves when all have ended, with their kernels. */
  async stopAll(): Promise<void> {
    this.ending.abort();
    const stop = async (starting: Promise<Lab>): Promise<void> => {
      const lab = await starting.catch(() => undefined);
      await lab?.stop();
    };
    await Promise.all(Array.from(this.labs.values(), stop));
  }

  private async start(project: ModelProject): Promise<Lab> {
    const environment = await environmentOf(project, this.log);
    await this.ensureInstalled(project, environment);
    const { python } = environment;
    return withProgress(vscode.l10n.t('Starting Jupyter Lab of {0}', project.name), (cancel) =>
      startLab({
        python,
        folder: project.folder,
        hosts: externalHosts,
        onLine: (line) => this.log.info(`[${project.name}] ${line}`),
        signal: AbortSignal.any([cancel, this.ending.signal]),
      }),
    );
  }

  /** Offers to install what notebooks need, and what the project itself needs where that is missing too. */
  private async ensureInstalled(project: ModelProject, environment: Environment): Promise<void> {
    const { folder, name } = project;
    if (environment.install.length === 0 && (await hasJupyterLab(environment.python, folder))) return;
    if (!(await exists(path.join(folder, NOTEBOOKS_LOCK)))) {
      throw new Failure(
        'notebooks-missing',
        vscode.l10n.t(
          'The environment of {0} has no Jupyter Lab, and there is no {1}.',
          name,
          NOTEBOOKS_LOCK,
        ),
        vscode.l10n.t('Install jupyterlab and ipykernel into {0}.', environment.python),
      );
    }
    const step = packageStep(folder, environment, NOTEBOOKS_LOCK);
    const question = vscode.l10n.t('Install Jupyter Lab into the environment of {0}?', name);
    await confirmInstall(question, environment, [...environment.install, step]);
    const title = vscode.l10n.t('Installing Jupyter Lab for {0}', name);
    const options = { name: vscode.l10n.t('Jupyter Lab of {0}', name), title, kind: 'notebooks', folder };
    await runAsTask({ ...options, ending: this.ending.signal }, async (write, signal) => {
      const report = { onStep: (text: string) => write(heading(text)), onOutput: write };
      await install(environment, report, signal);
      await runSteps([step], report, signal);
    });
  }
}

/**
 * The name that the editor gives a port of this machine, where the browser is elsewhere.
 *
 * @throws Failure `lab-behind-path` where an editor in the browser puts ports under a path of its own.
 */
async function externalHosts(port: number): Promise<string[]> {
  const uri = await vscode.env.asExternalUri(vscode.Uri.parse(`http://127.0.0.1:${port}`));
  if (uri.path === '' || uri.path === '/') return [uri.authority.replace(/:\d+$/, '')];
  throw new Failure(
    'lab-behind-path',
    vscode.l10n.t('This editor shows ports under a path ({0}), where Jupyter Lab does not work.', uri.path),
    vscode.l10n.t('Start it in a terminal of your own, or open the notebook in the editor.'),
  );
}
