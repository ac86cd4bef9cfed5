import * as vscode from 'vscode';
import { locate } from './locate';
import type { Misfit } from './misfits';
import type { FoundRequest, SavedList } from './savedList.vscode';

/** Lists the saved requests that no longer fit their model among the problems, each with its fix. */
export class MisfitProblems implements vscode.Disposable, vscode.CodeActionProvider {
  private readonly problems = vscode.languages.createDiagnosticCollection('bellhop.requests');
  private readonly disposables: { dispose: () => unknown }[] = [this.problems];

  constructor(private readonly list: SavedList) {
    const selector = { scheme: 'file', pattern: '**/requests/*.request.json' };
    this.disposables.push(
      list.onDidChange(() => void this.refresh()),
      vscode.languages.registerCodeActionsProvider(selector, this, {
        providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
      }),
    );
  }

  /** One action makes the whole file fit: a single fix would leave the others to be found one after the other. */
  provideCodeActions(document: vscode.TextDocument, range: vscode.Range): vscode.CodeAction[] {
    const found = this.list.find(document.uri.fsPath);
    const fixes = found?.misfits.flatMap(({ fix }) => (fix ? [fix.title] : [])) ?? [];
    const here =
      this.problems.get(document.uri)?.filter((problem) => problem.range.intersection(range)) ?? [];
    if (!found || fixes.length === 0 || here.length === 0) return [];
    const action = new vscode.CodeAction(fixes.join('; '), vscode.CodeActionKind.QuickFix);
    action.diagnostics = here;
    action.isPreferred = true;
    action.command = {
      command: 'bellhop.saved.fit',
      title: action.title,
      arguments: [found.file],
    };
    return [action];
  }

  dispose(): void {
    vscode.Disposable.from(...this.disposables).dispose();
  }

  private async refresh(): Promise<void> {
    const misfitting = this.list.all.filter(({ misfits }) => misfits.length > 0);
    const problems = await Promise.all(misfitting.map(problemsOf));
    this.problems.clear();
    this.problems.set(problems);
  }
}

async function problemsOf(found: FoundRequest): Promise<[vscode.Uri, vscode.Diagnostic[]]> {
  const uri = vscode.Uri.file(found.file);
  const document = await vscode.workspace.openTextDocument(uri);
  return [uri, found.misfits.map((misfit) => problemOf(misfit, document))];
}

function problemOf({ message, at, fix }: Misfit, document: vscode.TextDocument): vscode.Diagnostic {
  const { start, end } = locate(document.getText(), at);
  const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
  const words = fix ? vscode.l10n.t('{0}. Fix: {1}.', message, fix.title) : `${message}.`;
  const problem = new vscode.Diagnostic(range, words, vscode.DiagnosticSeverity.Warning);
  problem.source = 'Bellhop';
  return problem;
}
