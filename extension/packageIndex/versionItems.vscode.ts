import type { QuickPickItem } from 'vscode';
import { describeNewest, versionWords } from './modelPackage';
import type { PackageIndex } from './packageIndex';
import type { PackageVersion } from './versions';

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
export async function versionItems(
  index: PackageIndex,
  versions: readonly PackageVersion[],
  signal: AbortSignal,
  note: (version: PackageVersion) => string | undefined = () => undefined,
): Promise<VersionItem[]> {
  const said = await describeNewest(index, versions, signal);
  return versions.map((version) => {
    const detail = said.get(version.version);
    const words = [note(version), versionWords(version)].filter((text) => text !== undefined);
    return {
      label: version.version,
      description: words.join(' · '),
      ...(detail !== undefined && { detail }),
      version,
    };
  });
}
