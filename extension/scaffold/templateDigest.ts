import { createHash, type Hash } from 'node:crypto';
import { readdir, readFile, readlink } from 'node:fs/promises';
import path from 'node:path';

/** What no template is made of, and what can be large. */
const LEFT_OUT = new Set(['.git', 'node_modules', '.venv', '__pycache__']);

/**
 * What stands for the version of a template that is in no git repository: `sha256:` and 64 hexadecimal digits over the
 * names and contents of all its files. Permission bits do not count: a zip file and Windows do not keep them.
 */
export async function templateDigest(folder: string): Promise<string> {
  const hash = createHash('sha256');
  await addFolder(hash, folder, '');
  return `sha256:${hash.digest('hex')}`;
}

async function addFolder(hash: Hash, root: string, relative: string): Promise<void> {
  const entries = await readdir(path.join(root, relative), { withFileTypes: true });
  // By code points, which is the same order on every machine.
  entries.sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
  for (const entry of entries) {
    if (LEFT_OUT.has(entry.name)) continue;
    const name = relative === '' ? entry.name : `${relative}/${entry.name}`;
    const file = path.join(root, name);
    if (entry.isDirectory()) await addFolder(hash, root, name);
    else if (entry.isFile()) add(hash, name, await readFile(file));
    else if (entry.isSymbolicLink()) add(hash, name, Buffer.from(await readlink(file)));
  }
}

/** With the lengths, so that no name can be taken for a content. */
function add(hash: Hash, name: string, content: Buffer): void {
  hash.update(`${Buffer.byteLength(name)} ${content.length}\n${name}`).update(content);
}
