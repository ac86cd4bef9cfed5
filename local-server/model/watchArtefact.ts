import { type FSWatcher, watch } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ARTEFACT_FILE } from '../../contract/readArtefact';
import type { ArtefactPlace } from './artefactFolder';

/** Events come in bursts: the folder is looked at when none has come for this long. */
const QUIET_MILLISECONDS = 50;
/** Some file systems send no events, and a folder that is replaced takes its watcher with it. */
const POLL_MILLISECONDS = 2000;

/**
 * Calls `onChange` after a file of the folder changed, was replaced, came or went since this call resolved. The folder
 * need not exist yet.
 *
 * @param place the folder; where it names a file, only that file and model.json count.
 * @param pollMilliseconds how often to look without an event.
 * @returns a function that ends it.
 */
export async function watchArtefact(
  { folder, graphFile }: ArtefactPlace,
  onChange: () => void,
  pollMilliseconds: number = POLL_MILLISECONDS,
): Promise<() => void> {
  const wanted = graphFile === undefined ? undefined : [graphFile, ARTEFACT_FILE];
  let watcher: FSWatcher | undefined;
  let watched = '';
  let seen: string | undefined;
  let quiet: NodeJS.Timeout | undefined;
  let closed = false;

  const watchFolder = async (): Promise<void> => {
    const identity = await identityOf(folder);
    if (closed || (identity === watched && watcher)) return;
    watcher?.close();
    watcher = undefined;
    watched = identity;
    if (identity === '') return;
    try {
      watcher = watch(folder, () => {
        clearTimeout(quiet);
        quiet = setTimeout(() => void look(), QUIET_MILLISECONDS);
      });
      watcher.on('error', () => (watched = ''));
    } catch {
      // No events here: the poll finds the change.
      watched = '';
    }
  };

  const look = async (): Promise<void> => {
    await watchFolder();
    const now = await stampsOf(folder, wanted);
    if (closed) return;
    if (seen !== undefined && seen !== now) onChange();
    seen = now;
  };

  await look();
  const poll = setInterval(() => void look(), pollMilliseconds);
  return () => {
    closed = true;
    clearInterval(poll);
    clearTimeout(quiet);
    watcher?.close();
  };
}

/** What tells one state of the folder's files, of those `wanted`, from another; empty where there is no folder. */
async function stampsOf(folder: string, wanted: readonly string[] | undefined): Promise<string> {
  try {
    const all = (await readdir(folder)).sort();
    const files = wanted ? all.filter((file) => wanted.includes(file)) : all;
    const stamps = files.map(async (file) => {
      const { ino, size, mtimeNs } = await stat(join(folder, file), { bigint: true });
      return `${file}:${ino}-${size}-${mtimeNs}`;
    });
    return (await Promise.all(stamps)).join(' ');
  } catch {
    // A file that went between the two calls: its going is another event.
    return '';
  }
}

/** Which folder lies at a path: another one after a replacement, none before it exists. */
async function identityOf(path: string): Promise<string> {
  try {
    const { ino, dev } = await stat(path, { bigint: true });
    return `${dev}-${ino}`;
  } catch {
    return '';
  }
}
