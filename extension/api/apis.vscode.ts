import path from 'node:path';
import * as vscode from 'vscode';
import { requireTrust, showError } from '../editor/commands.vscode';
import { withProgress } from '../editor/progress.vscode';
import { interpreterHints } from '../environment/interpreterHints.vscode';
import { editorLogins } from '../packageIndex/editorLogins.vscode';
import type { Project } from '../projects/project';
import type { ScorerKind, StartScorer } from '../scorer/scorer';
import { writeLog } from '../scorer/scorerLog.vscode';
import { Scorers, type ScorerState } from '../scorer/scorers';
import type { ApiProject } from './apiProject';

interface ApisOptions {
  /** Bellhop's own root: holds `dist/keeper.js`. */
  root: string;
  secrets: vscode.SecretStorage;
  log: vscode.LogOutputChannel;
}

/** The APIs that run for this window, one a project: in the environment of the project, or in a container. */
export class ApisInEditor implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<Project>();
  private readonly apis: Scorers<ApiProject>;

  /** The state of a project's API changed. */
  readonly onDidChange = this.changed.event;

  constructor(options: ApisOptions) {
    const { log } = options;
    this.apis = new Scorers({
      kinds: kinds(options),
      port: () => 0,
      onDidChange: (project) => this.changed.fire(project),
      onLog: (project, line) => writeLog(log, project, line),
      onCrash: (project, failure) => void showError(failure, log, [project]),
      onRefused: () => undefined,
    });
  }

  state(project: Project): ScorerState {
    return this.apis.state(project);
  }

  /** Runs the project's API with a progress notification that can cancel, ending one of the other kind. */
  async run(project: ApiProject, kind: ScorerKind): Promise<void> {
    const title =
      kind === 'process'
        ? vscode.l10n.t('Starting the API of {0}', project.name)
        : vscode.l10n.t('Starting the API of {0} in a container', project.name);
    const url = await withProgress(title, (signal, onProgress) =>
      this.ensureStarted(project, { kind, signal, onProgress }),
    );
    const open = vscode.l10n.t('Open Documentation');
    const message = vscode.l10n.t('The API of {0} answers at {1}', project.name, url);
    void vscode.window.showInformationMessage(message, open).then(async (chosen) => {
      if (chosen !== open) return;
      await vscode.env.openExternal(await vscode.env.asExternalUri(vscode.Uri.parse(`${url}/docs`)));
    });
  }

  /** Runs the project's API where it does not run, and gives its URL. */
  ensureStarted(project: ApiProject, options: Parameters<Scorers<ApiProject>['start']>[1]): Promise<string> {
    requireTrust(vscode.l10n.t('The API'));
    return this.apis.start(project, options);
  }

  stop(project: Project): Promise<void> {
    return this.apis.stop(project);
  }

  /** Resolves when every API has ended. */
  stopAll(): Promise<void> {
    return this.apis.stopAll();
  }

  dispose(): void {
    this.changed.dispose();
  }
}

/** How an API starts in the editor. What that needs loads on first use. */
function kinds({ root, secrets }: ApisOptions): Record<ScorerKind, StartScorer<ApiProject>> {
  return {
    process: async (project, port, { onLog, onProgress }, signal) => {
      const { prepareApi } = await import('./apiEnvironment');
      const { startApiProcess } = await import('./apiProcess');
      const python = await prepareApi(project, {
        hints: await interpreterHints(project.folder),
        findLogin: editorLogins(secrets, true),
        report: { onStep: onProgress, onOutput: onLog },
        signal,
      });
      onProgress(vscode.l10n.t('Waiting for its model'));
      const keeper = path.join(root, 'dist', 'keeper.js');
      return startApiProcess({ keeper, project, python, port, onLog, signal });
    },
    container: async (project, port, { onLog, onProgress }, signal) => {
      const { runInContainer } = await import('./apiContainer');
      const { containerSettings } = await import('../scorer/containerSettings.vscode');
      const { host, limits } = await containerSettings(vscode.Uri.file(project.folder));
      return runInContainer({
        project,
        host,
        limits,
        hints: await interpreterHints(project.folder),
        findLogin: editorLogins(secrets, true),
        port,
        onLog,
        onProgress,
        signal,
      });
    },
  };
}
