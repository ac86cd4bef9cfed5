import * as vscode from 'vscode';
import { isRecord } from '../../contract/version';
import { requireTrust, showError } from '../editor/commands.vscode';
import { withProgress } from '../editor/progress.vscode';
import { interpreterHints } from '../environment/interpreterHints.vscode';
import { servingPython } from '../environment/servingPython';
import type { Project } from '../projects/project';
import { Scorers, type ScorerState } from './scorers';

/** The scorers as the editor shows them: progress while one starts, a log channel, a message when one crashes. */
export class ScorersInEditor implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<Project>();
  private readonly scorers: Scorers;

  /** The state of a project's scorer changed. */
  readonly onDidChange = this.changed.event;

  constructor(script: string, log: vscode.LogOutputChannel) {
    this.scorers = new Scorers({
      script,
      port: (project) =>
        vscode.workspace.getConfiguration('bellhop.scorer', uriOf(project)).get<number>('port', 0),
      python: (project, signal) => servingPython(project, () => interpreterHints(project.folder), signal),
      onDidChange: (project) => this.changed.fire(project),
      onLog: (project, line) => writeLog(log, project, line),
      onCrash: (project, failure) => void showError(failure, log, [project]),
      onRefused: (project, failure) => void showError(failure, log, [project]),
    });
  }

  state(project: Project): ScorerState {
    return this.scorers.state(project);
  }

  /** Starts the project's scorer with a progress notification that can cancel, and gives its URL. */
  start(project: Project): Promise<string> {
    return withProgress(vscode.l10n.t('Starting the scorer of {0}', project.name), (signal) =>
      this.ensureStarted(project, signal),
    );
  }

  /** Starts the project's scorer, for callers that show progress themselves, and gives its URL. */
  ensureStarted(project: Project, signal: AbortSignal): Promise<string> {
    requireTrust(vscode.l10n.t('The scorer'));
    return this.scorers.start(project, signal);
  }

  stop(project: Project): Promise<void> {
    return this.scorers.stop(project);
  }

  async restart(project: Project): Promise<string> {
    await this.stop(project);
    return this.start(project);
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

function uriOf(project: Project): vscode.Uri {
  return vscode.Uri.file(project.folder);
}

/** Writes one line of a scorer's log at its own level. */
function writeLog(log: vscode.LogOutputChannel, project: Project, line: string): void {
  const entry = parse(line);
  const level = entry?.['level'];
  const write =
    level === 'error' ? log.error.bind(log) : level === 'warn' ? log.warn.bind(log) : log.info.bind(log);
  if (!entry) {
    write(`[${project.name}] ${line}`);
    return;
  }
  const shown = Object.entries(entry).filter(([key]) => !['time', 'level', 'message'].includes(key));
  const details = shown.map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  write([`[${project.name}]`, String(entry['message']), ...details].join(' '));
}

function parse(line: string): Record<string, unknown> | undefined {
  try {
    const entry: unknown = JSON.parse(line);
    return isRecord(entry) ? entry : undefined;
  } catch {
    return undefined;
  }
}
