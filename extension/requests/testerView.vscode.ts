import * as vscode from 'vscode';
import { Failure } from '../../contract/failure';
import { ARTEFACT_FILE } from '../../contract/readArtefact';
import { webviewHtml, webviewOptions } from '../webviewHtml.vscode';
import type { FoundRequest } from './saved/savedList.vscode';
import type { Ending } from './targets/target';
import { TesterHost } from './testerHost';
import { readTesterMessage } from './testerMessage';
import type { Answered, TesterPorts } from './testerPorts';
import { testerText } from './testerText.vscode';

/** The ports of the tester with the events of what they answer. */
export interface TesterViewPorts extends TesterPorts {
  readonly onDidChangeCurrent: vscode.Event<void>;
  onDidChangeTarget(listener: () => void): Ending;
  onDidChangeHistory(listener: () => void): Ending;
}

/** The request tester in the sidebar. It shows the current project's form and follows its model.json. */
export class TesterView implements vscode.WebviewViewProvider, vscode.Disposable {
  static readonly id = 'bellhop.tester';

  private readonly host: TesterHost;
  private readonly disposables: Ending[] = [];
  private view: vscode.WebviewView | undefined;
  private watcher: vscode.Disposable | undefined;
  private watched: string | undefined;

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly ports: TesterViewPorts,
  ) {
    this.host = new TesterHost(ports, {
      readModelFile,
      post: (message) => void this.view?.webview.postMessage(message),
      text: testerText(),
    });
    this.disposables.push(
      ports.onDidChangeCurrent(() => this.refresh()),
      ports.onDidChangeTarget(() => this.host.postTarget()),
      ports.onDidChangeHistory(() => void this.host.postHistory()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.refresh()),
    );
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    this.view = view;
    view.webview.options = webviewOptions(this.extensionUri);
    view.webview.onDidReceiveMessage((value: unknown) => {
      const message = readTesterMessage(value);
      if (message) void this.host.handle(message);
    });
    view.onDidChangeVisibility(() => {
      if (!view.visible) this.host.pageGone();
    });
    view.onDidDispose(() => {
      this.view = undefined;
      this.host.pageGone();
    });
    view.webview.html = webviewHtml(view.webview, this.extensionUri, {
      name: 'tester',
      title: vscode.l10n.t('Request Tester'),
    });
    this.watch();
  }

  /**
   * What the tester was answered last.
   *
   * @throws Failure `no-answer`.
   */
  answered(): Answered {
    const { answered } = this.host;
    if (answered) return answered;
    throw new Failure(
      'no-answer',
      vscode.l10n.t('The Request Tester has no answer that could be saved.'),
      vscode.l10n.t('Send a request first.'),
    );
  }

  /** Shows the tester with a request of the history in its form. Throws Failure `entry-gone`. */
  async recall(entry: string, send: boolean): Promise<void> {
    await this.host.recall(entry, send);
    await vscode.commands.executeCommand(`${TesterView.id}.focus`);
  }

  /** Shows the tester with the rows of a saved request in its form; its project becomes the current one. */
  async fillSaved({ project, request, label }: FoundRequest): Promise<void> {
    if (!request) return;
    await vscode.commands.executeCommand('bellhop.project.select', project.folder);
    this.host.fill({
      type: 'fill',
      key: project.folder,
      rows: request.rows,
      from: label,
      missing: [],
      send: false,
    });
    await vscode.commands.executeCommand(`${TesterView.id}.focus`);
  }

  dispose(): void {
    this.host.dispose();
    this.watcher?.dispose();
    for (const disposable of this.disposables) disposable.dispose();
  }

  private refresh(): void {
    if (!this.view) return;
    this.watch();
    void this.host.postProject();
  }

  private watch(): void {
    const folder = this.ports.current()?.artefactFolder;
    if (folder === this.watched) return;
    this.watched = folder;
    this.watcher?.dispose();
    this.watcher = folder === undefined ? undefined : this.watchModelFile(folder);
  }

  private watchModelFile(folder: string): vscode.Disposable {
    const pattern = new vscode.RelativePattern(vscode.Uri.file(folder), ARTEFACT_FILE);
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    const changed = (): void => void this.host.postProject();
    return vscode.Disposable.from(
      watcher,
      watcher.onDidCreate(changed),
      watcher.onDidChange(changed),
      watcher.onDidDelete(changed),
    );
  }
}

async function readModelFile(artefactFolder: string): Promise<string | undefined> {
  const file = vscode.Uri.joinPath(vscode.Uri.file(artefactFolder), ARTEFACT_FILE);
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return undefined;
    throw error;
  }
}
