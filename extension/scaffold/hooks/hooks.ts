import { readdir } from 'node:fs/promises';
import path from 'node:path';

/** When a hook runs: before the questions, before the files are written, after them. */
export const HOOK_NAMES = ['pre_prompt', 'pre_gen_project', 'post_gen_project'] as const;
export type HookName = (typeof HOOK_NAMES)[number];

/** A program that a template brings along. */
export interface Hook {
  name: HookName;
  /** Relative to the template, with `/`: `hooks/post_gen_project.py`. */
  file: string;
}

/**
 * The hooks of a template in the order in which they run; nothing is read or run. As in cookiecutter a hook may have
 * any extension or none, several of one name all count, and a backup that ends in `~` does not.
 */
export async function findHooks(folder: string): Promise<Hook[]> {
  const files = (await readdir(path.join(folder, 'hooks')).catch(() => [])).sort();
  return HOOK_NAMES.flatMap((name) =>
    files
      .filter((file) => path.parse(file).name === name && !file.endsWith('~'))
      .map((file) => ({ name, file: `hooks/${file}` })),
  );
}
