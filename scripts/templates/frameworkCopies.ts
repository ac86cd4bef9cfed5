import path from 'node:path';

const TEMPLATES = path.resolve(import.meta.dirname, '../../templates');
const PACKAGE = '{{cookiecutter.__project_slug}}/src/{{cookiecutter.package_name}}';

/** The framework's package, which is where it is written. */
export const SOURCE = path.join(TEMPLATES, 'framework', PACKAGE);

/** Its copy in the model template; the folder has no name, and so does not appear, in a project that installs one. */
export const BUNDLED = path.join(TEMPLATES, 'model', PACKAGE, onlyBundled('framework'));

/** The name of a file of the copy. Without a name it is left out: a folder without one is the folder around it. */
export function bundledName(file: string): string {
  return onlyBundled(file);
}

function onlyBundled(name: string): string {
  return `{% if cookiecutter.__bundled %}${name}{% endif %}`;
}
