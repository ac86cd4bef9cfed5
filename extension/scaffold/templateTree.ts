import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../../contract/failure';

/** A file of a template; `path` is relative to the template's project folder, with `/`. */
export interface TreeFile {
  path: string;
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
 * Lists what lies below a template's project folder, reading no file.
 *
 * @throws Failure template-unsafe for a symbolic link or a device, which could bring in what is not the template's;
 * template-limit for more than 20,000 entries.
 */
export async function readTree(root: string): Promise<TreeFolder> {
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
      else if (entry.isFile()) folder.files.push(await describe(at));
      else throw unsafe(path.join(root, at), entry.isSymbolicLink() ? 'a symbolic link' : 'not a plain file');
    }
    return folder;
  }

  async function describe(relative: string): Promise<TreeFile> {
    const { mode, size } = await lstat(path.join(root, relative));
    return { path: relative, mode: mode & 0o777, size };
  }
}

function unsafe(file: string, what: string): Failure {
  return new Failure(
    'template-unsafe',
    `${file} is ${what}, which could bring something into the project that is not the template's.`,
    'Put a plain file in its place in a copy of the template.',
  );
}
