import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { exists } from '../../files/exists';

/** How many folders deep a repository of templates is searched, and how many of them are offered. */
const DEEPEST = 2;
const MOST = 100;

/** Whether a folder is a template: it holds a cookiecutter.json, or cookiecutter-data-science's ccds.json. */
export async function isTemplate(folder: string): Promise<boolean> {
  return (
    (await exists(path.join(folder, 'cookiecutter.json'))) || (await exists(path.join(folder, 'ccds.json')))
  );
}

/** The templates in a folder that is none itself, relative to it, with `/`, sorted. */
export async function templatesBelow(folder: string, relative = '', depth = 1): Promise<string[]> {
  const entries = await readdir(path.join(folder, relative), { withFileTypes: true });
  const found: string[] = [];
  for (const { name } of entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))) {
    const at = relative === '' ? name : `${relative}/${name}`;
    if (await isTemplate(path.join(folder, at))) found.push(at);
    else if (depth < DEEPEST) found.push(...(await templatesBelow(folder, at, depth + 1)));
    if (found.length >= MOST) break;
  }
  return found.sort().slice(0, MOST);
}
