import path from 'node:path';
import * as vscode from 'vscode';
import type { Project } from '../../projects/project';
import type { FoundRequest, SavedList } from './savedList.vscode';
import { shownFile } from './savedRequests';
import type { LastResult, SavedResults } from './savedResults';

export type SavedNode = { project: Project } | FoundRequest;

/** The tree of saved requests, each with its last result and whether it still fits the model. */
export class SavedTree implements vscode.TreeDataProvider<SavedNode> {
  static readonly id = 'bellhop.saved';
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;

  constructor(
    private readonly list: SavedList,
    private readonly results: SavedResults,
  ) {
    list.onDidChange(() => this.changed.fire(undefined));
    results.onDidChange(() => this.changed.fire(undefined));
  }

  /** With one project its requests stand at the top. */
  getChildren(parent?: SavedNode): SavedNode[] {
    const { all } = this.list;
    if (parent) {
      return 'file' in parent ? [] : all.filter(({ project }) => project.folder === parent.project.folder);
    }
    const projects = new Map(all.map(({ project }) => [project.folder, project]));
    return projects.size > 1 ? [...projects.values()].map((project) => ({ project })) : [...all];
  }

  getTreeItem(node: SavedNode): vscode.TreeItem {
    if ('file' in node) return requestItem(node, this.results.get(node.file));
    const item = new vscode.TreeItem(node.project.name, vscode.TreeItemCollapsibleState.Expanded);
    item.id = node.project.folder;
    item.contextValue = 'project';
    return item;
  }
}

function requestItem(found: FoundRequest, result: LastResult | undefined): vscode.TreeItem {
  const { file, label, error, misfits } = found;
  const item = new vscode.TreeItem(label);
  item.id = file;
  item.resourceUri = vscode.Uri.file(file);
  const { icon, words, more } = stateOf(found, result);
  item.description = words;
  item.iconPath = icon;
  item.tooltip = [shownFile(file), ...more].join('\n');
  item.contextValue = error === undefined ? (misfits.length > 0 ? 'request.misfit' : 'request') : 'broken';
  item.command = { command: 'vscode.open', title: vscode.l10n.t('Open'), arguments: [item.resourceUri] };
  return item;
}

interface ShownState {
  icon: vscode.ThemeIcon;
  words: string;
  /** Lines of the tooltip. */
  more: string[];
}

function stateOf({ error, misfits }: FoundRequest, result: LastResult | undefined): ShownState {
  const colored = (icon: string, color: string): vscode.ThemeIcon =>
    new vscode.ThemeIcon(icon, new vscode.ThemeColor(color));
  if (error !== undefined) {
    return {
      icon: colored('error', 'testing.iconErrored'),
      words: vscode.l10n.t('cannot be read'),
      more: [error],
    };
  }
  if (misfits.length > 0) {
    const columns = [...new Set(misfits.map(({ column }) => column))].join(', ');
    return {
      icon: colored('warning', 'list.warningForeground'),
      words: vscode.l10n.t('no longer fits: {0}', columns),
      more: misfits.map(({ message, fix }) => (fix ? `${message}: ${fix.title}` : message)),
    };
  }
  if (!result) return { icon: new vscode.ThemeIcon('circle-outline'), words: '', more: [] };
  const { outcome, milliseconds, message, target, outdated } = result;
  const took = vscode.l10n.t('{0} ms', Math.round(milliseconds));
  const words = outcome === 'passed' ? took : (message ?? vscode.l10n.t('failed'));
  const more = [target, ...(message === undefined ? [] : [message])];
  if (outdated) {
    return { icon: new vscode.ThemeIcon('history'), words: vscode.l10n.t('outdated: {0}', words), more };
  }
  const icon =
    outcome === 'passed'
      ? colored('pass', 'testing.iconPassed')
      : outcome === 'failed'
        ? colored('error', 'testing.iconFailed')
        : colored('debug-disconnect', 'testing.iconErrored');
  return { icon, words, more };
}

/** What a command of the tree is about: the request of its argument, which is a row of the tree or the path of a file. */
export function requestOf(argument: unknown, list: SavedList): FoundRequest | undefined {
  const file =
    typeof argument === 'string'
      ? argument
      : typeof argument === 'object' && argument !== null && 'file' in argument
        ? argument.file
        : undefined;
  return typeof file === 'string' ? list.find(path.normalize(file)) : undefined;
}
