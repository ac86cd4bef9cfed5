import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { Failure, reason } from '../../../contract/failure';
import {
  readContext,
  readContextJson,
  type ReadOptions,
  type ContextFile,
  type Dialect,
} from './contextFile';
import { matcher } from '../render/globs';
import { findHooks, type Hook } from '../hooks/hooks';
import type { Question } from './questions';
import type { Environment } from '../jinja/environment';
import { readTemplateFile } from './templateFile';
import { readTree } from '../render/templateTree';

export { checkAnswer, defaultAnswer, isAsked, isDefaultUnknown, offeredChoices } from './answers';
export type { Question } from './questions';

/** The longest cookiecutter.json, in bytes. */
const LARGEST_CONTEXT = 2_000_000;

/** A cookiecutter template in a local folder, checked and ready to be asked and rendered. */
export interface Template {
  /** Where cookiecutter.json lies. */
  folder: string;
  /** What its links may lead to; see `TreePlace`. */
  root: string;
  questions: Question[];
  context: ContextFile;
  /** The name of the folder that becomes the project, as it stands in the template: `{{cookiecutter.slug}}`. */
  projectFolder: string;
  /** The programs that it brings along. They run only where `createProject` is told so. */
  hooks: Hook[];
  /** What a person named to get it, and the branch, tag or commit. */
  origin: Origin;
}

export interface Origin {
  /** A folder, URL or abbreviation, as it was given. */
  template: string;
  checkout: string | null;
}

/**
 * Opens a template folder and refuses, before anything is asked or written, what Bellhop does not render.
 *
 * @param folder the folder that holds cookiecutter.json.
 * @param options.root what links may lead to, where that is more than the folder: the repository it was found in.
 * @param options.extensions `ignore` opens it for asking alone, to be created by `createWithCookiecutter`: what lies in
 * it is then cookiecutter's business.
 * @throws UnknownExtensions where Python has to render it, a Failure template-unsupported as are: a choice of several
 * templates (see nestedTemplates.ts), other settings; template-missing, template-invalid (broken cookiecutter.json),
 * template-unsafe (a symbolic link).
 */
export async function openTemplate(
  folder: string,
  options: ReadOptions & { origin?: Origin; root?: string } = {},
): Promise<Template> {
  const { root = folder } = options;
  const { text, file, dialect } = await readContextText(folder);
  if (isChoice(readContextJson(text, file))) {
    throw new Failure(
      'template-unsupported',
      `${file} offers a choice of several templates, and none is chosen.`,
      'Choose one of its templates.',
    );
  }
  const context = readContext(text, file, { ...options, dialect });
  const projectFolder = await findProjectFolder(folder, context.environment);
  if (options.extensions !== 'ignore') {
    await readTree({ folder, root }, projectFolder, matcher(context.copyOnly));
  }
  return {
    folder,
    root,
    questions: context.questions,
    context,
    projectFolder,
    hooks: await findHooks(folder),
    origin: options.origin ?? { template: folder, checkout: null },
  };
}

/**
 * The text of a template's cookiecutter.json, or of the ccds.json beside it, where its own only says that the program
 * `ccds` is needed. Throws Failure template-missing, template-unsafe or template-limit.
 */
export async function readContextText(
  folder: string,
): Promise<{ text: string; file: string; dialect: Dialect }> {
  const read = async (name: string) =>
    (await readTemplateFile(folder, name, LARGEST_CONTEXT)).toString('utf8');
  const own = await read('ccds.json').catch((error: unknown) => {
    if (error instanceof Failure) throw error;
    return undefined;
  });
  if (own !== undefined) return { text: own, file: path.join(folder, 'ccds.json'), dialect: 'ccds' };
  const text = await read('cookiecutter.json').catch((error: unknown) => {
    if (error instanceof Failure) throw error;
    throw new Failure(
      'template-missing',
      `There is no template in ${folder}: cookiecutter.json cannot be read (${reason(error)}).`,
      'Choose a folder that holds a cookiecutter.json.',
      { cause: error },
    );
  });
  return { text, file: path.join(folder, 'cookiecutter.json'), dialect: 'cookiecutter' };
}

/** Whether a cookiecutter.json only names other templates, one of which is to be chosen. */
export function isChoice(json: { has: (key: string) => boolean }): boolean {
  return json.has('templates') || json.has('template');
}

/** As in cookiecutter, the first entry whose name holds `cookiecutter` between the delimiters of a variable. */
async function findProjectFolder(folder: string, environment: Environment): Promise<string> {
  const { variableStart, variableEnd } = environment.syntax;
  const names = (await readdir(folder)).sort();
  const name = names.find((one) =>
    ['cookiecutter', variableStart, variableEnd].every((part) => one.includes(part)),
  );
  if (name !== undefined && (await stat(path.join(folder, name))).isDirectory()) return name;
  throw new Failure(
    'template-missing',
    `There is no folder such as ${variableStart}cookiecutter.project_slug${variableEnd} in the template ${folder}.`,
    'Choose a folder that holds a cookiecutter template.',
  );
}
