import * as vscode from 'vscode';
import type { TesterTarget } from '../../contract/testerMessages';
import { Failure } from '../../contract/failure';
import type { Projects } from '../projects/projects.vscode';
import { askByKey } from '../requests/targets/askByKey';
import { lookOfScorer } from '../requests/targets/scorerLook';
import type { TargetSource } from '../requests/targets/target';
import type { ScorerState } from '../scorer/scorers';
import { isApiProject } from './apiProject';
import type { ApisInEditor } from './apis.vscode';

const NAME = 'api';

/** The API projects of the workspace as targets: a request to one runs its API where it does not run. */
export function apiTargets(projects: Projects, apis: ApisInEditor): TargetSource {
  const all = () => projects.readable.filter(isApiProject);
  /** The folders of APIs that said whether they fetch features by key: it stays known while one does not run. */
  const byKey = new Map<string, boolean>();
  const told = new vscode.EventEmitter<void>();
  apis.onDidChange(async ({ folder }) => {
    const running = all().find((project) => project.folder === folder);
    const state = running && apis.state(running);
    const says = state?.status === 'running' ? await askByKey({ url: state.url }) : undefined;
    if (says === undefined || byKey.get(folder) === says) return;
    byKey.set(folder, says);
    told.fire();
  });
  return {
    name: NAME,
    list: () =>
      all().map((project) => {
        const { folder, name } = project;
        const says = byKey.get(folder);
        return { ...target(folder, name, apis.state(project)), ...(says !== undefined && { byKey: says }) };
      }),
    reach: async (id, _project, signal) => {
      const project = all().find(({ folder }) => idOf(folder) === id);
      if (project) return { url: await apis.ensureStarted(project, { signal }) };
      throw new Failure(
        'target-gone',
        vscode.l10n.t('The API project is not in the workspace any more.'),
        vscode.l10n.t('Choose another target.'),
      );
    },
    onDidChange: (listener) =>
      vscode.Disposable.from(
        apis.onDidChange(() => listener()),
        projects.onDidChange(() => listener()),
        told.event(listener),
      ),
  };
}

function target(folder: string, name: string, state: ScorerState): TesterTarget {
  const id = idOf(folder);
  const isContainer = state.status !== 'stopped' && state.kind === 'container';
  const title = isContainer ? vscode.l10n.t('{0} in a container', name) : name;
  return { id, title, ...lookOfScorer(state) };
}

function idOf(folder: string): string {
  return `${NAME}.${folder}`;
}
