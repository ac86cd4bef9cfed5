import { lstat, readFile, readdir, readlink } from 'node:fs/promises';
import path from 'node:path';

/** What lies below a folder: the permission bits of each path, and the bytes of a file. */
export type Tree = ReadonlyMap<string, { mode: number; bytes?: Buffer }>;

export async function readAll(folder: string): Promise<Tree> {
  const tree = new Map<string, { mode: number; bytes?: Buffer }>();
  for (const name of (await readdir(folder, { recursive: true })).sort()) {
    const file = path.join(folder, name);
    const found = await lstat(file);
    const mode = found.mode & 0o777;
    if (found.isFile()) tree.set(name, { mode, bytes: await readFile(file) });
    else if (found.isSymbolicLink()) tree.set(name, { mode, bytes: Buffer.from(await readlink(file)) });
    else tree.set(name, { mode });
  }
  return tree;
}

/** The paths that differ, each with what is different in words: missing, one too many, mode, or the first line. */
export function differences(expected: Tree, made: Tree): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, { mode, bytes }] of expected) {
    const other = made.get(name);
    if (!other) found.set(name, 'is missing');
    else if ((bytes === undefined) !== (other.bytes === undefined)) found.set(name, 'file against folder');
    else if (mode !== other.mode) {
      found.set(name, `mode ${mode.toString(8)} became ${other.mode.toString(8)}`);
    } else if (bytes && other.bytes && !bytes.equals(other.bytes)) {
      found.set(name, firstLine(bytes, other.bytes));
    }
  }
  for (const name of made.keys()) if (!expected.has(name)) found.set(name, 'is one too many');
  return found;
}

function firstLine(expected: Buffer, made: Buffer): string {
  const lines = expected.toString('utf8').split('\n');
  const others = made.toString('utf8').split('\n');
  const at = lines.findIndex((line, index) => line !== others[index]);
  const shown = (line: string | undefined) => JSON.stringify(line ?? null).slice(0, 160);
  if (at < 0) return `has ${others.length} lines in place of ${lines.length}`;
  return `line ${at + 1}: ${shown(lines[at])} became ${shown(others[at])}`;
}
