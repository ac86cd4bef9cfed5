import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import { Failure } from '../../../contract/failure';
import type { TesterModel } from '../../../contract/testerMessages';
import { requestSchema } from '../../../contract/requestSchema';

/** Of the schema's address in the manifest's jsonValidation. */
const SCHEME = 'bellhop-schema';
const SCHEMA = vscode.Uri.parse(`${SCHEME}://tester/request.json`);
/** Of the manifest's jsonValidation, too. */
const ENDING = '.tester.json';
/** An editor that is not typed in for so long is saved, so that closing it asks nothing. */
const SAVE_AFTER = 1000;

interface Open {
  uri: vscode.Uri;
  model: TesterModel;
  changed: (json: string) => void;
}

/**
 * The request's JSON in an editor of its own, completed and checked by the project's input schema. The tester's page and
 * the editor follow each other; the file behind it lies in the workspace's storage.
 */
export class RequestEditor implements vscode.Disposable {
  private readonly open = new Map<string, Open>();
  private readonly schemaChanged = new vscode.EventEmitter<vscode.Uri>();
  private readonly disposables: { dispose(): unknown }[];
  private model: TesterModel | undefined;
  private saving: NodeJS.Timeout | undefined;

  /** @param storage a folder of the workspace's own, of which `requests` is used. */
  constructor(private readonly storage: vscode.Uri) {
    this.disposables = [
      this.schemaChanged,
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
        onDidChange: this.schemaChanged.event,
        provideTextDocumentContent: () => JSON.stringify(this.schema()),
      }),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.onChange(document)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => void this.onClose(uri)),
      vscode.window.onDidChangeActiveTextEditor((editor) => this.onActive(editor?.document.uri)),
    ];
    void this.clearLeftovers();
  }

  /**
   * Shows the JSON of a project's request beside the page.
   *
   * @param changed hears of the text whenever it is edited there.
   */
  async show(
    { key, name, model }: { key: string; name: string; model: TesterModel },
    json: string,
    changed: (json: string) => void,
  ): Promise<void> {
    const uri = this.uriOf(key, name);
    this.open.set(key, { uri, model, changed });
    this.useSchema(model);
    const document = this.documentOf(uri);
    if (document) await this.replace(document, json);
    else await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(json));
    await vscode.window.showTextDocument(uri, { preview: false, viewColumn: vscode.ViewColumn.Active });
  }

  /** To be called when the page changed the JSON of a project: an editor that is open follows. */
  async follow(key: string, json: string): Promise<void> {
    const open = this.open.get(key);
    const document = open && this.documentOf(open.uri);
    if (document) await this.replace(document, json);
  }

  dispose(): void {
    clearTimeout(this.saving);
    for (const disposable of this.disposables) disposable.dispose();
  }

  private schema(): unknown {
    return this.model ? requestSchema(this.model.input, this.model.examples) : {};
  }

  private useSchema(model: TesterModel): void {
    if (model === this.model) return;
    this.model = model;
    this.schemaChanged.fire(SCHEMA);
  }

  private uriOf(key: string, name: string): vscode.Uri {
    const folder = createHash('sha256').update(key).digest('hex').slice(0, 16);
    const file = `${name.replace(/[^\p{L}\p{N}._-]+/gu, '-').slice(0, 80)}${ENDING}`;
    return vscode.Uri.joinPath(this.storage, 'requests', folder, file);
  }

  private documentOf(uri: vscode.Uri): vscode.TextDocument | undefined {
    return vscode.workspace.textDocuments.find(
      (document) => document.uri.toString() === uri.toString() && !document.isClosed,
    );
  }

  private async replace(document: vscode.TextDocument, json: string): Promise<void> {
    if (document.getText() === json) return;
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), json);
    if (await vscode.workspace.applyEdit(edit)) return;
    throw new Failure(
      'editor-refused',
      vscode.l10n.t('The editor of the request could not be brought up to date.'),
      vscode.l10n.t('Close it and press "Edit in Editor" again.'),
    );
  }

  private openOf(uri: vscode.Uri | undefined): Open | undefined {
    const wanted = uri?.toString();
    return [...this.open.values()].find((each) => each.uri.toString() === wanted);
  }

  private onChange(document: vscode.TextDocument): void {
    const open = this.openOf(document.uri);
    if (!open) return;
    open.changed(document.getText());
    clearTimeout(this.saving);
    this.saving = setTimeout(() => void document.save(), SAVE_AFTER);
  }

  private onActive(uri: vscode.Uri | undefined): void {
    const open = this.openOf(uri);
    if (open) this.useSchema(open.model);
  }

  /** A window that was reloaded brings its editors back, and no page is in step with them any more. */
  private async clearLeftovers(): Promise<void> {
    const folder = vscode.Uri.joinPath(this.storage, 'requests');
    const isLeft = ({ input }: vscode.Tab): boolean =>
      input instanceof vscode.TabInputText && input.uri.path.startsWith(`${folder.path}/`);
    const left = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.filter(isLeft));
    if (left.length > 0) await vscode.window.tabGroups.close(left);
    try {
      await vscode.workspace.fs.delete(folder, { recursive: true });
    } catch (error) {
      if (!(error instanceof vscode.FileSystemError && error.code === 'FileNotFound')) throw error;
    }
  }

  /** What was in it is in the page: nothing of the values stays on disk. */
  private async onClose(uri: vscode.Uri): Promise<void> {
    const entry = [...this.open].find(([, each]) => each.uri.toString() === uri.toString());
    if (!entry) return;
    this.open.delete(entry[0]);
    await vscode.workspace.fs.delete(uri);
  }
}
