import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../../../contract/failure';
import { isInside } from '../../files/isInside';
import { contextInvalid, readContextJson } from './contextFile';
import { Budget } from '../jinja/limits';
import { print } from '../jinja/printing';
import { render } from '../jinja/render';
import { Dict, List } from '../jinja/values';
import { plainText } from './questions';
import { isChoice, readContextText } from './template';

/** One of several templates that a cookiecutter.json offers. */
export interface NestedTemplate {
  /** What a script chooses it by. */
  name: string;
  /** For people, plain text. */
  title: string;
  description: string;
  /** The folder that holds its cookiecutter.json. Absolute. */
  folder: string;
}

/**
 * The templates that the one in `folder` offers: its `templates` (cookiecutter 2.5), or its `template` (2.2), a list
 * whose entries end in a path in brackets. The first is the default; a chosen one may offer a choice again.
 *
 * @returns undefined for a template that is itself to be rendered.
 * @throws Failure template-missing, template-invalid, template-unsafe (a path that leaves the folder).
 */
export async function nestedTemplates(folder: string): Promise<NestedTemplate[] | undefined> {
  const { text, file } = await readContextText(folder);
  const json = readContextJson(text, file);
  if (!isChoice(json)) return undefined;
  const root = await realpath(folder);
  const entries = newStyle(json, file) ?? oldStyle(json, file);
  if (entries.length === 0) throw contextInvalid(file, 'the choice of templates is empty');
  return Promise.all(
    entries.map(async ({ at, ...entry }) => ({ ...entry, folder: await inside(root, at, file) })),
  );
}

type Entry = Omit<NestedTemplate, 'folder'> & { at: string };

function newStyle(json: Dict, file: string): Entry[] | undefined {
  const templates = json.get('templates');
  if (templates === undefined || (templates instanceof Dict && templates.size === 0)) return undefined;
  if (!(templates instanceof Dict)) throw contextInvalid(file, '"templates" must be an object');
  return templates.entries().map(([key, entry]) => {
    const name = print(key);
    const at = entry instanceof Dict ? entry.get('path') : undefined;
    if (!(entry instanceof Dict) || typeof at !== 'string') {
      throw contextInvalid(file, `the template "${name}" has no path`);
    }
    const title = plainText(print(entry.get('title') ?? name));
    return { name, title, description: plainText(print(entry.get('description') ?? name)), at };
  });
}

function oldStyle(json: Dict, file: string): Entry[] {
  const list = json.get('template');
  if (!(list instanceof List)) throw contextInvalid(file, '"template" must be a list of templates');
  return list.items.map((item) => {
    const rendered = render(print(item), file, [['cookiecutter', new Dict()]], new Budget());
    const [, title = rendered, at] = /^([^(]*)\((.+)\)/s.exec(rendered) ?? [];
    if (at === undefined) throw contextInvalid(file, `"${rendered}" names no path in brackets`);
    return { name: rendered, title: plainText(title.trim()), description: at, at };
  });
}

/** A path as it really is, through all links, so that none of them leads out of the template. */
async function inside(root: string, at: string, file: string): Promise<string> {
  const found = path.isAbsolute(at) ? undefined : await realpath(path.join(root, at)).catch(() => undefined);
  if (found === undefined && !path.isAbsolute(at)) {
    throw new Failure('template-missing', `${file} offers ${at}, which is not there.`, 'Correct the file.');
  }
  if (found !== undefined && isInside(root, found)) return found;
  throw new Failure(
    'template-unsafe',
    `${file} offers ${at}, which lies outside the template.`,
    'Name the other template itself.',
  );
}
