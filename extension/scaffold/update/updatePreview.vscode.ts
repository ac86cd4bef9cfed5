import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { PlannedUpdate } from './update';

/** Files as they are and as they would be; nothing can be typed into them. */
const SCHEME = 'bellhop-update';

/**
 * Shows all changes of an update side by side and asks whether to write them. Closing what is shown is a no.
 *
 * @returns whether the person agreed.
 */
export async function confirmUpdate(update: PlannedUpdate): Promise<boolean> {
  const title = vscode.l10n.t('Update {0} from Template', path.basename(update.project));
  // VS Code adds the number of files.
  const isPreview = ({ label }: vscode.Tab) => label.startsWith(title);
  const closed = new vscode.EventEmitter<undefined>();
  const disposables = [
    closed,
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, { provideTextDocumentContent: contentOf }),
    vscode.window.tabGroups.onDidChangeTabs(({ closed: tabs }) => {
      if (tabs.some(isPreview)) closed.fire(undefined);
    }),
  ];
  try {
    const isGone = new Promise<undefined>((resolve) => disposables.push(closed.event(resolve)));
    await vscode.commands.executeCommand('vscode.changes', title, resources(update));
    const apply = vscode.l10n.t('Apply');
    const asked = vscode.window.showInformationMessage(summary(update), apply, vscode.l10n.t('Cancel'));
    return (await Promise.race([asked, isGone])) === apply;
  } finally {
    vscode.Disposable.from(...disposables).dispose();
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    await vscode.window.tabGroups.close(tabs.filter(isPreview));
  }
}

/** For each file its name, what it holds, and what it would hold. */
function resources({ project, changes }: PlannedUpdate) {
  return changes.map(({ path: file, kind, result }) => {
    const now = path.join(project, file);
    const before = kind === 'added' ? undefined : shown(file, now);
    const after = kind === 'deleted' ? undefined : shown(file, result ?? now);
    return [vscode.Uri.file(now), before, after];
  });
}

/** @param file gives the language. @param source is what is read. */
function shown(file: string, source: string): vscode.Uri {
  return vscode.Uri.from({ scheme: SCHEME, path: `/${file}`, query: source });
}

async function contentOf(uri: vscode.Uri): Promise<string> {
  // A conflict of an added file has nothing on one side.
  const content = await readFile(uri.query).catch(() => Buffer.alloc(0));
  return content.includes(0)
    ? vscode.l10n.t('A file that is no text, {0} bytes.', content.length)
    : content.toString('utf8');
}

function summary({ project, changes, skipped, hooks, notes }: PlannedUpdate): string {
  const conflicts = changes.filter(({ kind }) => kind === 'conflict').length;
  const parts = [
    vscode.l10n.t(
      'The new version of the template changes files of {0}: {1}. Nothing is written yet.',
      path.basename(project),
      changes.length,
    ),
    ...(conflicts > 0 ? [vscode.l10n.t('Files with conflicts: {0}.', conflicts)] : []),
    ...(skipped.length > 0
      ? [vscode.l10n.t('Left alone: {0}.', skipped.map(({ path: file }) => file).join(', '))]
      : []),
    ...(hooks.length > 0
      ? [vscode.l10n.t('Programs of the template that do not run: {0}.', hooks.join(', '))]
      : []),
    ...notes,
  ];
  return parts.join(' ');
}
