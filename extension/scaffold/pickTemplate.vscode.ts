import os from 'node:os';
import * as vscode from 'vscode';
import type { CompanyTemplate } from '../../contract/company';
import { Failure } from '../../contract/failure';
import { companyDefaults } from '../company/company.vscode';
import { askSteps, type Choice, type Step } from '../editor/multiStep.vscode';
import { withoutSecrets } from './sources/gitSource';
import { loadUserConfig } from './sources/loadUserConfig';
import { readRecent, shortName, withRecent, type RecentTemplate } from './recentTemplates';
import { readAddress } from './sources/sourceAddress';

const RECENT = 'bellhop.newProject.recentTemplates';

/**
 * Asks which template: the company's, a recent one, a bundled one, a folder, a zip file, or an address that is typed; of a git
 * repository also which version. Throws Cancelled.
 */
export async function pickTemplate(state: vscode.Memento): Promise<RecentTemplate> {
  const { abbreviations } = await loadUserConfig(process.env, os.homedir());
  const company = (await companyDefaults(true)).templates;
  const recent = readRecent(state.get(RECENT));
  const listed: readonly RecentTemplate[] = [...company, ...recent];
  let template = '';
  let checkout = '';
  let directory: string | undefined;
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
    choices: () => [
      ...company.map(companyChoice),
      ...recent.map((one, place) => recentChoice(one, company.length + place)),
      ...otherChoices(),
    ],
    typed: (text) => ({
      label: vscode.l10n.t('Use {0}', text.trim()),
      iconPath: new vscode.ThemeIcon('arrow-right'),
      value: text.trim(),
    }),
    done: (value) => {
      const known = listed[Number(LISTED.exec(value)?.[1] ?? -1)];
      template = known?.template ?? value;
      checkout = known?.checkout ?? '';
      directory = known?.directory;
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
  return {
    template,
    ...(checkout === '' ? {} : { checkout }),
    ...(directory === undefined ? {} : { directory }),
  };
}

/** Keeps a template among the recent ones. */
export async function rememberTemplate(state: vscode.Memento, used: RecentTemplate): Promise<void> {
  await state.update(RECENT, withRecent(readRecent(state.get(RECENT)), used));
}

/** A template of the list is told by its place there: one address can be in it with several versions. */
const LISTED = /^listed (\d+)$/;

function companyChoice({ name, description, template, checkout }: CompanyTemplate, place: number): Choice {
  return {
    label: name,
    ...(checkout === undefined ? {} : { description: checkout }),
    detail: description ?? withoutSecrets(template),
    iconPath: new vscode.ThemeIcon('organization'),
    value: `listed ${String(place)}`,
  };
}

function recentChoice({ template, checkout, directory }: RecentTemplate, place: number): Choice {
  const more = [checkout, directory].filter((one) => one !== undefined).join(' · ');
  return {
    label: shortName(template),
    ...(more === '' ? {} : { description: more }),
    detail: template,
    iconPath: new vscode.ThemeIcon('history'),
    value: `listed ${String(place)}`,
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
