import type { QuickPickItem } from 'vscode';
import { Failure } from '../../contract/failure';
import { modelWords, versionWords } from './modelPackage';
import type { PackageIndex } from './packageIndex';
import type { PackageVersion } from './versions';

/** So many of the newest versions are shown with what their model.json says. */
const MOST_DESCRIBED = 5;

/** A version to choose. */
export interface VersionItem extends QuickPickItem {
  version: PackageVersion;
}

/**
 * The versions of a model package to choose from. One that cannot be read is listed all the same: what is wrong with it is
 * said when it is chosen.
 *
 * @param note what is said of a version before everything else; undefined where there is nothing.
 * @throws Cancelled.
 */
export function versionItems(
  index: PackageIndex,
  versions: readonly PackageVersion[],
  signal: AbortSignal,
  note: (version: PackageVersion) => string | undefined = () => undefined,
): Promise<VersionItem[]> {
  return Promise.all(
    versions.map(async (version, at) => {
      const detail = at < MOST_DESCRIBED ? await described(index, version, signal) : undefined;
      const words = [note(version), versionWords(version)].filter((text) => text !== undefined);
      return {
        label: version.version,
        description: words.join(' · '),
        ...(detail !== undefined && { detail }),
        version,
      };
    }),
  );
}

async function described(
  index: PackageIndex,
  version: PackageVersion,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    return modelWords(await index.artefact(version, signal));
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}
