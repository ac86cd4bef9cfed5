import { createHash } from 'node:crypto';
import path from 'node:path';
import { isRecord } from '../../../contract/version';

/** The newest `schema` of its file that this Bellhop reads, and the one that it writes. */
const SCHEMA = 1;

/** A published version of a model package that was made a target. */
export interface PublishedVersion {
  schema: number;
  /** The package's name, as the index knows it. */
  package: string;
  version: string;
  /** The address of the package index, without a login. */
  index: string;
  /** The SHA-256 of its wheel, in hex: what is fetched again later must be the same. */
  sha256: string;
}

export function newPublishedVersion(
  name: string,
  version: string,
  index: string,
  sha256: string,
): PublishedVersion {
  return { schema: SCHEMA, package: name, version, index, sha256 };
}

/** Reads the file of one; undefined for what is none, or a newer Bellhop's. */
export function readPublishedVersion(document: unknown): PublishedVersion | undefined {
  if (!isRecord(document) || document['schema'] !== SCHEMA) return undefined;
  const { package: name, version, index, sha256 } = document;
  const texts = [name, version, index, sha256].every((text) => typeof text === 'string');
  // The digest names a folder.
  if (!texts || !/^[0-9a-f]{64}$/.test(sha256 as string)) return undefined;
  return newPublishedVersion(name as string, version as string, index as string, sha256 as string);
}

/** What its file is named by: the same version of the same index is one target, however often it is added. */
export function idOf({ package: name, version, index }: Omit<PublishedVersion, 'schema' | 'sha256'>): string {
  return createHash('sha256').update([name, version, index].join('\n')).digest('hex').slice(0, 32);
}

/** Where the artefact of a version lies. @param folder what is kept of all versions. */
export function artefactFolder(folder: string, { sha256 }: Pick<PublishedVersion, 'sha256'>): string {
  return path.join(folder, sha256);
}
