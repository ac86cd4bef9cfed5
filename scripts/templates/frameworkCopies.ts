import path from 'node:path';

const TEMPLATES = path.resolve(import.meta.dirname, '../../templates');
const PACKAGE = '{{cookiecutter.__project_slug}}/src/{{cookiecutter.package_name}}';

/** The framework's package, which is where it is written. */
export const SOURCE = path.join(TEMPLATES, 'framework', PACKAGE);

/**
 * Its copy in the model template. In a project that installs a framework no file of it has a name, and so none is
 * written; the folder, which must have one, is then that of Python's caches.
 */
export const BUNDLED = path.join(TEMPLATES, 'model', PACKAGE, '{{cookiecutter.__framework_folder}}');

/** The name of a file of the copy. */
export function bundledName(file: string): string {
  return `{% if cookiecutter.__bundled %}${file}{% endif %}`;
}
