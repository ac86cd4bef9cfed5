import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { readModelPin } from '../../api/modelPin';
import { normalizedName } from '../../packageIndex/packageName';
import type { Project } from '../../projects/project';

/** What the lock of a model project is called. */
const LOCK = 'requirements.lock';

/**
 * The address of the package index that most likely has a project's model package: that of an API project that serves the
 * package, else the one that the project itself installs from, else the company's.
 *
 * @param apis the folders of the API projects. @param company gives the company's, where there is one.
 * @returns undefined where none names one.
 */
export async function proposedIndex(
  { folder, packageName }: Pick<Project, 'folder' | 'packageName'>,
  apis: readonly string[],
  company: () => Promise<string | undefined>,
): Promise<string | undefined> {
  for (const api of apis) {
    // What is wrong with an API project is said where that is used.
    const pin = await readModelPin(api).catch(() => undefined);
    if (pin?.index !== undefined && normalizedName(pin.name) === normalizedName(packageName)) {
      return pin.index;
    }
  }
  const lock = await readFile(path.join(folder, LOCK), 'utf8').catch(() => '');
  return /^--index-url[ =]\s*(\S+)/m.exec(lock)?.[1] ?? company();
}
