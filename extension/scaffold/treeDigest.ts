import { createHash } from 'node:crypto';
import { readFile, readdir, readlink } from 'node:fs/promises';
import path from 'node:path';

/**
 * The SHA-256, in hexadecimal, of everything in a folder but git's own: names, contents, the targets of links. It tells
 * one version of a template from another, wherever it came from.
 */
export async function treeDigest(folder: string): Promise<string> {
  const hash = createHash('sha256');
  const add = (kind: string, relative: string, content: Buffer | string): void => {
    hash.update(`${kind} ${String(Buffer.byteLength(relative))} ${relative} ${String(content.length)}\n`);
    hash.update(content);
  };
  const walk = async (relative: string): Promise<void> => {
    const entries = await readdir(path.join(folder, relative), { withFileTypes: true });
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      if (relative === '' && entry.name === '.git') continue;
      const at = relative === '' ? entry.name : `${relative}/${entry.name}`;
      const file = path.join(folder, at);
      if (entry.isDirectory()) await walk(at);
      else if (entry.isFile()) add('file', at, await readFile(file));
      else if (entry.isSymbolicLink()) add('link', at, Buffer.from(await readlink(file)));
    }
  };
  await walk('');
  return hash.digest('hex');
}
