import path from 'node:path';
import * as vscode from 'vscode';
import { Cancelled, Failure } from '../../../contract/failure';
import { signalOf } from '../../editor/commands.vscode';
import { exists } from '../../files/exists';
import { fitRequest, renameRequest, type Replacement } from './fitRequest';
import type { RequestTests } from './requestTests.vscode';
import { fileFor, writeNewRequest } from './saveAnswer';
import type { FoundRequest, SavedList } from './savedList.vscode';
import { shownFile } from './savedRequests';
import { requestOf, SavedTree } from './savedTree.vscode';

/** What the commands of the tree of saved requests do; each takes a row of it, or asks for a request. */
export class SavedCommands {
  constructor(
    private readonly list: SavedList,
    private readonly tests: RequestTests,
  ) {}

  /** Runs one, those of a project, or all. */
  async run(argument: unknown): Promise<void> {
    const one = requestOf(argument, this.list);
    const files = one ? [one.file] : this.list.all.map(({ file }) => file);
    await vscode.window.withProgress({ location: { viewId: SavedTree.id }, cancellable: true }, (_, token) =>
      this.tests.runFiles(files, signalOf(token)),
    );
  }

  async rename(argument: unknown): Promise<void> {
    const { project, file, label } = await this.chosen(argument);
    const name = await askName(vscode.l10n.t('Rename Saved Request'), label, project.folder, file);
    const target = fileFor(project.folder, name);
    if (target !== file) {
      const edit = new vscode.WorkspaceEdit();
      edit.renameFile(vscode.Uri.file(file), vscode.Uri.file(target), { overwrite: false });
      if (!(await vscode.workspace.applyEdit(edit))) throw notChanged(target);
    }
    // The name comes last: who sees it has the file that it stays in.
    const document = await vscode.workspace.openTextDocument(target);
    await apply(document, renameRequest(document.getText(), name));
  }

  async duplicate(argument: unknown): Promise<void> {
    const { project, label, request } = await this.chosen(argument);
    if (!request) return;
    const proposed = vscode.l10n.t('{0} copy', label);
    const name = await askName(vscode.l10n.t('Duplicate Saved Request'), proposed, project.folder);
    const file = await writeNewRequest(project.folder, { ...request, name });
    await vscode.window.showTextDocument(vscode.Uri.file(file));
  }

  async remove(argument: unknown): Promise<void> {
    const { file, label } = await this.chosen(argument);
    const remove = vscode.l10n.t('Delete');
    const answer = await vscode.window.showWarningMessage(
      vscode.l10n.t('Delete the saved request {0}?', label),
      { modal: true, detail: shownFile(file) },
      remove,
    );
    if (answer === remove) await vscode.workspace.fs.delete(vscode.Uri.file(file));
  }

  /** Makes a request fit the model again, and shows what was changed. */
  async fit(argument: unknown): Promise<void> {
    const { file, request, model, misfits } = await this.chosen(argument);
    if (!request || !model) return;
    const document = await vscode.workspace.openTextDocument(file);
    await apply(document, fitRequest(document.getText(), request, model));
    await vscode.window.showTextDocument(document);
    const left = misfits.filter(({ fix }) => !fix);
    if (left.length === 0) return;
    const columns = left.map(({ column }) => column).join(', ');
    throw new Failure(
      'fix-by-hand',
      vscode.l10n.t('Only you can tell the values of {0}.', columns),
      vscode.l10n.t('Add them to the rows of {0}.', shownFile(file)),
    );
  }

  /** The request of a command; throws Cancelled where a person chooses none. */
  async chosen(argument: unknown): Promise<FoundRequest> {
    const given = requestOf(argument, this.list);
    if (given) return given;
    const items = this.list.all.map((found) => ({
      label: found.label,
      description: shownFile(found.file),
      found,
    }));
    const chosen = await vscode.window.showQuickPick(items, {
      title: vscode.l10n.t('Saved Requests'),
      matchOnDescription: true,
    });
    if (!chosen) throw new Cancelled();
    return chosen.found;
  }
}

/** Changes a piece of a document and writes it, so that its file says the same. */
async function apply(document: vscode.TextDocument, { range, text }: Replacement): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  const at = new vscode.Range(document.positionAt(range.start), document.positionAt(range.end));
  edit.replace(document.uri, at, text);
  if (!(await vscode.workspace.applyEdit(edit)) || !(await document.save())) {
    throw notChanged(document.fileName);
  }
}

/** @param but the file that the name may belong to already. */
async function askName(title: string, value: string, project: string, but?: string): Promise<string> {
  const name = await vscode.window.showInputBox({
    title,
    value,
    ignoreFocusOut: true,
    validateInput: async (text) => {
      if (text.trim() === '') return vscode.l10n.t('Give the request a name.');
      const file = fileFor(project, text);
      if (file === but || !(await exists(file))) return undefined;
      return vscode.l10n.t('{0} exists already.', shownFile(file));
    },
  });
  if (name === undefined) throw new Cancelled();
  return name.trim();
}

function notChanged(file: string): Failure {
  return new Failure(
    'request-not-written',
    vscode.l10n.t('{0} could not be changed.', path.basename(file)),
    vscode.l10n.t('Check the permissions of the file, and whether it is there already.'),
  );
}
