import { cp } from 'node:fs/promises';
import path from 'node:path';
import { Failure, reason } from '../../../contract/failure';
import { temporaryFolder } from '../../files/temporaryFolder';
import { findHooks } from './hooks';
import { runScript, type HookRun } from './runHooks';

/**
 * Runs the hooks `pre_prompt`, which may rewrite cookiecutter.json or make the template's folder, in a copy of it, as
 * cookiecutter does. They are not rendered, since nothing is asked yet.
 *
 * @returns the folder to open, and what removes the copy. Without such hooks it is the folder itself.
 * @throws Failure `hook-failed`; Cancelled.
 */
export async function runPrePrompt(
  folder: string,
  run: HookRun,
  signal?: AbortSignal,
): Promise<{ folder: string; close: () => Promise<void> }> {
  const hooks = (await findHooks(folder)).filter(({ name }) => name === 'pre_prompt');
  if (hooks.length === 0) return { folder, close: () => Promise.resolve() };
  const { folder: parent, close } = await temporaryFolder('template');
  try {
    const copy = path.join(parent, path.basename(path.resolve(folder)));
    await copyTemplate(folder, copy);
    for (const { file } of hooks) await runScript(file, path.join(copy, file), copy, run, signal);
    return { folder: copy, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function copyTemplate(folder: string, copy: string): Promise<void> {
  await cp(folder, copy, { recursive: true, verbatimSymlinks: true }).catch((cause: unknown) => {
    const message = `The template in ${folder} could not be copied for its hook: ${reason(cause)}.`;
    const next = 'Correct what the message says, or create the project without the programs of the template.';
    throw new Failure('template-error', message, next, { cause });
  });
}
