import { constants, chmod, copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Cancelled } from '../../../contract/failure';
import { isRecord } from '../../../contract/version';
import type { Plan, PlannedFile } from './renderTree';

/** How many files are written at a time. */
const AT_ONCE = 16;

/** Writes what is planned into the folder `root`, which exists; what a hook put there before is replaced. */
export async function writeProject(plan: Plan, root: string, signal?: AbortSignal): Promise<void> {
  for (const folder of plan.folders.keys()) await mkdir(path.join(root, folder), { recursive: true });
  const files = Array.from(plan.files);
  for (let at = 0; at < files.length; at += AT_ONCE) {
    if (signal?.aborted === true) throw new Cancelled();
    await Promise.all(
      files.slice(at, at + AT_ONCE).map(async ([relative, file]) => {
        const target = path.join(root, relative);
        await writePlanned(file, target).catch(async (error: unknown) => {
          if (!isRecord(error) || error['code'] !== 'EEXIST') throw error;
          await rm(target, { force: true });
          await writePlanned(file, target);
        });
      }),
    );
  }
  // Last, since a folder that may not be written to would take no files.
  for (const [folder, mode] of Array.from(plan.folders).reverse()) {
    if (mode !== undefined) await chmod(path.join(root, folder), mode);
  }
  if (signal?.aborted === true) throw new Cancelled();
}

/** Writes a file that is not there yet. */
async function writePlanned(file: PlannedFile, target: string): Promise<void> {
  if ('text' in file) {
    await writeFile(target, file.text, { flag: 'wx' });
    await chmod(target, file.mode);
  } else {
    // A copy has the permission bits of what it is copied from.
    await copyFile(file.copyOf, target, constants.COPYFILE_EXCL);
  }
}
