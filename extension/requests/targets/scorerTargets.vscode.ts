import * as vscode from 'vscode';
import type { TesterTarget } from '../../../contract/testerMessages';
import { isModelProject, requireModel, type Project } from '../../projects/project';
import type { ScorerKind } from '../../scorer/scorer';
import type { ScorerState } from '../../scorer/scorers';
import type { ScorersInEditor } from '../../scorer/scorers.vscode';
import { lookOfScorer } from './scorerLook';
import type { TargetSource } from './target';

const KINDS: readonly ScorerKind[] = ['process', 'container'];

/** The scorers of this window as targets: each model project has one, which is a child process or a container. */
export function scorerTargets(scorers: ScorersInEditor): TargetSource {
  return {
    name: 'scorer',
    list: (project) =>
      isModelProject(project) ? KINDS.map((kind) => target(kind, scorers.state(project))) : [],
    reach: async (id, project, signal) => ({
      url: await scorers.ensureStarted(requireModel(project), kindOf(id), signal),
    }),
    onDidChange: (listener) => scorers.onDidChange(() => listener()),
    onDidStart: (listener) =>
      scorers.onDidChange((project: Project) => {
        const state = scorers.state(project);
        if (state.status === 'starting') listener(project.folder, idOf(state.kind));
      }),
  };
}

/** Of the kind that does not run nothing is to be told. */
function target(kind: ScorerKind, state: ScorerState): TesterTarget {
  const id = idOf(kind);
  const title =
    kind === 'process' ? vscode.l10n.t('Embedded scorer') : vscode.l10n.t('Scorer in a container');
  if (state.status === 'stopped' || state.kind !== kind) return { id, title, state: 'stopped' };
  return { id, title, ...lookOfScorer(state) };
}

function idOf(kind: ScorerKind): string {
  return `scorer.${kind}`;
}

function kindOf(id: string): ScorerKind {
  return id === idOf('container') ? 'container' : 'process';
}
