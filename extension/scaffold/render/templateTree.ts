import { lstat, readdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../../../contract/failure';

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

/** Where a template lies. */
export interface TreePlace {
  /** Holds cookiecutter.json. */
  folder: string;
  /** What links may lead to: the repository, zip file or folder that the template was found in. */
  root: string;
}

/**
 * Lists what lies in a folder of a template, reading no file. Links are taken as cookiecutter takes them: one to a file
 * counts as that file; one to a folder as an empty folder, or with what is in it where the folder is copied whole.
 *
 * @param name that of the folder inside the template's.
 * @param isCopied whether a path relative to it is copied without rendering.
 * @throws Failure template-unsafe for a link that leads out of the template or nowhere, and for a device, which could
 * bring in what is not the template's; template-limit for more than 20,000 entries.
 */
export async function readTree(
  { folder: template, root }: TreePlace,
  name: string,
  isCopied: (relative: string) => boolean = () => false,
): Promise<TreeFolder> {
  const top = path.join(template, name);
  const limit = await realpath(root);
  let entries = 0;
  return readFolder('', await followed(top), 0, false);

  async function readFolder(
    relative: string,
    source: string,
    depth: number,
    copied: boolean,
  ): Promise<TreeFolder> {
    const found = await readdir(source, { withFileTypes: true });
    entries += found.length;
    if (entries > MOST_ENTRIES || depth > DEEPEST) {
      throw new Failure(
        'template-limit',
        `The template in ${top} holds too many files.`,
        'Use a smaller template.',
      );
    }
    // By code points, as Python sorts.
    found.sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
    const folder = await emptyFolder(relative, source);
    // Side by side: a disk answers many questions in the time of one.
    const placed = await Promise.all(
      found.map(async (entry) => {
        const at = relative === '' ? entry.name : `${relative}/${entry.name}`;
        const place = path.join(source, entry.name);
        const isLink = entry.isSymbolicLink();
        const real = isLink ? await followed(place) : place;
        const kind = isLink ? await lstat(real) : entry;
        if (kind.isFile()) return { file: await describe(at, real) };
        if (!kind.isDirectory()) throw unsafe(place, 'not a plain file');
        const whole = copied || isCopied(at);
        if (isLink && !whole) return { folder: await emptyFolder(at, real) };
        return { folder: await readFolder(at, real, depth + 1, whole) };
      }),
    );
    for (const one of placed) {
      if ('file' in one) folder.files.push(one.file);
      else folder.folders.push(one.folder);
    }
    return folder;
  }

  async function emptyFolder(relative: string, source: string): Promise<TreeFolder> {
    return { path: relative, mode: (await lstat(source)).mode & 0o777, folders: [], files: [] };
  }

  async function describe(relative: string, source: string): Promise<TreeFile> {
    const { mode, size } = await lstat(source);
    return { path: relative, source, mode: mode & 0o777, size };
  }

  /** A path as it really is, through all links. Git's own folder, whose settings may hold a password, is outside. */
  async function followed(place: string): Promise<string> {
    const real = await realpath(place).catch(() => undefined);
    const inside = real === undefined ? '..' : path.relative(limit, real);
    const parts = inside.split(path.sep);
    if (real !== undefined && parts[0] !== '..' && !path.isAbsolute(inside) && !parts.includes('.git')) {
      return real;
    }
    throw unsafe(place, 'a symbolic link that leads to nothing of the template');
  }
}

function unsafe(file: string, what: string): Failure {
  return new Failure(
    'template-unsafe',
    `${file} is ${what}, which could bring something into the project that is not the template's.`,
    'Put a plain file or folder in its place in a copy of the template.',
  );
}
