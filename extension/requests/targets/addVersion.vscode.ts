import * as vscode from 'vscode';
import { Cancelled } from '../../../contract/failure';
import { companyDefaults } from '../../company/company.vscode';
import { withProgress } from '../../editor/progress.vscode';
import { editorLogins } from '../../packageIndex/editorLogins.vscode';
import { versionItems, type VersionItem } from '../../packageIndex/versionItems.vscode';
import { PackageIndex } from '../../packageIndex/packageIndex';
import { normalizedName } from '../../packageIndex/packageName';
import type { ModelProject } from '../../projects/project';
import { fetchVersion } from './fetchVersion';
import { proposedIndex } from './proposedIndex';
import type { PublishedTargets } from './publishedTargets';

/** The index that was used last, of each package. */
const INDEXES = 'bellhop.published.indexes';

export interface AddVersion {
  globalState: vscode.Memento;
  secrets: vscode.SecretStorage;
  /** The folders of the workspace's API projects. */
  apis: readonly string[];
  /** What is kept of all versions. */
  folder: string;
  source: PublishedTargets;
}

/**
 * Asks for the package index and a version of a project's model package, fetches its artefact and adds it as a target.
 *
 * @returns the id of the target.
 * @throws Failure what the index and `fetchVersion` throw; Cancelled.
 */
export async function addVersion(project: ModelProject, options: AddVersion): Promise<string> {
  const name = normalizedName(project.packageName);
  const title = vscode.l10n.t('Add Published Version of {0}', project.name);
  const address = await askIndex(title, name, project, options);
  const index = new PackageIndex(address, editorLogins(options.secrets, true));
  const looking = vscode.l10n.t('Looking for versions of {0}', name);
  const items = await withProgress(looking, async (signal) =>
    versionItems(index, await index.versions(name, signal), signal),
  );
  const indexes = options.globalState.get<Record<string, string>>(INDEXES, {});
  await options.globalState.update(INDEXES, { ...indexes, [name]: index.url });
  const chosen = await vscode.window.showQuickPick<VersionItem>(items, {
    title,
    placeHolder: vscode.l10n.t('Its model is downloaded, and served on this machine'),
    matchOnDescription: true,
    ignoreFocusOut: true,
  });
  if (!chosen) throw new Cancelled();
  const { version } = chosen;
  const fetching = vscode.l10n.t('Downloading {0} {1}', name, version.version);
  const fetched = await withProgress(fetching, (signal) =>
    fetchVersion(index, version, options.folder, { signal }),
  );
  return options.source.add(fetched);
}

async function askIndex(
  title: string,
  name: string,
  project: ModelProject,
  { globalState, apis }: AddVersion,
): Promise<string> {
  const ownIndex = async (): Promise<string | undefined> => (await companyDefaults()).packageIndex;
  const last = globalState.get<Record<string, string>>(INDEXES, {})[name];
  const text = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t(
      'The package index that has {0}, such as https://packages.example.com/simple',
      name,
    ),
    value: last ?? (await proposedIndex(project, apis, ownIndex)) ?? '',
    ignoreFocusOut: true,
    validateInput: problemOf,
  });
  if (text === undefined) throw new Cancelled();
  return text.trim();
}

function problemOf(text: string): string | undefined {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    return vscode.l10n.t('Give the address of a package index; it often ends in /simple.');
  }
  if (url.username === '' && url.password === '') return undefined;
  return vscode.l10n.t('Leave user name and password out: they are asked for where the index wants them.');
}
