import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../../../contract/failure';
import { extractArtefact } from '../../packageIndex/extractArtefact';
import type { FindLogin } from '../../packageIndex/logins';
import { PackageIndex } from '../../packageIndex/packageIndex';
import type { PackageVersion } from '../../packageIndex/versions';
import { artefactFolder, newPublishedVersion, type PublishedVersion } from './publishedVersion';

/**
 * Downloads the wheel of a version and keeps its artefact; the wheel itself does not stay.
 *
 * @param root what is kept of all versions; an artefact that lies there is replaced.
 * @param expected the SHA-256 that the wheel had before, where it was fetched already.
 * @throws Failure `wheel-mismatch`, those of the index and of `extractArtefact`; Cancelled. Nothing is left behind.
 */
export async function fetchVersion(
  index: PackageIndex,
  version: PackageVersion,
  root: string,
  { expected, signal }: { expected?: string; signal: AbortSignal },
): Promise<PublishedVersion> {
  await mkdir(root, { recursive: true, mode: 0o700 });
  // On the same disk, so that the artefact takes its place at once.
  const part = await mkdtemp(path.join(root, '.part-'));
  try {
    const { file, sha256 } = await index.download(version, part, signal);
    if (expected !== undefined && sha256 !== expected) throw replaced(version);
    const artefact = path.join(part, 'artefact');
    await mkdir(artefact);
    await extractArtefact(file, version, artefact, signal);
    const fetched = newPublishedVersion(version.name, version.version, index.url, sha256);
    const folder = artefactFolder(root, fetched);
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    await rename(artefact, folder);
    return fetched;
  } finally {
    await rm(part, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Downloads a version that was fetched before, which must be the same wheel still. Throws as `fetchVersion` does. */
export async function fetchAgain(
  known: PublishedVersion,
  root: string,
  findLogin: FindLogin,
  signal: AbortSignal,
): Promise<void> {
  const index = new PackageIndex(known.index, findLogin);
  const version = await index.version({ name: known.package, version: known.version }, signal);
  await fetchVersion(index, version, root, { expected: known.sha256, signal });
}

function replaced({ name, version }: PackageVersion): Failure {
  return new Failure(
    'wheel-mismatch',
    `${name} ${version} on the package index is another wheel than the one that was added as a target.`,
    'Remove the target and add the version again, if the index is to be trusted.',
  );
}
