import * as vscode from 'vscode';
import { requireTrust } from '../editor/commands.vscode';
import { withProgress } from '../editor/progress.vscode';
import { findEngine } from '../docker/findEngine';
import { findOrphans, removeOrphans, type Orphan } from './container/orphans';
import { engineSetting } from './containerSettings.vscode';

/** Says that scorers' containers were left behind, and offers to remove them. */
export async function offerOrphans(orphans: readonly Orphan[]): Promise<void> {
  const remove = vscode.l10n.t('Remove');
  const message = vscode.l10n.t(
    'Left on the Docker engine by scorers whose window is gone: {0}.',
    orphans.map(({ name }) => name).join(', '),
  );
  const chosen = await vscode.window.showWarningMessage(message, remove);
  if (chosen === remove) await vscode.commands.executeCommand('bellhop.scorer.removeOrphans');
}

/** "Remove Orphaned Scorer Containers": finds them on the engine, removes them and says which. */
export async function removeOrphanedContainers(log: vscode.LogOutputChannel): Promise<void> {
  requireTrust(vscode.l10n.t('The Docker engine'));
  const title = vscode.l10n.t('Looking for orphaned scorer containers');
  const removed = await withProgress(title, async (signal) => {
    const engine = await findEngine({ setting: engineSetting(), signal });
    try {
      log.info(`${engine.name}: ${engine.host} (${engine.reason})`);
      const orphans = await findOrphans(engine.docker);
      await removeOrphans(engine.docker, orphans);
      return orphans.map(({ name }) => name);
    } finally {
      engine.close();
    }
  });
  const message =
    removed.length === 0
      ? vscode.l10n.t('No scorer left a container behind.')
      : vscode.l10n.t('Removed {0}.', removed.join(', '));
  void vscode.window.showInformationMessage(message);
}
