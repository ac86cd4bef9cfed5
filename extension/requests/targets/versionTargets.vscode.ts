import path from 'node:path';
import * as vscode from 'vscode';
import { isApiProject } from '../../api/apiProject';
import { Failure } from '../../../contract/failure';
import { requireTrust, showError } from '../../editor/commands.vscode';
import { editorLogins } from '../../packageIndex/editorLogins.vscode';
import type { ModelProject } from '../../projects/project';
import type { Projects } from '../../projects/projects.vscode';
import { writeLog } from '../../scorer/scorerLog.vscode';
import { startScorer } from '../../scorer/scorerProcess';
import { PublishedTargets } from './publishedTargets';

export interface VersionTargetsOptions {
  /** Bellhop's own root: holds `dist/scorer.js`. */
  root: string;
  context: Pick<vscode.ExtensionContext, 'globalState' | 'globalStorageUri' | 'secrets'>;
  projects: Projects;
  log: vscode.LogOutputChannel;
}

/** The published versions of model packages as targets, with the way to add and remove one. */
export class VersionTargets {
  readonly source: PublishedTargets;
  private readonly folder: string;

  constructor(private readonly options: VersionTargetsOptions) {
    const { root, context, log } = options;
    this.folder = path.join(context.globalStorageUri.fsPath, 'versions');
    this.source = new PublishedTargets({
      folder: this.folder,
      title: ({ package: name, version }) => vscode.l10n.t('{0} {1} from the package index', name, version),
      fetch: async (version, signal) => {
        const { fetchAgain } = await import('./fetchVersion');
        return fetchAgain(version, this.folder, editorLogins(context.secrets, true), signal);
      },
      start: (project, port, events, signal) => {
        requireTrust(vscode.l10n.t('The scorer'));
        const script = path.join(root, 'dist', 'scorer.js');
        const { folder, artefact } = project;
        return startScorer({ ...events, script, project: folder, artefact, port, signal });
      },
      onLog: (project, line) => writeLog(log, project, line),
      onCrash: ({ package: name, version }) => {
        const message = vscode.l10n.t('The scorer of {0} {1} ended unexpectedly.', name, version);
        const next = vscode.l10n.t('Send again: that starts it anew.');
        void showError(new Failure('version-ended', message, next), log);
      },
    });
  }

  /** Asks for a published version of a project's model package, and gives the id of its target. Throws Cancelled. */
  async add(project: ModelProject): Promise<string> {
    requireTrust(vscode.l10n.t('A published version'));
    const { context, projects } = this.options;
    const { addVersion } = await import('./addVersion.vscode');
    const apis = projects.readable.filter(isApiProject).map(({ folder }) => folder);
    return addVersion(project, { ...context, apis, folder: this.folder, source: this.source });
  }

  /** Removes a version, after a question. */
  async remove(id: string): Promise<undefined> {
    const version = this.source.get(id);
    if (!version) return undefined;
    const remove = vscode.l10n.t('Remove');
    const answer = await vscode.window.showWarningMessage(
      vscode.l10n.t('Remove the target {0} {1}?', version.package, version.version),
      { modal: true, detail: vscode.l10n.t('The package index keeps it; it can be added again.') },
      remove,
    );
    if (answer === remove) await this.source.remove(id);
    return undefined;
  }
}
