import * as vscode from 'vscode';
import type { ScorerState } from './scorers';

/** A scorer's state for people: the name of an icon and a few words. */
export function stateWords(state: ScorerState): { icon: string; words: string } {
  switch (state.status) {
    case 'stopped':
      return { icon: 'circle-outline', words: vscode.l10n.t('scorer stopped') };
    case 'starting':
      return {
        icon: 'loading~spin',
        words:
          state.kind === 'process'
            ? vscode.l10n.t('scorer starting')
            : vscode.l10n.t('scorer starting in a container'),
      };
    case 'running':
      return {
        icon: state.kind === 'process' ? 'circle-filled' : 'package',
        words:
          state.kind === 'process'
            ? vscode.l10n.t('scorer on {0}', String(state.port))
            : vscode.l10n.t('scorer on {0} in a container', String(state.port)),
      };
    case 'failed':
      return { icon: 'error', words: vscode.l10n.t('scorer failed') };
  }
}
