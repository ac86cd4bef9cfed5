import { readFile, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { Failure, reason } from '../../contract/failure';
import { readContext, type ContextFile } from './contextFile';
import { readTree } from './templateTree';

export { checkAnswer, defaultAnswer } from './answers';

/** One question of a template, in the order of asking. */
export interface Question {
  name: string;
  /** What to ask, plain text. */
  prompt: string;
  kind: 'text' | 'boolean' | 'choice';
  /** Only of a choice. The first is the default. */
  choices?: { value: string; label: string }[];
}

/** A cookiecutter template in a local folder, checked and ready to be asked and rendered. */
export interface Template {
  /** Where cookiecutter.json lies. */
  folder: string;
  questions: Question[];
  context: ContextFile;
  /** The name of the folder that becomes the project, as it stands in the template: `{{cookiecutter.slug}}`. */
  projectFolder: string;
}

const HOOK = /^(?:pre_prompt|pre_gen_project|post_gen_project)(?:\.[^.]*)?$/;

/**
 * Opens a template folder and refuses, before anything is asked or written, what Bellhop does not render.
 *
 * @param folder the folder that holds cookiecutter.json.
 * @throws Failure template-missing, template-invalid (broken cookiecutter.json), template-unsupported (hooks,
 * extensions, nested templates, dict variables), template-unsafe (a symbolic link).
 */
export async function openTemplate(folder: string): Promise<Template> {
  const file = path.join(folder, 'cookiecutter.json');
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new Failure(
      'template-missing',
      `There is no template in ${folder}: cookiecutter.json cannot be read (${reason(error)}).`,
      'Choose a folder that holds a cookiecutter.json.',
      { cause: error },
    );
  });
  const context = readContext(text, file);
  await refuseHooks(folder);
  const projectFolder = await findProjectFolder(folder);
  await readTree(path.join(folder, projectFolder));
  return { folder, questions: context.questions, context, projectFolder };
}

async function refuseHooks(folder: string): Promise<void> {
  const names = await readdir(path.join(folder, 'hooks')).catch(() => []);
  const hooks = names.filter((name) => HOOK.test(name) && !name.endsWith('~')).sort();
  if (hooks.length === 0) return;
  throw new Failure(
    'template-unsupported',
    `The template in ${folder} runs programs of its own (${hooks.map((name) => `hooks/${name}`).join(', ')}), which Bellhop does not run.`,
    'Create the project with cookiecutter itself, or remove the hooks from a copy of the template.',
  );
}

/** As in cookiecutter, the first entry whose name holds `cookiecutter` between the delimiters of a variable. */
async function findProjectFolder(folder: string): Promise<string> {
  const names = (await readdir(folder)).sort();
  const name = names.find((one) => ['cookiecutter', '{{', '}}'].every((part) => one.includes(part)));
  if (name !== undefined && (await stat(path.join(folder, name))).isDirectory()) return name;
  throw new Failure(
    'template-missing',
    `There is no folder such as {{cookiecutter.project_slug}} in the template ${folder}.`,
    'Choose a folder that holds a cookiecutter template.',
  );
}
