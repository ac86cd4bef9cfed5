/**
 * Puts the framework of templates/framework into templates/model, where a project with `framework` = bundled gets it as
 * a subpackage. Both copies are committed; a test holds them equal byte for byte.
 */
import { cp, mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { BUNDLED, bundledName, SOURCE } from './templates/frameworkCopies';

async function bundle(): Promise<void> {
  await rm(BUNDLED, { recursive: true, force: true });
  await mkdir(BUNDLED);
  for (const file of await readdir(SOURCE)) {
    if (file.endsWith('.py')) await cp(path.join(SOURCE, file), path.join(BUNDLED, bundledName(file)));
  }
}

bundle().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
