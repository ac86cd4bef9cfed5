import * as vscode from 'vscode';
import { Cancelled } from '../../../contract/failure';
import type { TesterTarget } from '../../../contract/testerMessages';
import type { Project } from '../../projects/project';
import { addTarget, editTarget, removeTarget } from './editTarget.vscode';
import { targetWords } from './stateWords.vscode';
import type { Targets } from './targets';
import type { UrlTargets } from './urlTargets';

export interface PickTarget {
  project: Project;
  targets: Targets;
  urls: UrlTargets;
}

/** A line of the picker: a target, or the one that adds another. */
interface Item extends vscode.QuickPickItem {
  target?: TesterTarget;
}

type Done = { target: string } | { todo: (() => Promise<string | undefined>) | undefined };

/**
 * Lets a person choose a project's target, or add, edit and remove those that were added by hand. The states are live while
 * it is open.
 */
export async function pickTarget(options: PickTarget): Promise<void> {
  const { project, targets } = options;
  // After one was edited or removed the list is shown again; one that was added is chosen.
  for (;;) {
    const done = await shown(options);
    if ('target' in done) return targets.choose(project, done.target);
    if (!done.todo) return;
    const added = await done.todo().catch((error: unknown) => {
      if (error instanceof Cancelled) return undefined;
      throw error;
    });
    if (added !== undefined) return targets.choose(project, added);
  }
}

/** Chooses another target than `but`, to compare with; throws Cancelled. */
export async function pickOther(
  { project, targets }: Pick<PickTarget, 'project' | 'targets'>,
  title: string,
  but?: string,
): Promise<TesterTarget> {
  const items = targets
    .list(project)
    .filter(({ id }) => id !== but)
    .map((target) => item(target, undefined, []));
  const chosen = await vscode.window.showQuickPick(items, { title, matchOnDetail: true });
  if (!chosen?.target) throw new Cancelled();
  return chosen.target;
}

function shown({ project, targets, urls }: PickTarget): Promise<Done> {
  const edit = { iconPath: new vscode.ThemeIcon('edit'), tooltip: vscode.l10n.t('Edit') };
  const remove = { iconPath: new vscode.ThemeIcon('trash'), tooltip: vscode.l10n.t('Remove') };
  const pick = vscode.window.createQuickPick<Item>();
  pick.title = vscode.l10n.t('Choose Target of {0}', project.name);
  pick.placeholder = vscode.l10n.t('Where requests of this project go');
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.keepScrollPosition = true;
  const add: Item = { label: `$(add) ${vscode.l10n.t('Add Address…')}`, alwaysShow: true };
  const show = (): void => {
    const chosen = targets.chosen(project)?.id;
    const active = pick.activeItems[0]?.target?.id ?? chosen;
    const items = targets
      .list(project)
      .map((target) => item(target, chosen, urls.get(target.id) ? [edit, remove] : []));
    const separator: Item = { label: '', kind: vscode.QuickPickItemKind.Separator };
    pick.items = [...items, separator, add];
    pick.activeItems = items.filter(({ target }) => target?.id === active);
  };
  show();
  const changes = targets.onDidChange(show);
  void targets.lookAtAll(project);
  return new Promise<Done>((resolve) => {
    pick.onDidAccept(() => {
      const [chosen] = pick.selectedItems;
      if (chosen?.target) resolve({ target: chosen.target.id });
      else resolve({ todo: chosen && (() => addTarget(urls)) });
      pick.hide();
    });
    pick.onDidTriggerItemButton(({ item: { target }, button }) => {
      if (!target) return;
      const todo = button === edit ? editTarget : removeTarget;
      resolve({ todo: () => todo(urls, target.id) });
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve({ todo: undefined });
      changes.dispose();
      pick.dispose();
    });
    pick.show();
  });
}

function item(target: TesterTarget, chosen: string | undefined, buttons: vscode.QuickInputButton[]): Item {
  const { icon, words } = targetWords(target);
  const current = target.id === chosen ? [vscode.l10n.t('chosen')] : [];
  return {
    label: `$(${icon}) ${target.title}`,
    description: [words, ...current].join(' · '),
    ...(target.detail !== undefined && { detail: target.detail }),
    buttons,
    target,
  };
}
