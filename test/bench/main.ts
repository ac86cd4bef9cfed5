import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { buildAll } from '../../scripts/build';
import { benchApi } from './api';
import { benchPage } from './page';
import { benchScaffold } from './scaffold';
import { benchScorer } from './scorer';
import { redrawDocumentation } from './scorer/documentation';
import { benchWaits } from './waits';

/**
 * `npm run bench [-- PART ...] [FOLDER ...]`: times in milliseconds, as the median and the range of several rounds. What
 * is compared runs by turns in one run. A folder is one of templates, for the part `scaffold`. `--quick` makes the parts
 * `scorer` and `api` one short round, which says only that it works.
 */

/** @param given the folders that were named. */
type Part = (folder: string, given: readonly string[], isQuick: boolean) => Promise<void>;

/** Every part by its name; it has a folder of its own. */
const PARTS: Record<string, Part> = {
  waits: benchWaits,
  scaffold: benchScaffold,
  page: benchPage,
  scorer: benchScorer,
  api: benchApi,
  charts: redrawDocumentation,
};

async function main(given: readonly string[]): Promise<void> {
  const wanted = given.filter((name) => name in PARTS);
  const isQuick = given.includes('--quick');
  const folders = given
    .filter((name) => !(name in PARTS) && name !== '--quick')
    .map((name) => path.resolve(name));
  await buildAll();
  for (const [name, run] of Object.entries(PARTS)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const folder = await mkdtemp(path.join(os.tmpdir(), 'bellhop-bench-'));
    try {
      await run(folder, folders, isQuick);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

void main(process.argv.slice(2));
