import { randomBytes } from 'node:crypto';
import {
  chmod,
  copyFile,
  lstat,
  mkdir,
  readlink,
  realpath,
  rename,
  rm,
  rmdir,
  symlink,
} from 'node:fs/promises';
import path from 'node:path';
import { Cancelled, Failure, reason } from '../../../contract/failure';
import { isInside } from '../../files/isInside';
import type { ProjectRepository } from './projectRepository';
import type { FileChange, Stage } from './updateMerge';

const EXECUTE = 0o111;

/**
 * Writes the change of an update into the project: all of it, or none. Nothing is committed or staged; what git could
 * not merge stands in its index as the conflicts of a merge do.
 *
 * @param blob gives the content of a stage.
 * @throws Failure `update-failed`, `project-not-clean`, `project-changed`, `update-unsafe`; Cancelled.
 */
export async function applyChanges(
  project: ProjectRepository,
  changes: readonly FileChange[],
  stages: readonly Stage[],
  blob: (object: string) => Promise<Buffer>,
  signal?: AbortSignal,
): Promise<void> {
  await project.refuseChanged(signal);
  const root = await realpath(project.folder);
  for (const { path: file } of changes) await refuseOutside(root, file);
  // Beside the files, so that each takes its place by one rename.
  const staging = path.join(root, `.bellhop-${randomBytes(8).toString('hex')}`);
  const undo: (() => Promise<unknown>)[] = [];
  try {
    await mkdir(path.join(staging, 'old'), { recursive: true });
    await mkdir(path.join(staging, 'new'));
    for (const [at, change] of changes.entries()) {
      if (signal?.aborted === true) throw new Cancelled();
      await prepare(change, path.join(root, change.path), path.join(staging, 'new', String(at)));
    }
    // What goes comes first: a folder may take the place of a file, or a file that of a folder.
    const order = Array.from(changes.entries());
    order.sort(([, a], [, b]) => Number(b.kind === 'deleted') - Number(a.kind === 'deleted'));
    for (const [at, change] of order) {
      if (signal?.aborted === true) throw new Cancelled();
      await replace(root, change, staging, String(at), undo);
    }
    // Last: git changes its index at once or not at all.
    await writeStages(project, stages, blob, signal);
  } catch (error) {
    for (const step of undo.reverse()) await step();
    throw notApplied(project.folder, error);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** A folder on the way that is a link could lead out of the project. */
async function refuseOutside(root: string, file: string): Promise<void> {
  let folder = path.dirname(path.join(root, file));
  let real: string | undefined;
  while (real === undefined) {
    real = await realpath(folder).catch(() => undefined);
    if (real === undefined) folder = path.dirname(folder);
  }
  if (isInside(root, real)) return;
  throw new Failure(
    'update-unsafe',
    `${file} would be written through a link that leads out of ${root}.`,
    'Put a folder in the place of the link, or name the file in "skip" of the record.',
  );
}

/** Makes the file that will take the place of the one in the project, with its permission bits. */
async function prepare({ result }: FileChange, target: string, made: string): Promise<void> {
  if (result === undefined) return;
  const found = await lstat(result);
  if (found.isSymbolicLink()) {
    await symlink(await readlink(result), made);
    return;
  }
  await copyFile(result, made);
  const old = await lstat(target).catch(() => undefined);
  const isSame = old?.isFile() === true && ((old.mode & EXECUTE) === 0) === ((found.mode & EXECUTE) === 0);
  await chmod(made, (isSame ? old : found).mode & 0o777);
}

async function replace(
  root: string,
  { path: file, kind, result }: FileChange,
  staging: string,
  name: string,
  undo: (() => Promise<unknown>)[],
): Promise<void> {
  if (kind !== 'deleted' && result === undefined) return;
  const target = path.join(root, file);
  const kept = path.join(staging, 'old', name);
  const isThere = await lstat(target).then(
    () => true,
    () => false,
  );
  if (isThere && kind === 'added') {
    throw new Failure(
      'update-unsafe',
      `The template adds ${file}, and there is one already that git does not keep.`,
      `Move it away, or name it in "skip" of the record.`,
    );
  }
  if (isThere) {
    await rename(target, kept);
    undo.push(() => rename(kept, target));
  }
  if (result === undefined) {
    await removeEmpty(root, path.dirname(target), undo);
    return;
  }
  const made = await mkdir(path.dirname(target), { recursive: true });
  if (made !== undefined) undo.push(() => rm(made, { recursive: true, force: true }));
  await rename(path.join(staging, 'new', name), target);
  undo.push(() => rm(target, { force: true }));
}

/** git knows no empty folders, so that one whose last file goes is gone too. */
async function removeEmpty(root: string, folder: string, undo: (() => Promise<unknown>)[]): Promise<void> {
  for (let at = folder; at !== root; at = path.dirname(at)) {
    const isRemoved = await rmdir(at).then(
      () => true,
      () => false,
    );
    if (!isRemoved) return;
    undo.push(() => mkdir(at));
  }
}

async function writeStages(
  project: ProjectRepository,
  stages: readonly Stage[],
  blob: (object: string) => Promise<Buffer>,
  signal?: AbortSignal,
): Promise<void> {
  if (stages.length === 0) return;
  for (const { object } of stages) {
    const args = ['hash-object', '-w', '-t', 'blob', '--stdin', '--no-filters'];
    await project.run(args, { input: await blob(object), signal });
  }
  const none = '0'.repeat(stages[0]?.object.length ?? 40);
  const removed = new Set(stages.map(({ path: file }) => `0 ${none}\t${file}\0`));
  const added = stages.map(({ mode, object, stage, path: file }) => `${mode} ${object} ${stage}\t${file}\0`);
  const input = [...removed, ...added].join('');
  // Not stopped once it has begun: a killed git would leave its lock.
  await project.run(['update-index', '-z', '--index-info'], { input });
}

function notApplied(folder: string, error: unknown): Error {
  if (error instanceof Failure || error instanceof Cancelled) return error;
  return new Failure(
    'update-failed',
    `The update could not be written to ${folder}, which is as it was: ${reason(error)}.`,
    'Check the free space and the rights of the folder, and run the update again.',
    { cause: error },
  );
}
