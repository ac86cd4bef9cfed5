import * as vscode from 'vscode';
import { ARTEFACT_FILE } from '../../contract/readArtefact';
import type { TesterToHost } from '../../contract/testerMessages';
import { webviewHtml, webviewOptions } from '../webviewHtml.vscode';
import type { Ending } from './targets/target';
import { TesterHost } from './testerHost';
import { readTesterMessage } from './testerMessage';
import type { TesterPorts } from './testerPorts';
import { testerText } from './testerText.vscode';

/** The ports of the tester with the events of what they answer. */
export interface TesterViewPorts extends TesterPorts {
  readonly onDidChangeCurrent: vscode.Event<void>;
  onDidChangeTarget(listener: () => void): Ending;
  onDidChangeHistory(listener: () => void): Ending;
}

/**
 * One place of the editor where the tester's page may be, with the host that answers it. It outlives the page, and
 * follows the current project's model.json while the page is there.
 */
export class TesterSurface implements vscode.Disposable {
  readonly host: TesterHost;
  private readonly disposables: Ending[];
  private webview: vscode.Webview | undefined;
  private watcher: vscode.Disposable | undefined;
  private watched: string | undefined;

  /** @param heard is told of each message of the page before it is answered. */
  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly ports: TesterViewPorts,
    private readonly heard: (message: TesterToHost) => void,
  ) {
    this.host = new TesterHost(ports, {
      readModelFile,
      post: (message) => void this.webview?.postMessage(message),
      text: testerText(),
    });
    this.disposables = [
      ports.onDidChangeCurrent(() => this.refresh()),
      ports.onDidChangeTarget(() => this.host.postTarget()),
      ports.onDidChangeHistory(() => void this.host.postHistory()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.refresh()),
    ];
  }

  /** Puts the page into a webview, which must not have one yet. */
  attach(webview: vscode.Webview): void {
    this.webview = webview;
    webview.options = webviewOptions(this.extensionUri);
    webview.onDidReceiveMessage((value: unknown) => {
      const message = readTesterMessage(value);
      if (!message) return;
      this.heard(message);
      void this.host.handle(message);
    });
    webview.html = webviewHtml(webview, this.extensionUri, {
      name: 'tester',
      title: vscode.l10n.t('Request Tester'),
    });
    this.watch();
  }

  /** To be called when the webview is gone. */
  detach(): void {
    this.webview = undefined;
    this.host.pageGone();
  }

  dispose(): void {
    this.host.dispose();
    this.watcher?.dispose();
    for (const disposable of this.disposables) disposable.dispose();
  }

  private refresh(): void {
    if (!this.webview) return;
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
