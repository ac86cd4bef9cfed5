import * as vscode from 'vscode';
import type { ScorerState } from './scorers';

/** A scorer's state for people: the name of an icon and a few words. */
export function stateWords(state: ScorerState): { icon: string; words: string } {
  switch (state.status) {
    case 'stopped':
      return { icon: 'circle-outline', words: vscode.l10n.t('scorer stopped') };
    case 'starting':
      return { icon: 'loading~spin', words: vscode.l10n.t('scorer starting') };
    case 'running':
      return { icon: 'circle-filled', words: vscode.l10n.t('scorer on {0}', String(state.port)) };
    case 'failed':
      return { icon: 'error', words: vscode.l10n.t('scorer failed') };
  }
}
