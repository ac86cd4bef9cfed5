import { explain, rcompare, satisfies } from '@renovatebot/pep440';
import type { IndexFile } from './indexPage';
import { normalizedName, readWheelName } from './packageName';

/** A version of a package that an index has as a wheel. */
export interface PackageVersion {
  name: string;
  version: string;
  isPreRelease: boolean;
  /** Why it is not to be used any more, which may be an empty text; undefined where it is. */
  yanked?: string;
  /** The versions of Python that it is for: `>=3.11`. */
  requiresPython?: string;
  /** Its wheels, one that runs everywhere first. */
  wheels: [IndexFile, ...IndexFile[]];
}

/** The versions of a package among the files of its page, the newest first (PEP 440). */
export function packageVersions(name: string, files: readonly IndexFile[]): PackageVersion[] {
  const wanted = normalizedName(name);
  const byVersion = new Map<string, IndexFile[]>();
  for (const file of files) {
    const wheel = readWheelName(file.name);
    if (wheel?.name !== wanted) continue;
    const known = [...byVersion.keys()].find((version) => rcompare(version, wheel.version) === 0);
    byVersion.set(known ?? wheel.version, [...(byVersion.get(known ?? '') ?? []), file]);
  }
  return [...byVersion.entries()]
    .sort(([left], [right]) => rcompare(left, right))
    .flatMap(([version, wheels]) => packageVersion(name, version, wheels));
}

function packageVersion(name: string, version: string, wheels: IndexFile[]): PackageVersion[] {
  const [first, ...others] = wheels.sort((left, right) => Number(isPure(right)) - Number(isPure(left)));
  if (!first) return [];
  // As with pip, a version is out of use where all of its files are.
  const isYanked = wheels.every(({ yanked }) => yanked !== undefined);
  return [
    {
      name,
      version,
      isPreRelease: explain(version)?.is_prerelease ?? false,
      ...(isYanked && first.yanked !== undefined && { yanked: first.yanked }),
      ...(first.requiresPython !== undefined && { requiresPython: first.requiresPython }),
      wheels: [first, ...others],
    },
  ];
}

function isPure({ name }: IndexFile): boolean {
  return name.endsWith('-none-any.whl');
}

/** The version that is proposed: the newest that is no pre-release and not yanked; else the newest of all. */
export function proposedVersion(versions: readonly PackageVersion[]): PackageVersion | undefined {
  const usable = versions.filter(({ yanked }) => yanked === undefined);
  return usable.find(({ isPreRelease }) => !isPreRelease) ?? usable[0] ?? versions[0];
}

/** Whether a version is for a Python such as `3.11` or `3.11.7`. */
export function runsOn({ requiresPython }: PackageVersion, python: string): boolean {
  // A project names a minor version alone; which of its releases runs it is open.
  const full = /^\d+\.\d+$/.test(python) ? `${python}.99` : python;
  return requiresPython === undefined || satisfies(full, requiresPython, { prereleases: true });
}

/** Whether two texts name the same version: `1.0` is `1.0.0`. */
export function isSameVersion(left: string, right: string): boolean {
  return left === right || rcompare(left, right) === 0;
}
