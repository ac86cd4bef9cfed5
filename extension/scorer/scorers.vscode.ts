import path from 'node:path';
import * as vscode from 'vscode';
import { requireTrust, showError } from '../editor/commands.vscode';
import { withProgress } from '../editor/progress.vscode';
import { interpreterHints } from '../environment/interpreterHints.vscode';
import { servingPython } from '../environment/servingPython';
import type { ModelProject, Project } from '../projects/project';
import { containerSettings } from './containerSettings.vscode';
import { offerOrphans } from './orphans.vscode';
import type { ScorerKind, StartScorer } from './scorer';
import { writeLog } from './scorerLog.vscode';
import { startScorer } from './scorerProcess';
import { Scorers, type ScorerState } from './scorers';

/** The scorers as the editor shows them: progress while one starts, a log channel, a message when one crashes. */
export class ScorersInEditor implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<Project>();
  private readonly scorers: Scorers;

  /** The state of a project's scorer changed. */
  readonly onDidChange = this.changed.event;

  /** @param root Bellhop's own root: holds `dist/scorer.js` and `local-server/Dockerfile`. */
  constructor(root: string, log: vscode.LogOutputChannel) {
    this.scorers = new Scorers({
      kinds: kinds(root, log),
      port: (project) =>
        vscode.workspace.getConfiguration('bellhop.scorer', uriOf(project)).get<number>('port', 0),
      onDidChange: (project) => this.changed.fire(project),
      onLog: (project, line) => writeLog(log, project, line),
      onCrash: (project, failure) => void showError(failure, log, [project]),
      onRefused: (project, failure) => void showError(failure, log, [project]),
    });
  }

  state(project: Project): ScorerState {
    return this.scorers.state(project);
  }

  /**
   * Starts the project's scorer with a progress notification that can cancel, ending one of the other kind, and gives
   * its URL.
   */
  start(project: ModelProject, kind: ScorerKind): Promise<string> {
    requireTrust(vscode.l10n.t('The scorer'));
    const title =
      kind === 'process'
        ? vscode.l10n.t('Starting the scorer of {0}', project.name)
        : vscode.l10n.t('Starting the scorer of {0} in a container', project.name);
    return withProgress(title, (signal, onProgress) =>
      this.scorers.start(project, { kind, signal, onProgress }),
    );
  }

  /**
   * Starts the project's scorer of one kind, ending one of the other, for callers that show progress themselves, and gives
   * its URL.
   */
  ensureStarted(project: ModelProject, kind: ScorerKind, signal: AbortSignal): Promise<string> {
    requireTrust(vscode.l10n.t('The scorer'));
    return this.scorers.start(project, { kind, signal });
  }

  stop(project: Project): Promise<void> {
    return this.scorers.stop(project);
  }

  /** Stops the project's scorer and starts it again as what it was. */
  async restart(project: ModelProject): Promise<string> {
    await this.stop(project);
    return this.start(project, this.scorers.kind(project));
  }

  async copyUrl(project: Project): Promise<void> {
    const state = this.state(project);
    if (state.status !== 'running') return;
    await vscode.env.clipboard.writeText(state.url);
    vscode.window.setStatusBarMessage(vscode.l10n.t('Copied {0}', state.url), 3000);
  }

  /** Resolves when every scorer has ended. */
  async stopAll(): Promise<void> {
    await this.scorers.stopAll();
  }

  dispose(): void {
    this.changed.dispose();
  }
}

/** How each kind of scorer starts in the editor. What containers need loads on first use. */
function kinds(root: string, log: vscode.LogOutputChannel): Record<ScorerKind, StartScorer> {
  return {
    process: async (project, port, events, signal) =>
      startScorer({
        ...events,
        script: path.join(root, 'dist', 'scorer.js'),
        project: project.folder,
        artefact: project.artefact,
        python: await servingPython(project, () => interpreterHints(project.folder), signal),
        port,
        signal,
      }),
    container: async (project, port, events, signal) => {
      const { startInContainer } = await import('./container/startInContainer');
      const scorer = await startInContainer({
        root,
        project,
        port,
        settings: await containerSettings(uriOf(project)),
        events,
        onOrphans: (orphans) => void offerOrphans(orphans),
        signal,
      });
      const { name, host, reason } = scorer.engine ?? {};
      log.info(`[${project.name}] ${name}: ${host} (${reason})`);
      return scorer;
    },
  };
}

function uriOf(project: Project): vscode.Uri {
  return vscode.Uri.file(project.folder);
}
