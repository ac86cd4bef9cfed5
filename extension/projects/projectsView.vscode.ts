import path from 'node:path';
import * as vscode from 'vscode';
import { PROJECT_FILE } from '../../contract/project';
import type { ScorerState } from '../scorer/scorers';
import { stateWords } from '../scorer/stateWords.vscode';
import type { Project } from './project';
import type { FoundProject, Projects } from './projects.vscode';

/** The tree of the sidebar: every project with the state of its scorer. */
export class ProjectsView implements vscode.TreeDataProvider<FoundProject> {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;

  constructor(
    private readonly projects: Projects,
    private readonly scorerState: (project: Project) => ScorerState,
  ) {}

  refresh(): void {
    this.changed.fire(undefined);
  }

  getChildren(parent?: FoundProject): FoundProject[] {
    return parent ? [] : [...this.projects.all];
  }

  getTreeItem(found: FoundProject): vscode.TreeItem {
    return found.project ? this.projectItem(found.project) : brokenItem(found.folder, found.failure.message);
  }

  private projectItem(project: Project): vscode.TreeItem {
    const state = this.scorerState(project);
    const item = new vscode.TreeItem(project.name);
    item.id = project.folder;
    const isCurrent = this.projects.current?.folder === project.folder;
    const words = [...scorerWords(project, state), ...(isCurrent ? [vscode.l10n.t('current')] : [])];
    item.description = words.join(' · ');
    item.tooltip = project.folder;
    const isStoppedApi = project.kind === 'api' && state.status === 'stopped';
    item.iconPath = new vscode.ThemeIcon(isStoppedApi ? 'globe' : stateWords(state).icon);
    const running = state.status === 'running' || state.status === 'starting';
    const where = running ? `running.${state.kind}` : 'stopped';
    item.contextValue = `${project.kind}.${where}`;
    item.command = {
      command: 'bellhop.project.select',
      title: vscode.l10n.t('Make Current'),
      arguments: [project.folder],
    };
    return item;
  }
}

function brokenItem(folder: string, message: string): vscode.TreeItem {
  const file = vscode.Uri.joinPath(vscode.Uri.file(folder), PROJECT_FILE);
  const item = new vscode.TreeItem(path.basename(folder));
  item.id = folder;
  item.description = vscode.l10n.t('cannot be read');
  item.tooltip = message;
  item.iconPath = new vscode.ThemeIcon('error');
  item.contextValue = 'broken';
  item.command = { command: 'vscode.open', title: vscode.l10n.t('Open'), arguments: [file] };
  return item;
}

/** In a row there is little room: the port alone says that the scorer runs. */
function scorerWords(project: Project, state: ScorerState): string[] {
  if (project.kind === 'api') return apiWords(state);
  if (state.status === 'starting' && state.kind === 'container') return [vscode.l10n.t('container starting')];
  if (state.status !== 'running') return [stateWords(state).words];
  const port = vscode.l10n.t('port {0}', String(state.port));
  return state.kind === 'process' ? [port] : [port, vscode.l10n.t('container')];
}

/** An API that does not run is nothing to tell of. */
function apiWords(state: ScorerState): string[] {
  switch (state.status) {
    case 'stopped':
      return [];
    case 'starting':
      return [vscode.l10n.t('API starting')];
    case 'failed':
      return [vscode.l10n.t('API failed')];
    case 'running': {
      const port = vscode.l10n.t('port {0}', String(state.port));
      return state.kind === 'process' ? [port] : [port, vscode.l10n.t('container')];
    }
  }
}
