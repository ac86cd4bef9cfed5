import { Failure } from '../../contract/failure';

/** A version of a model package: three numbers, the first of which changes when callers break. */
export type Version = readonly [major: number, minor: number, patch: number];
export type Bump = 'major' | 'minor' | 'patch';

const VERSION = /^(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})$/;

/** The version that a text is, or undefined. */
export function parseVersion(text: string): Version | undefined {
  const found = VERSION.exec(text);
  return found ? [Number(found[1]), Number(found[2]), Number(found[3])] : undefined;
}

/** @throws Failure `version-unreadable`. */
export function requireVersion(text: string, where: string): Version {
  const version = parseVersion(text);
  if (version) return version;
  throw new Failure(
    'version-unreadable',
    `${where} is "${text}", which is no version of three numbers.`,
    'Give one such as 1.2.0.',
  );
}

export function versionText(version: Version): string {
  return version.join('.');
}

/** Below 0 where a comes before b, above 0 where it comes after. */
export function compareVersions(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

export function bumped([major, minor, patch]: Version, bump: Bump): Version {
  if (bump === 'major') return [major + 1, 0, 0];
  return bump === 'minor' ? [major, minor + 1, 0] : [major, minor, patch + 1];
}

/** The tag of a version; the pipeline publishes what is tagged so. */
export function tagOf(version: Version): string {
  return `v${versionText(version)}`;
}

/** The newest of the tags that are versions. */
export function newestTag(tags: readonly string[]): Version | undefined {
  const versions = tags.flatMap((tag) => {
    const version = tag.startsWith('v') ? parseVersion(tag.slice(1)) : undefined;
    return version ? [version] : [];
  });
  return versions.sort(compareVersions).at(-1);
}
