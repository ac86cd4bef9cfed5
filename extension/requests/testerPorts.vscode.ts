import * as vscode from 'vscode';
import { isModelProject, type Project } from '../projects/project';
import { noProject, type Projects } from '../projects/projects.vscode';
import type { History } from './history/history';
import { saveFile } from './saveFile.vscode';
import type { DrawnRows } from './data/drawnRows';
import type { Targets } from './targets/targets';
import type { TesterTargets } from './testerPorts';
import type { TesterViewPorts } from './testerSurface.vscode';
import type { RequestEditor } from './editor/requestEditor.vscode';

/** What the request tester needs of the editor: the current model project, its targets and its history. */
export function testerPorts(
  projects: Projects,
  targets: Targets,
  history: History,
  drawn: DrawnRows,
  editor: RequestEditor,
  log: vscode.LogOutputChannel,
): Omit<TesterViewPorts, 'openPage' | 'pickData'> {
  return {
    current: () => {
      const { current } = projects;
      if (!current || !isModelProject(current)) return undefined;
      return { key: current.folder, name: current.name, artefactFolder: current.artefact };
    },
    onDidChangeCurrent: projects.onDidChange,
    onDidChangeTarget: (listener) => targets.onDidChange(listener),
    onDidChangeHistory: (listener) => history.onDidChange(listener),
    targets: testerTargets(() => projects.current, targets),
    history,
    drawn,
    showLog: () => log.show(true),
    save: () => void vscode.commands.executeCommand('bellhop.request.save'),
    showHistory: () => void vscode.commands.executeCommand('bellhop.history.show'),
    copy: (text) => void vscode.env.clipboard.writeText(text),
    saveFile,
    editJson: (project, json, changed) => editor.show(project, json, changed),
    followJson: (key, json) => editor.follow(key, json),
    isTrusted: () => vscode.workspace.isTrusted,
    onTrouble: (error) => log.warn(error instanceof Error ? error.message : String(error)),
  };
}

function testerTargets(current: () => Project | undefined, targets: Targets): TesterTargets {
  const none = { id: 'none', title: vscode.l10n.t('Embedded scorer'), state: 'stopped' } as const;
  const chosen: TesterTargets['chosen'] = () => {
    const project = current();
    return (project && targets.chosen(project)) ?? none;
  };
  const withProject = async <T>(work: (project: Project) => Promise<T>): Promise<T | undefined> => {
    const project = current();
    return project && work(project);
  };
  return {
    chosen,
    list: () => {
      const project = current();
      return project ? targets.list(project) : [];
    },
    reach: async (signal) => {
      const project = current();
      if (!project) throw noProject();
      return targets.reach(project, signal);
    },
    lookAtAll: async () => withProject((project) => targets.lookAtAll(project)),
    look: async () => withProject((project) => targets.look(project, chosen().id)),
    manage: () => void vscode.commands.executeCommand('bellhop.target.choose'),
  };
}
