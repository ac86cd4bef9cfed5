import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readlink, stat } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../../../contract/failure';

/** The most that is read, in bytes, and the most entries. */
const MOST_BYTES = 5_000_000_000;
const MOST_ENTRIES = 200_000;

/**
 * The SHA-256, in hexadecimal, of everything in a folder but git's own: names, contents, the targets of links. It tells
 * one version of a template from another, wherever it came from.
 *
 * @throws Failure template-limit for more than 5 GB or 200,000 entries.
 */
export async function treeDigest(folder: string): Promise<string> {
  const hash = createHash('sha256');
  let bytes = 0;
  let entries = 0;
  const begin = (kind: string, relative: string, size: number): void => {
    bytes += size;
    if (++entries > MOST_ENTRIES || bytes > MOST_BYTES) {
      throw new Failure(
        'template-limit',
        `The template in ${folder} holds too much.`,
        'Use a smaller template.',
      );
    }
    hash.update(`${kind} ${String(Buffer.byteLength(relative))} ${relative} ${String(size)}\n`);
  };
  const walk = async (relative: string): Promise<void> => {
    const found = await readdir(path.join(folder, relative), { withFileTypes: true });
    found.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of found) {
      if (relative === '' && entry.name === '.git') continue;
      const at = relative === '' ? entry.name : `${relative}/${entry.name}`;
      const file = path.join(folder, at);
      if (entry.isDirectory()) await walk(at);
      else if (entry.isFile()) {
        begin('file', at, (await stat(file)).size);
        for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
      } else if (entry.isSymbolicLink()) {
        const target = Buffer.from(await readlink(file));
        begin('link', at, target.length);
        hash.update(target);
      }
    }
  };
  await walk('');
  return hash.digest('hex');
}
