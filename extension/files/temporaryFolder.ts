import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

export interface TemporaryFolder {
  folder: string;
  /** Removes it, with all that is in it. */
  close: () => Promise<void>;
}

/** A new folder for what must not stay; whoever takes it closes it. @param purpose what its name tells. */
export async function temporaryFolder(purpose: string): Promise<TemporaryFolder> {
  const folder = await mkdtemp(path.join(os.tmpdir(), `bellhop-${purpose}-`));
  return { folder, close: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }) };
}
