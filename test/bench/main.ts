import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { buildAll } from '../../scripts/build';
import { benchScaffold } from './scaffold';
import { benchScorer } from './scorer';
import { benchWaits } from './waits';

/**
 * `npm run bench [-- PART ...] [FOLDER ...]`: times in milliseconds, as the median and the range of several rounds. What
 * is compared runs by turns in one run. A folder is one of templates, for the part `scaffold`.
 */

/** Every part by its name: what it does with a folder of its own, and with the folders that were given. */
const PARTS: Record<string, (folder: string, given: readonly string[]) => Promise<void>> = {
  waits: benchWaits,
  scaffold: benchScaffold,
  scorer: benchScorer,
};

async function main(given: readonly string[]): Promise<void> {
  const wanted = given.filter((name) => name in PARTS);
  const folders = given.filter((name) => !(name in PARTS)).map((name) => path.resolve(name));
  await buildAll();
  for (const [name, run] of Object.entries(PARTS)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const folder = await mkdtemp(path.join(os.tmpdir(), 'bellhop-bench-'));
    try {
      await run(folder, folders);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

void main(process.argv.slice(2));
