import { randomBytes } from 'node:crypto';
import { lstat, mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { Cancelled, Failure, reason } from '../../../contract/failure';
import { mergeProject, NOTHING_THERE, type Existing, type Merged } from './mergeProject';
import type { Plan } from './renderTree';
import { runHooks, type HookRun, type RenderedHook } from '../hooks/runHooks';
import { writeProject } from './writeProject';

/** A rendered project, and where it is to go. */
interface Placing {
  plan: Plan;
  /** The project's own folder. */
  target: string;
  existing: Existing;
  /** Programs to run in it, before and after the files are written. */
  hooks?: { run: HookRun; before: readonly RenderedHook[]; after: readonly RenderedHook[] };
  signal?: AbortSignal;
}

/** What became of it. */
export interface Placed extends Merged {
  /** What a hook failed with, where the project was kept nevertheless. */
  failed?: Failure;
}

/**
 * Writes a rendered project, all or nothing.
 *
 * @throws Failure project-exists, project-not-written, hook-failed; Cancelled.
 */
export async function placeProject(placing: Placing): Promise<Placed> {
  const { plan, target, existing, hooks, signal } = placing;
  try {
    if (existing !== 'refuse' && (await isThere(target))) return await merge(placing, existing);
    if (hooks) return await writeWithHooks(placing, hooks);
    await writeHidden(plan, target, signal);
    return NOTHING_THERE;
  } catch (error) {
    throw notWritten(target, error);
  }
}

/** What writing failed of, as a Failure of the project. */
export function notWritten(target: string, error: unknown): Error {
  if (error instanceof Failure || error instanceof Cancelled) return error;
  return new Failure(
    'project-not-written',
    `The project could not be written to ${target}: ${reason(error)}.`,
    'Check the free space and the rights of the folder, or choose another one.',
    { cause: error },
  );
}

export async function isThere(target: string): Promise<boolean> {
  return (await lstat(target).catch(() => undefined)) !== undefined;
}

/** Throws Failure `project-exists`. */
export async function refuseExisting(target: string): Promise<void> {
  if (await isThere(target)) throw projectExists(target);
}

export function projectExists(target: string): Failure {
  return new Failure(
    'project-exists',
    `${target} is already there, and Bellhop does not write over it unasked.`,
    'Give the project another name, or choose another folder.',
  );
}

async function writeHidden(plan: Plan, target: string, signal?: AbortSignal): Promise<void> {
  const hidden = path.join(path.dirname(target), `.bellhop-${randomBytes(8).toString('hex')}`);
  try {
    await mkdir(hidden);
    await writeProject(plan, hidden, signal);
    await refuseExisting(target);
    await rename(hidden, target);
  } catch (error) {
    await rm(hidden, { recursive: true, force: true });
    throw error;
  }
}

async function writeWithHooks(
  { plan, target, signal }: Placing,
  { run, before, after }: NonNullable<Placing['hooks']>,
): Promise<Placed> {
  // Fails where something is there already, so that what is removed below is this run's own.
  await mkdir(target);
  try {
    await runHooks(before, target, run, signal);
    await writeProject(plan, target, signal);
    await runHooks(after, target, run, signal);
    return NOTHING_THERE;
  } catch (error) {
    const failed = await keptFailure(error, target, run);
    if (failed) return { ...NOTHING_THERE, failed };
    await rm(target, { recursive: true, force: true });
    throw error;
  }
}

async function merge(
  { plan, target, hooks, signal }: Placing,
  existing: 'overwrite' | 'skip',
): Promise<Placed> {
  if (hooks) await runHooks(hooks.before, target, hooks.run, signal);
  const { undo, keep, ...merged } = await mergeProject(plan, target, existing, signal);
  try {
    if (hooks) await runHooks(hooks.after, target, hooks.run, signal);
  } catch (error) {
    const failed = hooks && (await keptFailure(error, target, hooks.run));
    await (failed ? keep() : undo());
    if (failed) return { ...merged, failed };
    throw error;
  }
  await keep();
  return merged;
}

/** What a hook failed with, where the person keeps the project nevertheless. */
async function keptFailure(error: unknown, target: string, run: HookRun): Promise<Failure | undefined> {
  if (!(error instanceof Failure) || error.code !== 'hook-failed') return undefined;
  return (await run.keepFailed?.(error, target)) === true ? error : undefined;
}
