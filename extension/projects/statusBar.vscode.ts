import * as vscode from 'vscode';
import type { ScorerState } from '../scorer/scorers';
import { stateWords } from '../scorer/stateWords.vscode';
import type { Project } from './project';

/** One item of the status bar: the current project and its scorer. Choosing it switches the project. */
export class ProjectStatus implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    'bellhop.project',
    vscode.StatusBarAlignment.Left,
    10,
  );

  constructor() {
    this.item.name = vscode.l10n.t('Bellhop Project');
    this.item.command = 'bellhop.project.select';
  }

  show(project: Project | undefined, state: ScorerState): void {
    if (!project) {
      this.item.hide();
      return;
    }
    const { icon, words } = project.kind === 'api' ? { icon: 'globe', words: '' } : stateWords(state);
    this.item.text = `$(${icon}) ${project.name}${words === '' ? '' : `: ${words}`}`;
    this.item.tooltip = tooltip(project, state);
    this.item.accessibilityInformation = { label: `Bellhop: ${project.name}, ${words}` };
    this.item.backgroundColor =
      state.status === 'failed' ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
    this.item.show();
  }

  dispose(): void {
    this.item.dispose();
  }
}

function tooltip(project: Project, state: ScorerState): string {
  const lines = [project.folder];
  if (state.status === 'running') {
    lines.push(`${state.model.name} ${state.model.version}`, state.url);
    const { engine } = state;
    if (engine) {
      lines.push(vscode.l10n.t('in a container of {0}: {1} ({2})', engine.name, engine.host, engine.reason));
    }
  }
  if (state.status === 'failed') lines.push(state.failure.message, state.failure.next);
  return [...lines, vscode.l10n.t('Choose another project')].join('\n');
}
