import { lstat, readdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../../contract/failure';

/** A file of a template; `path` is relative to the template's project folder, with `/`. */
export interface TreeFile {
  path: string;
  /** Where it is read from, absolute: the file itself, or the one that a link leads to. */
  source: string;
  /** Permission bits. */
  mode: number;
  /** In bytes. */
  size: number;
}

/** A folder of a template. Folders and files are in the order in which cookiecutter goes through them. */
export interface TreeFolder {
  path: string;
  mode: number;
  folders: TreeFolder[];
  files: TreeFile[];
}

const MOST_ENTRIES = 20_000;
const DEEPEST = 60;

/**
 * Lists what lies in a folder of a template, reading no file. A symbolic link to a file of the template counts as that
 * file, as in cookiecutter.
 *
 * @param template the folder that holds cookiecutter.json. @param name that of the folder inside it.
 * @throws Failure template-unsafe for any other link and for a device, which could bring in what is not the template's;
 * template-limit for more than 20,000 entries.
 */
export async function readTree(template: string, name: string): Promise<TreeFolder> {
  const root = path.join(template, name);
  let entries = 0;
  return readFolder('', 0);

  async function readFolder(relative: string, depth: number): Promise<TreeFolder> {
    const absolute = path.join(root, relative);
    const found = await readdir(absolute, { withFileTypes: true });
    entries += found.length;
    if (entries > MOST_ENTRIES || depth > DEEPEST) {
      throw new Failure(
        'template-limit',
        `The template in ${root} holds too many files.`,
        'Use a smaller template.',
      );
    }
    // By code points, as Python sorts.
    found.sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
    const folder: TreeFolder = {
      path: relative,
      mode: (await lstat(absolute)).mode & 0o777,
      folders: [],
      files: [],
    };
    for (const entry of found) {
      const at = relative === '' ? entry.name : `${relative}/${entry.name}`;
      if (entry.isDirectory()) folder.folders.push(await readFolder(at, depth + 1));
      else if (entry.isFile()) folder.files.push(await describe(at, path.join(root, at)));
      else if (entry.isSymbolicLink()) folder.files.push(await describe(at, await followed(at)));
      else throw unsafe(path.join(root, at), 'not a plain file');
    }
    return folder;
  }

  async function describe(relative: string, source: string): Promise<TreeFile> {
    const { mode, size } = await lstat(source);
    return { path: relative, source, mode: mode & 0o777, size };
  }

  async function followed(relative: string): Promise<string> {
    const link = path.join(root, relative);
    const target = await realpath(link).catch(() => undefined);
    const inside = target?.startsWith((await realpath(template)) + path.sep) === true;
    if (target !== undefined && inside && (await lstat(target)).isFile()) return target;
    throw unsafe(link, 'a symbolic link that leads to no file of the template');
  }
}

function unsafe(file: string, what: string): Failure {
  return new Failure(
    'template-unsafe',
    `${file} is ${what}, which could bring something into the project that is not the template's.`,
    'Put a plain file in its place in a copy of the template.',
  );
}
