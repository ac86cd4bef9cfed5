import { randomBytes } from 'node:crypto';
import { chmod, copyFile, lstat, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Cancelled, Failure, reason } from '../../contract/failure';
import { answersAsText, checkAnswer, original, resolveAll, type Answers } from './answers';
import { Budget } from './jinja/limits';
import { render } from './jinja/render';
import { Dict, type Value } from './jinja/values';
import { checkedPath } from './renderedPath';
import { TreeRenderer, type Plan } from './renderTree';
import type { Template } from './template';
import { readTree } from './templateTree';

export interface CreatedProject {
  /** Absolute. */
  path: string;
  /** Relative to the project, with `/`, sorted. */
  files: string[];
  /** Every question with its answer; a yes or no as `yes` or `no`. */
  answers: Record<string, string>;
}

/** How many files are written at a time. */
const AT_ONCE = 16;

/**
 * Renders a template into a new folder below `outputDir`, which must exist.
 *
 * Everything is rendered before anything is written, and written into a hidden folder that gets its name at the end:
 * a failure or an abort leaves nothing, and an existing project is never touched.
 *
 * @throws Failure answer-invalid, folder-missing, project-exists, project-not-written, template-…; Cancelled.
 */
export async function createProject(options: {
  template: Template;
  answers: Answers;
  outputDir: string;
  signal?: AbortSignal;
  onProgress?: (text: string) => void;
}): Promise<CreatedProject> {
  const { template, answers, outputDir, signal, onProgress } = options;
  refuseAnswers(template, answers);
  const target = projectPath(template, answers, outputDir);
  await refuseMissing(outputDir);
  await refuseExisting(target);

  const values = resolveAll(template, answers);
  const context = renderContext(template, answers, values, outputDir);
  const tree = await readTree(path.join(template.folder, template.projectFolder));
  const plan = await new TreeRenderer(template, context, process.platform).plan(tree, signal, onProgress);

  const hidden = path.join(path.resolve(outputDir), `.bellhop-${randomBytes(8).toString('hex')}`);
  try {
    await write(plan, hidden, signal);
    await refuseExisting(target);
    await rename(hidden, target);
  } catch (error) {
    await rm(hidden, { recursive: true, force: true });
    if (error instanceof Failure || error instanceof Cancelled) throw error;
    throw new Failure(
      'project-not-written',
      `The project could not be written to ${target}: ${reason(error)}.`,
      'Check the free space and the rights of the folder, or choose another one.',
      { cause: error },
    );
  }
  return {
    path: target,
    files: Array.from(plan.files.keys()).sort(),
    answers: answersAsText(template, values),
  };
}

/**
 * The absolute path of the folder that the project will be written to.
 *
 * @throws Failure template-unsafe when the answers make it something else than one folder below `outputDir`.
 */
export function projectPath(template: Template, answers: Answers, outputDir: string): string {
  const { projectFolder } = template;
  const context = renderContext(template, answers, resolveAll(template, answers), outputDir);
  const rendered = render(projectFolder, path.join(template.folder, projectFolder), context, new Budget());
  const name = checkedPath(rendered, projectFolder, process.platform);
  if (name === '' || name.includes('/')) {
    throw new Failure(
      'template-unsafe',
      `The project's folder would be called "${rendered}", which is not one name.`,
      'Give another name for the project.',
    );
  }
  return path.join(path.resolve(outputDir), name);
}

function renderContext(
  template: Template,
  answers: Answers,
  values: Dict,
  outputDir: string,
): [string, Value][] {
  const cookiecutter = new Dict(values.entries(), true);
  cookiecutter.set('_template', template.folder);
  cookiecutter.set('_output_dir', path.resolve(outputDir));
  cookiecutter.set('_repo_dir', template.folder);
  cookiecutter.set('_checkout', null);
  return [
    ['cookiecutter', cookiecutter],
    ['_cookiecutter', original(template, answers)],
  ];
}

/** Every answer is held to the rules, also the defaults: a template's default may depend on a bad answer. */
function refuseAnswers(template: Template, answers: Answers): void {
  for (const { name } of template.questions) {
    const given = answers.get(name);
    const refused = given === undefined ? undefined : checkAnswer(template, answers, name, given);
    if (refused !== undefined) throw answerInvalid(name, given ?? '', refused);
  }
  const values = resolveAll(template, answers);
  for (const [name, value] of Object.entries(answersAsText(template, values))) {
    const refused = checkAnswer(template, answers, name, value);
    if (refused !== undefined) throw answerInvalid(name, value, refused);
  }
}

function answerInvalid(name: string, value: string, refused: string): Failure {
  return new Failure(
    'answer-invalid',
    `The answer "${value.slice(0, 200)}" to "${name}" is refused: ${refused}`,
    `Give another answer to "${name}".`,
  );
}

async function refuseMissing(outputDir: string): Promise<void> {
  const found = await stat(outputDir).catch(() => undefined);
  if (found?.isDirectory() === true) return;
  throw new Failure(
    'folder-missing',
    `The folder ${path.resolve(outputDir)}, which the project should go into, is not there.`,
    'Make the folder, or choose another one.',
  );
}

async function refuseExisting(target: string): Promise<void> {
  const found = await lstat(target).catch(() => undefined);
  if (!found) return;
  throw new Failure(
    'project-exists',
    `${target} is already there, and Bellhop never writes over it.`,
    'Give the project another name, or choose another folder.',
  );
}

async function write(plan: Plan, root: string, signal?: AbortSignal): Promise<void> {
  await mkdir(root);
  for (const folder of plan.folders.keys()) await mkdir(path.join(root, folder), { recursive: true });
  const files = Array.from(plan.files);
  for (let at = 0; at < files.length; at += AT_ONCE) {
    if (signal?.aborted === true) throw new Cancelled();
    await Promise.all(
      files.slice(at, at + AT_ONCE).map(async ([relative, file]) => {
        const target = path.join(root, relative);
        if ('text' in file) await writeFile(target, file.text, { flag: 'wx' });
        else await copyFile(file.copyOf, target);
        await chmod(target, file.mode);
      }),
    );
  }
  // Last, since a folder that may not be written to would take no files.
  for (const [folder, mode] of Array.from(plan.folders).reverse()) {
    if (mode !== undefined) await chmod(path.join(root, folder), mode);
  }
  if (signal?.aborted === true) throw new Cancelled();
}
