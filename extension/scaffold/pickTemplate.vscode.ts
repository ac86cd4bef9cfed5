import os from 'node:os';
import * as vscode from 'vscode';
import { Failure } from '../../contract/failure';
import { askSteps, type Choice, type Step } from '../editor/multiStep.vscode';
import { loadUserConfig } from './sources/loadUserConfig';
import { readRecent, shortName, withRecent, type RecentTemplate } from './recentTemplates';
import { readAddress } from './sources/sourceAddress';

const RECENT = 'bellhop.newProject.recentTemplates';

/**
 * Asks which template: a recent one, a bundled one, a folder, a zip file, or an address that is typed; of a git
 * repository also which version. Throws Cancelled.
 */
export async function pickTemplate(state: vscode.Memento): Promise<RecentTemplate> {
  const { abbreviations } = await loadUserConfig(process.env, os.homedir());
  const recent = readRecent(state.get(RECENT));
  let template = '';
  let checkout = '';
  const kindOf = (address: string): string | undefined => {
    try {
      return readAddress(address, abbreviations).kind;
    } catch (error) {
      if (error instanceof Failure) return undefined;
      throw error;
    }
  };
  const source: Step = {
    prompt: vscode.l10n.t('Choose a template, or type the URL of a git repository, a folder or a zip file'),
    value: () => template,
    validate: () => undefined,
    choices: () => [...recent.map(recentChoice), ...otherChoices()],
    typed: (text) => ({
      label: vscode.l10n.t('Use {0}', text.trim()),
      iconPath: new vscode.ThemeIcon('arrow-right'),
      value: text.trim(),
    }),
    done: (value) => {
      const known = recent[Number(RECENT_VALUE.exec(value)?.[1] ?? -1)];
      template = known?.template ?? value;
      checkout = known?.checkout ?? '';
    },
  };
  const version: Step = {
    prompt: vscode.l10n.t('A branch, tag or commit. Leave it empty for the newest'),
    asked: () => kindOf(template) === 'git',
    value: () => checkout,
    validate: (value) =>
      value.trim().startsWith('-') ? vscode.l10n.t('This is no branch, tag or commit.') : undefined,
    done: (value) => (checkout = value.trim()),
  };
  await askSteps(vscode.l10n.t('New Project from Template'), [source, version]);
  return { template, ...(checkout === '' ? {} : { checkout }) };
}

/** Keeps a template among the recent ones. */
export async function rememberTemplate(state: vscode.Memento, used: RecentTemplate): Promise<void> {
  await state.update(RECENT, withRecent(readRecent(state.get(RECENT)), used));
}

/** A recent template is told by its place in the list: one address can be there with several versions. */
const RECENT_VALUE = /^recent (\d+)$/;

function recentChoice({ template, checkout }: RecentTemplate, place: number): Choice {
  return {
    label: shortName(template),
    ...(checkout === undefined ? {} : { description: checkout }),
    detail: template,
    iconPath: new vscode.ThemeIcon('history'),
    value: `recent ${String(place)}`,
  };
}

function otherChoices(): Choice[] {
  return [
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    {
      label: vscode.l10n.t('Model project'),
      description: vscode.l10n.t('comes with Bellhop'),
      iconPath: new vscode.ThemeIcon('package'),
      value: 'model',
    },
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    {
      label: vscode.l10n.t('Folder…'),
      iconPath: new vscode.ThemeIcon('folder-opened'),
      find: () => browse({ canSelectFiles: false, canSelectFolders: true }),
    },
    {
      label: vscode.l10n.t('Zip file…'),
      iconPath: new vscode.ThemeIcon('file-zip'),
      find: () => browse({ filters: { [vscode.l10n.t('Zip files')]: ['zip'] } }),
    },
  ];
}

async function browse(options: vscode.OpenDialogOptions): Promise<string | undefined> {
  const openLabel = vscode.l10n.t('Use as Template');
  const [chosen] = (await vscode.window.showOpenDialog({ openLabel, ...options })) ?? [];
  return chosen?.fsPath;
}
