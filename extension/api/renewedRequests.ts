import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { REQUESTS_FOLDER } from '../../contract/savedRequest';
import { savedRequestFiles } from '../requests/saved/savedRequests';
import type { VersionTrial } from './versionTrial';

/** A saved request that the new version of the package writes otherwise. */
export interface RenewedRequest {
  name: string;
  file: string;
  /** Undefined where there is none of that name any more. */
  content: string | undefined;
  was: string | undefined;
}

/**
 * The saved requests of a project that are the package's own: those that `flask save-requests` wrote for the version
 * before and that nobody changed since. With the new version they are what it writes then; a project that has none of them
 * gets none.
 *
 * @param hasOld whether the version before is there to be asked.
 */
export async function renewedRequests(trial: VersionTrial, hasOld: boolean): Promise<RenewedRequest[]> {
  const { folder } = trial.project;
  const there = await textsOf(await savedRequestFiles(folder));
  if (!hasOld || there.size === 0) return [];
  const old = await textsOf(await savedRequestFiles(await trial.savePackageRequests('old')));
  const own = [...there].filter(([name, text]) => sameText(old.get(name), text));
  if (own.length === 0) return [];
  const fresh = await textsOf(await savedRequestFiles(await trial.savePackageRequests('new')));
  const names = new Set([...own.map(([name]) => name), ...fresh.keys()]);
  return [...names].flatMap((name) => {
    const [was, content] = [there.get(name), fresh.get(name)];
    // One of the same name that a person wrote or changed stays theirs.
    if (was === content || (was !== undefined && !sameText(old.get(name), was))) return [];
    return [{ name, file: path.join(folder, REQUESTS_FOLDER, name), content, was }];
  });
}

async function textsOf(files: readonly string[]): Promise<Map<string, string>> {
  const texts = files.map(async (file) => [path.basename(file), await readFile(file, 'utf8')] as const);
  return new Map(await Promise.all(texts));
}

/** A checkout on Windows has other line ends. */
function sameText(left: string | undefined, right: string): boolean {
  return left?.replaceAll('\r\n', '\n') === right.replaceAll('\r\n', '\n');
}
