import { closeSync, constants, openSync, readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Template } from '../template/template';
import { readTree, type TreeFolder } from './templateTree';

/** The longest text that is included, in bytes. */
const LARGEST = 5_000_000;

/**
 * Finds what a template's files include, import and extend: as in cookiecutter, files of the project's folder, then
 * of the folder `templates` beside it.
 *
 * @param tree the project's folder, listed.
 * @returns the text of a file by its name relative to one of the two; undefined where neither has it.
 * @throws Failure template-unsafe for a symbolic link in `templates` that leads out of the template.
 */
export async function templateLoader(
  template: Template,
  tree: TreeFolder,
): Promise<(name: string) => string | undefined> {
  const files = new Map<string, string>();
  const beside = path.join(template.folder, 'templates');
  const isFolder = (await stat(beside).catch(() => undefined))?.isDirectory() === true;
  if (isFolder) list(await readTree(template, 'templates'));
  list(tree);
  return (name) => {
    // Jinja splits a name at slashes and passes over empty parts and dots.
    const parts = name.split('/').filter((part) => part !== '' && part !== '.');
    const file = files.get(parts.join('/'));
    return file === undefined ? undefined : read(file);
  };

  function list(folder: TreeFolder): void {
    for (const file of folder.files) {
      if (file.size <= LARGEST) files.set(file.path, file.source);
    }
    for (const inner of folder.folders) list(inner);
  }
}

/** Reads a file, but not through a symbolic link that took its place since it was listed. */
function read(file: string): string {
  // O_NOFOLLOW does not exist on Windows, where it reads as undefined.
  const handle = openSync(file, constants.O_RDONLY | ((constants.O_NOFOLLOW as number | undefined) ?? 0));
  try {
    return readFileSync(handle, 'utf8');
  } finally {
    closeSync(handle);
  }
}
