import * as vscode from 'vscode';
import { Cancelled } from '../../../contract/failure';
import type { TesterTarget } from '../../../contract/testerMessages';
import type { ModelProject, Project } from '../../projects/project';
import { addTarget, editTarget, removeTarget } from './editTarget.vscode';
import { targetWords } from './stateWords.vscode';
import type { Targets } from './targets';
import type { UrlTargets } from './urlTargets';
import type { VersionTargets } from './versionTargets.vscode';

export interface PickTarget {
  project: ModelProject;
  targets: Targets;
  urls: UrlTargets;
  versions: VersionTargets;
}

/** A line of the picker: a target, or one that adds another. */
interface Item extends vscode.QuickPickItem {
  target?: TesterTarget;
  add?: () => Promise<string>;
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
  { project, targets }: { project: Project; targets: Targets },
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

function shown({ project, targets, urls, versions }: PickTarget): Promise<Done> {
  const edit = { iconPath: new vscode.ThemeIcon('edit'), tooltip: vscode.l10n.t('Edit') };
  const remove = { iconPath: new vscode.ThemeIcon('trash'), tooltip: vscode.l10n.t('Remove') };
  const pick = vscode.window.createQuickPick<Item>();
  pick.title = vscode.l10n.t('Choose Target of {0}', project.name);
  pick.placeholder = vscode.l10n.t('Where requests of this project go');
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.keepScrollPosition = true;
  const adding: Item[] = [
    {
      label: `$(add) ${vscode.l10n.t('Add Address…')}`,
      alwaysShow: true,
      add: () => addTarget(urls),
    },
    {
      label: `$(add) ${vscode.l10n.t('Add Published Version…')}`,
      alwaysShow: true,
      add: () => versions.add(project),
    },
  ];
  const buttonsOf = ({ id }: TesterTarget): vscode.QuickInputButton[] => {
    if (urls.get(id)) return [edit, remove];
    return versions.source.get(id) ? [remove] : [];
  };
  const show = (): void => {
    const chosen = targets.chosen(project)?.id;
    const active = pick.activeItems[0]?.target?.id ?? chosen;
    const items = targets.list(project).map((target) => item(target, chosen, buttonsOf(target)));
    const separator: Item = { label: '', kind: vscode.QuickPickItemKind.Separator };
    pick.items = [...items, separator, ...adding];
    pick.activeItems = items.filter(({ target }) => target?.id === active);
  };
  show();
  const changes = targets.onDidChange(show);
  void targets.lookAtAll(project);
  return new Promise<Done>((resolve) => {
    pick.onDidAccept(() => {
      const [chosen] = pick.selectedItems;
      if (chosen?.target) resolve({ target: chosen.target.id });
      else resolve({ todo: chosen?.add });
      pick.hide();
    });
    pick.onDidTriggerItemButton(({ item: { target }, button }) => {
      if (!target) return;
      const { id } = target;
      if (button === edit) resolve({ todo: () => editTarget(urls, id) });
      else resolve({ todo: () => (urls.get(id) ? removeTarget(urls, id) : versions.remove(id)) });
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
