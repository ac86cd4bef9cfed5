import * as vscode from 'vscode';

const SCHEME = 'bellhop-report';
/** So many reports can be looked at again; they are gone with the window. */
const MOST_REPORTS = 20;

const reports = new Map<string, string>();

/** Gives the texts of the reports to the editor. */
export function reportDocuments(): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent: ({ path }) => reports.get(path) ?? '',
  });
}

/** Shows a report in Markdown as a page in an editor tab. */
export async function showReport(name: string, text: string): Promise<void> {
  const path = `/${Date.now().toString(36)}/${name.replace(/[\\/?#%:*"<>|]/g, ' ')}.md`;
  reports.set(path, text);
  for (const old of [...reports.keys()].slice(0, -MOST_REPORTS)) reports.delete(old);
  await vscode.commands.executeCommand('markdown.showPreview', vscode.Uri.from({ scheme: SCHEME, path }));
}
