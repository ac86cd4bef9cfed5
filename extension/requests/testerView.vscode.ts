import * as vscode from 'vscode';
import type { DataRow } from '../../contract/dataRow';
import { Failure } from '../../contract/failure';
import type { TesterToHost } from '../../contract/testerMessages';
import type { ModelProject } from '../projects/project';
import type { FoundRequest } from './saved/savedList.vscode';
import type { Answered } from './testerPorts';
import { TesterSurface, type TesterViewPorts } from './testerSurface.vscode';

/** Where the tester's page may be. */
export type TesterPlace = 'sidebar' | 'tab';
type OpenPage = Extract<TesterToHost, { type: 'openPage' }>;

/** The request tester in the sidebar and, where that is asked for, once more as an editor tab. */
export class TesterView
  implements vscode.WebviewViewProvider, vscode.WebviewPanelSerializer, vscode.Disposable
{
  static readonly id = 'bellhop.tester';
  static readonly panelId = 'bellhop.testerPage';

  private readonly sidebar: TesterSurface;
  private readonly tab: TesterSurface;
  private panel: vscode.WebviewPanel | undefined;
  /** Where a request was sent, or an answer saved, last. */
  private recent: TesterSurface;

  constructor(
    private readonly extensionUri: vscode.Uri,
    ports: Omit<TesterViewPorts, 'openPage' | 'pickData'>,
  ) {
    const portsOf = (place: TesterPlace): TesterViewPorts => ({
      ...ports,
      openPage: (message) => this.openPage(message),
      pickData: () => void vscode.commands.executeCommand('bellhop.request.fromData', place),
    });
    this.sidebar = new TesterSurface(extensionUri, portsOf('sidebar'), (message) =>
      this.heard(this.sidebar, message),
    );
    this.tab = new TesterSurface(extensionUri, portsOf('tab'), (message) => this.heard(this.tab, message));
    this.recent = this.sidebar;
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    view.onDidChangeVisibility(() => {
      if (!view.visible) this.sidebar.host.pageGone();
    });
    view.onDidDispose(() => this.sidebar.detach());
    this.sidebar.attach(view.webview);
  }

  /** A window that was reloaded brings the tab back. */
  deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    this.adopt(panel);
    return Promise.resolve();
  }

  /**
   * What the tester was answered last.
   *
   * @throws Failure `no-answer`.
   */
  answered(): Answered {
    const { answered } = this.recent.host;
    if (answered) return answered;
    throw new Failure(
      'no-answer',
      vscode.l10n.t('The Request Tester has no answer that could be saved.'),
      vscode.l10n.t('Send a request first.'),
    );
  }

  /** Shows the tester with a request of the history in its form. Throws Failure `entry-gone`. */
  async recall(entry: string, send: boolean): Promise<void> {
    await this.sidebar.host.recall(entry, send);
    await vscode.commands.executeCommand(`${TesterView.id}.focus`);
  }

  /** Shows the tester with the rows of a saved request in its form; its project becomes the current one. */
  async fillSaved({ project, request, label }: FoundRequest): Promise<void> {
    if (!request) return;
    await vscode.commands.executeCommand('bellhop.project.select', project.folder);
    this.sidebar.host.fill({
      type: 'fill',
      key: project.folder,
      rows: request.rows,
      from: label,
      missing: [],
      send: false,
    });
    await vscode.commands.executeCommand(`${TesterView.id}.focus`);
  }

  /** Shows the tester with rows of the data in its form; its project becomes the current one. */
  async fillData({ folder }: ModelProject, rows: readonly DataRow[], place: TesterPlace): Promise<void> {
    await vscode.commands.executeCommand('bellhop.project.select', folder);
    const from = rows.map(({ number }) => vscode.l10n.t('Row {0}', number)).join(', ');
    const values = rows.map(({ row }) => row);
    this[place].host.fill({ type: 'fill', key: folder, rows: values, from, missing: [], send: false });
    if (place === 'tab') this.openPage();
    else await vscode.commands.executeCommand(`${TesterView.id}.focus`);
  }

  /** Opens the tester as an editor tab, or shows the one there is, with the rows in its form where some are given. */
  openPage(filled?: OpenPage): void {
    if (this.panel) this.panel.reveal();
    else {
      const title = vscode.l10n.t('Request Tester');
      this.adopt(vscode.window.createWebviewPanel(TesterView.panelId, title, vscode.ViewColumn.Active));
    }
    if (!filled) return;
    const { key, rows } = filled;
    this.tab.host.fill({ type: 'fill', key, rows, from: '', missing: [], send: false });
  }

  dispose(): void {
    this.sidebar.dispose();
    this.tab.dispose();
    this.panel?.dispose();
  }

  private adopt(panel: vscode.WebviewPanel): void {
    this.panel = panel;
    const icon = (name: string): vscode.Uri => vscode.Uri.joinPath(this.extensionUri, 'media', name);
    panel.iconPath = { light: icon('bell.svg'), dark: icon('bell-dark.svg') };
    panel.onDidChangeViewState(() => {
      if (!panel.visible) this.tab.host.pageGone();
    });
    panel.onDidDispose(() => {
      this.panel = undefined;
      this.tab.detach();
    });
    this.tab.attach(panel.webview);
  }

  private heard(surface: TesterSurface, { type }: TesterToHost): void {
    if (['send', 'sendRaw', 'sendByKey', 'save'].includes(type)) this.recent = surface;
  }
}
