import path from 'node:path';
import { Failure } from '../../contract/failure';
import { exists } from '../files/exists';

/**
 * The folder of a template: a bundled one by its name, else the folder given.
 *
 * @param root Bellhop's own root, which holds `templates/`.
 * @throws Failure `template-missing` where neither holds a cookiecutter.json.
 */
export async function templateFolder(root: string, nameOrFolder: string): Promise<string> {
  const isName = /^[\w-]+$/.test(nameOrFolder);
  const folders = [
    ...(isName ? [path.join(root, 'templates', nameOrFolder)] : []),
    path.resolve(nameOrFolder),
  ];
  for (const folder of folders) {
    if (await exists(path.join(folder, 'cookiecutter.json'))) return folder;
  }
  throw new Failure(
    'template-missing',
    `There is no template "${nameOrFolder}": no bundled one has that name, and no such folder holds a cookiecutter.json.`,
    'Give the name of a bundled template, such as "model", or a folder with a cookiecutter.json.',
  );
}
