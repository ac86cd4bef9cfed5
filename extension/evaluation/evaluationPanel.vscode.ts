import path from 'node:path';
import * as vscode from 'vscode';
import { EVALUATION_FILE, REPORTS_FOLDER } from '../../contract/evaluation';
import type { EvaluationToHost, HostToEvaluation } from '../../contract/evaluationMessages';
import { reason } from '../../contract/failure';
import { ARTEFACT_FILE } from '../../contract/readArtefact';
import { openArtefact, type ModelProject } from '../projects/project';
import { webviewHtml, webviewOptions } from '../webviewHtml.vscode';
import { readEvaluationMessage } from './evaluationMessage';
import { findEvaluations, type FoundEvaluation } from './evaluations';
import { evaluationText } from './evaluationText.vscode';

/** The open tabs, by the folder of their project: a project has one. */
const open = new Map<string, EvaluationPanel>();

/** "Show Evaluation": opens the tab of a project, or brings it to the front. */
export function showEvaluation(
  project: ModelProject,
  extensionUri: vscode.Uri,
  log: vscode.LogOutputChannel,
): void {
  const shown = open.get(project.folder);
  if (shown) shown.reveal();
  else open.set(project.folder, new EvaluationPanel(project, extensionUri, log));
}

/** The tab with the evaluation of a model. It follows the reports of the project, and reads nothing else. */
class EvaluationPanel {
  private readonly panel: vscode.WebviewPanel;
  private readonly disposables: vscode.Disposable[] = [];
  private shown: FoundEvaluation | undefined;
  /** What the page shows, as JSON. */
  private sent: string | undefined;
  /** How often the reports were asked for: of several answers only that to the last one counts. */
  private asked = 0;

  constructor(
    private readonly project: ModelProject,
    extensionUri: vscode.Uri,
    private readonly log: vscode.LogOutputChannel,
  ) {
    const title = vscode.l10n.t('Evaluation of {0}', project.name);
    const reports = vscode.Uri.joinPath(vscode.Uri.file(project.folder), REPORTS_FOLDER);
    const options = webviewOptions(extensionUri);
    this.panel = vscode.window.createWebviewPanel('bellhop.evaluation', title, vscode.ViewColumn.Active, {
      ...options,
      localResourceRoots: [...(options.localResourceRoots ?? []), reports],
    });
    const changed = (): void => void this.post();
    this.disposables.push(
      this.panel.webview.onDidReceiveMessage((value: unknown) => {
        const message = readEvaluationMessage(value);
        if (message) void this.handle(message);
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(changed),
      // Training writes the report before model.json, and evaluation.json as the last file of the report. A folder that
      // comes with all that is in it is told of by its own name.
      ...watch(project.folder, [REPORTS_FOLDER, '*', EVALUATION_FILE], changed),
      ...watch(path.dirname(project.artefact), [path.basename(project.artefact), ARTEFACT_FILE], changed),
    );
    this.panel.onDidDispose(() => {
      open.delete(project.folder);
      for (const disposable of this.disposables) disposable.dispose();
    });
    this.panel.webview.html = webviewHtml(this.panel.webview, extensionUri, {
      name: 'evaluation',
      title,
      images: true,
    });
  }

  reveal(): void {
    this.panel.reveal();
    void this.post();
  }

  private async handle({ type }: EvaluationToHost): Promise<void> {
    switch (type) {
      case 'ready':
        this.send({ type: 'text', text: evaluationText() });
        this.sent = undefined;
        await this.post();
        return;
      case 'train':
        await vscode.commands.executeCommand('bellhop.model.train', this.project);
        return;
      case 'openCard': {
        if (!this.shown) return;
        const { folder, evaluation } = this.shown;
        const card = vscode.Uri.joinPath(vscode.Uri.file(folder), evaluation.card);
        await vscode.commands.executeCommand('markdown.showPreview', card);
        return;
      }
    }
  }

  private async post(): Promise<void> {
    const asked = ++this.asked;
    try {
      const version = await openArtefact(this.project).then(
        (artefact) => artefact.version,
        () => undefined,
      );
      const { shown, others, problems } = await findEvaluations(this.project.folder, version);
      if (asked !== this.asked) return;
      this.shown = shown;
      const page: HostToEvaluation = {
        type: 'evaluation',
        project: this.project.name,
        others: others.map((other) => ({ version: other.version, metrics: other.metrics })),
        problems: problems.map(({ message, next }) => ({ message, next })),
        trusted: vscode.workspace.isTrusted,
        ...(shown ? { shown: this.page(shown) } : {}),
      };
      // A page that is built anew folds up what was unfolded.
      const text = JSON.stringify(page);
      if (text !== this.sent) this.send(page);
      this.sent = text;
    } catch (error) {
      this.log.error(`evaluation: ${reason(error)}`);
    }
  }

  private page({ evaluation, folder, card, written }: FoundEvaluation) {
    const address = (file: string): string => {
      const uri = this.panel.webview.asWebviewUri(vscode.Uri.joinPath(vscode.Uri.file(folder), file));
      // Else a plot that was drawn anew under the same name is the old one.
      return uri.with({ query: `written=${written}` }).toString();
    };
    const images = Object.fromEntries(evaluation.plots.map(({ file }) => [file, address(file)]));
    return { evaluation, images, ...(card === undefined ? {} : { card }) };
  }

  private send(message: HostToEvaluation): void {
    void this.panel.webview.postMessage(message);
  }
}

/** Calls `changed` for a file below a folder, and for the folders that lead to it; `names` are those of all of them. */
function watch(folder: string, names: readonly string[], changed: () => void): vscode.Disposable[] {
  const paths = names.map((_, at) => names.slice(0, at + 1).join('/'));
  const pattern = new vscode.RelativePattern(vscode.Uri.file(folder), `{${paths.join(',')}}`);
  const watcher = vscode.workspace.createFileSystemWatcher(pattern);
  return [watcher, watcher.onDidCreate(changed), watcher.onDidChange(changed), watcher.onDidDelete(changed)];
}
