import * as vscode from 'vscode';
import type { TargetState, TesterTarget } from '../../../contract/testerMessages';

const icons: Record<TargetState, string> = {
  stopped: 'circle-outline',
  starting: 'loading~spin',
  checking: 'loading~spin',
  ready: 'pass-filled',
  failed: 'error',
  unreachable: 'debug-disconnect',
};

/** A target's state for people: the name of an icon and a few words, with the model where it is known. */
export function targetWords({ state, model }: TesterTarget): { icon: string; words: string } {
  const words = [stateWord(state), ...(model ? [`${model.name} ${model.version}`] : [])];
  return { icon: icons[state], words: words.join(' · ') };
}

function stateWord(state: TargetState): string {
  switch (state) {
    case 'stopped':
      return vscode.l10n.t('stopped');
    case 'starting':
      return vscode.l10n.t('starting');
    case 'checking':
      return vscode.l10n.t('checking');
    case 'ready':
      return vscode.l10n.t('ready');
    case 'failed':
      return vscode.l10n.t('failed');
    case 'unreachable':
      return vscode.l10n.t('not reachable');
  }
}
