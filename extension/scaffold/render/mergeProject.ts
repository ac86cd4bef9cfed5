import { randomBytes } from 'node:crypto';
import { chmod, lstat, mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { Cancelled, Failure } from '../../../contract/failure';
import type { Plan } from './renderTree';
import { writeProject } from './writeProject';

/** What becomes of files that are there already: cookiecutter's `--overwrite-if-exists`, and its `--skip-if-file-exists`. */
export type Existing = 'refuse' | 'overwrite' | 'skip';

/** What was done to a folder that was there already; paths relative to it, with `/`, sorted. */
export interface Merged {
  /** Files that were there and were replaced. */
  overwritten: string[];
  /** Files of the template that were not written, since something is there already. */
  skipped: string[];
  /** Files that are gone, since the template copies their folder whole. */
  removed: string[];
}

export const NOTHING_THERE: Merged = { overwritten: [], skipped: [], removed: [] };

/** A merge that is done and can still be taken back. */
export interface Merge extends Merged {
  /** Puts everything back as it was. */
  undo: () => Promise<void>;
  /** Forgets what was replaced. */
  keep: () => Promise<void>;
}

/**
 * Writes what is planned into a folder that is there already, all or nothing: new files are written beside it first and
 * then change places with the old ones, which come back when anything fails.
 *
 * As with cookiecutter, a file that would take the place of a folder is left out, and overwriting replaces a folder that
 * the template copies whole. Skipping leaves every file that is there, also where cookiecutter replaces it: in such
 * folders, and where a file is copied without rendering.
 *
 * @throws Failure `project-exists` where a link, or a file in the place of a folder, is in the way; Cancelled.
 */
export async function mergeProject(
  plan: Plan,
  target: string,
  existing: 'overwrite' | 'skip',
  signal?: AbortSignal,
): Promise<Merge> {
  const merged = await compareWithFolder(plan, target, existing);
  const skipped = new Set(merged.skipped);
  const files = Array.from(plan.files).filter(([file]) => !skipped.has(file));
  const aside = path.join(path.dirname(target), `.bellhop-${randomBytes(8).toString('hex')}`);
  const written = path.join(aside, 'new');
  const replaced = path.join(aside, 'old');
  const steps: (() => Promise<unknown>)[] = [];
  const undo = async (): Promise<void> => {
    const failures: unknown[] = [];
    for (const step of steps.reverse()) await step().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw notPutBack(target, replaced);
    await rm(aside, { recursive: true, force: true });
  };
  try {
    await mkdir(written, { recursive: true });
    await mkdir(replaced);
    const folders = new Map(Array.from(plan.folders.keys(), (folder) => [folder, undefined]));
    await writeProject({ folders, files: new Map(files) }, written, signal);
    for (const [at, file] of [...merged.overwritten, ...merged.removed].entries()) {
      if (signal?.aborted === true) throw new Cancelled();
      const place = path.join(target, file);
      const kept = path.join(replaced, String(at));
      await rename(place, kept);
      steps.push(async () => {
        // A hook may have taken the folder away.
        await mkdir(path.dirname(place), { recursive: true });
        await rename(kept, place);
      });
    }
    for (const folder of plan.folders.keys()) {
      const made = path.join(target, folder);
      if (!(await isMissing(made))) continue;
      await mkdir(made);
      // It stays where a hook put something into it.
      steps.push(() => rmdir(made).catch(() => undefined));
    }
    for (const [file] of files) {
      if (signal?.aborted === true) throw new Cancelled();
      const place = path.join(target, file);
      await rename(path.join(written, file), place);
      steps.push(() => rm(place, { recursive: true, force: true }));
    }
    for (const [folder, mode] of Array.from(plan.folders).reverse()) {
      if (mode === undefined || existing === 'skip') continue;
      const made = path.join(target, folder);
      const before = (await lstat(made)).mode & 0o777;
      await chmod(made, mode);
      steps.push(() => chmod(made, before));
    }
  } catch (error) {
    await undo();
    throw error;
  }
  return { ...merged, undo, keep: () => rm(aside, { recursive: true, force: true }) };
}

/** What a merge would do, and whether it may; changes nothing. */
export async function compareWithFolder(
  plan: Plan,
  target: string,
  existing: 'overwrite' | 'skip',
): Promise<Merged> {
  await refuseAllBut('directory', target, target);
  const whole: string[] = [];
  for (const [folder, mode] of plan.folders) {
    await refuseAllBut('directory', path.join(target, folder), target);
    if (mode !== undefined) whole.push(folder);
  }
  const merged: Merged = { overwritten: [], skipped: [], removed: [] };
  for (const file of plan.files.keys()) {
    const found = await lstat(path.join(target, file)).catch(() => undefined);
    if (found?.isDirectory() === true) merged.skipped.push(file);
    else if (found) {
      await refuseAllBut('file', path.join(target, file), target);
      merged[existing === 'skip' ? 'skipped' : 'overwritten'].push(file);
    }
  }
  if (existing === 'overwrite') merged.removed = await notPlanned(plan, target, whole);
  for (const list of Object.values(merged) as string[][]) list.sort();
  return merged;
}

/** The files in folders that the template copies whole which it does not have itself. */
async function notPlanned(plan: Plan, target: string, whole: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const folder of whole) {
    const entries = await readdir(path.join(target, folder), { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const at = `${folder}/${entry.name}`;
      if (!plan.files.has(at) && !plan.folders.has(at)) found.push(at);
    }
  }
  return found;
}

async function refuseAllBut(kind: 'file' | 'directory', place: string, target: string): Promise<void> {
  const found = await lstat(place).catch(() => undefined);
  if (!found || (kind === 'file' ? found.isFile() : found.isDirectory())) return;
  const what = found.isSymbolicLink() ? 'a link' : found.isDirectory() ? 'a folder' : 'no folder';
  throw new Failure(
    'project-exists',
    `${place} is ${what}, which Bellhop does not write over or through.`,
    `Move it away, or choose another place than ${target}.`,
  );
}

function notPutBack(target: string, replaced: string): Failure {
  return new Failure(
    'project-not-written',
    `The project was not written, and not everything in ${target} could be put back as it was.`,
    `What is missing lies in ${replaced}.`,
  );
}

async function isMissing(place: string): Promise<boolean> {
  return (await lstat(place).catch(() => undefined)) === undefined;
}
