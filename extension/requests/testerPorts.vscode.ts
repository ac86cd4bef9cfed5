import * as vscode from 'vscode';
import type { TesterTarget } from '../../contract/testerMessages';
import { isModelProject } from '../projects/project';
import type { Projects } from '../projects/projects.vscode';
import type { ScorerState } from '../scorer/scorers';
import type { ScorersInEditor } from '../scorer/scorers.vscode';
import type { TesterViewPorts } from './testerView.vscode';

/** What the request tester needs of projects and scorers: the current model project and its scorer as target. */
export function testerPorts(
  projects: Projects,
  scorers: ScorersInEditor,
  log: vscode.LogOutputChannel,
): TesterViewPorts {
  const state = (): ScorerState =>
    projects.current ? scorers.state(projects.current) : { status: 'stopped' };
  return {
    current: () => {
      const { current } = projects;
      if (!current || !isModelProject(current)) return undefined;
      return { key: current.folder, name: current.name, artefactFolder: current.artefact };
    },
    onDidChangeCurrent: projects.onDidChange,
    onDidChangeTarget: toVoid(scorers.onDidChange),
    target: () => target(state()),
    ensureStarted: async (signal) => scorers.ensureStarted(await projects.model(), signal),
    showLog: () => log.show(true),
    save: () => void vscode.commands.executeCommand('bellhop.request.save'),
    isTrusted: () => vscode.workspace.isTrusted,
  };
}

function target(state: ScorerState): TesterTarget {
  const title =
    state.status !== 'stopped' && state.kind === 'container'
      ? vscode.l10n.t('Scorer in a container')
      : vscode.l10n.t('Embedded scorer');
  switch (state.status) {
    case 'stopped':
      return { title, state: 'stopped' };
    case 'starting':
      return { title, state: 'starting' };
    case 'running':
      return { title, state: 'ready', detail: state.url };
    case 'failed':
      return { title, state: 'failed', detail: `${state.failure.message} ${state.failure.next}` };
  }
}

/** The event without what it tells. */
function toVoid(event: vscode.Event<unknown>): vscode.Event<void> {
  return (listener, thisArgs: unknown, disposables) =>
    event(() => void listener.call(thisArgs), undefined, disposables);
}
