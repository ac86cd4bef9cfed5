import { randomBytes } from 'node:crypto';
import { lstat, mkdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { Cancelled, Failure, reason } from '../../contract/failure';
import { answersAsText, checkAnswer, checkRule, type Answers } from './answers';
import { templateLoader } from './includes';
import { Budget } from './jinja/limits';
import { render } from './jinja/render';
import { projectContext, replayText, type ProjectContext } from './projectContext';
import { checkedPath } from './renderedPath';
import { TreeRenderer, type Plan } from './renderTree';
import { renderHooks, runHooks, type HookRun, type RenderedHook } from './runHooks';
import type { Template } from './template';
import { readTree } from './templateTree';
import { writeProject } from './writeProject';

export interface CreatedProject {
  /** Absolute. */
  path: string;
  /** What was written, relative to the project, with `/`, sorted; a hook may have changed it since. */
  files: string[];
  /** Every question with its answer; a yes or no as `yes` or `no`. */
  answers: Record<string, string>;
  /** The hooks that did not run, without which the project may differ from cookiecutter's. */
  declinedHooks: string[];
  /** What a hook failed with, where the project was kept nevertheless. */
  failed?: Failure;
  /** The text of a replay file. */
  replay: string;
}

/** A project that is rendered whole, in memory. */
export interface PlannedProject {
  /** The absolute path of the folder that it will be written to. */
  path: string;
  /** What will be written, relative to the project, with `/`, sorted; hooks may add to it. */
  files: string[];
  /** Writes it. Throws as `createProject` does. */
  write: (signal?: AbortSignal) => Promise<CreatedProject>;
}

/** What a project is made from. */
export interface ProjectOptions {
  template: Template;
  answers: Answers;
  /** The folder that the project's own is made in. It must exist. */
  outputDir: string;
  /** To be given only when a person accepted that the template's programs run. */
  hooks?: HookRun;
  signal?: AbortSignal;
  /** Hears which file is rendered. */
  onProgress?: (text: string) => void;
}

/**
 * Renders a template into a new folder below `outputDir`.
 *
 * Everything is rendered before anything is written or run. Without hooks it is written into a hidden folder that gets
 * its name at the end; with them into the project's own folder, where they run, and which is removed when one fails. A
 * failure or an abort leaves nothing, and an existing project is never touched.
 *
 * @throws Failure answer-invalid, folder-missing, project-exists, project-not-written, hook-failed, template-…;
 * Cancelled.
 */
export async function createProject(options: ProjectOptions): Promise<CreatedProject> {
  const planned = await planProject(options);
  return planned.write(options.signal);
}

/** The first half of `createProject`: renders everything, writes and runs nothing. */
export async function planProject(options: ProjectOptions): Promise<PlannedProject> {
  const { template, answers, outputDir, hooks, signal, onProgress } = options;
  refuseAnswers(template, answers);
  const context = projectContext(template, answers, outputDir);
  refuseDefaults(template, context);
  const target = targetOf(template, context, outputDir);
  await refuseMissing(outputDir);
  await refuseExisting(target);

  const replay = replayText(context);
  const budget = new Budget();
  const before = hooks ? await renderHooks(template, 'pre_gen_project', context.names, budget) : [];
  const tree = await readTree(template.folder, template.projectFolder);
  const load = await templateLoader(template, tree);
  const renderer = new TreeRenderer(template, context.names, process.platform, load, budget);
  const plan = await renderer.plan(tree, signal, onProgress);
  const after = hooks ? await renderHooks(template, 'post_gen_project', context.names, budget) : [];
  const files = Array.from(plan.files.keys()).sort();

  const write = async (signal?: AbortSignal): Promise<CreatedProject> => {
    let failed: Failure | undefined;
    if (hooks && before.length + after.length > 0) {
      failed = await writeWithHooks({ plan, target, before, after, hooks, ...(signal ? { signal } : {}) });
    } else await writeHidden(plan, target, signal);
    return {
      path: target,
      files,
      answers: answersAsText(template, context.values),
      declinedHooks: hooks ? [] : template.hooks.map(({ file }) => file),
      ...(failed ? { failed } : {}),
      replay,
    };
  };
  return { path: target, files, write };
}

/**
 * The absolute path of the folder that the project will be written to.
 *
 * @throws Failure template-unsafe when the answers make it something else than one folder below `outputDir`.
 */
export function projectPath(template: Template, answers: Answers, outputDir: string): string {
  return targetOf(template, projectContext(template, answers, outputDir), outputDir);
}

function targetOf(template: Template, { names }: ProjectContext, outputDir: string): string {
  const { projectFolder } = template;
  const { environment } = template.context;
  const file = path.join(template.folder, projectFolder);
  const rendered = render(projectFolder, file, names, new Budget(), environment);
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

async function writeHidden(plan: Plan, target: string, signal?: AbortSignal): Promise<void> {
  const hidden = path.join(path.dirname(target), `.bellhop-${randomBytes(8).toString('hex')}`);
  try {
    await mkdir(hidden);
    await writeProject(plan, hidden, signal);
    await refuseExisting(target);
    await rename(hidden, target);
  } catch (error) {
    await rm(hidden, { recursive: true, force: true });
    throw notWritten(target, error);
  }
}

async function writeWithHooks(run: {
  plan: Plan;
  target: string;
  before: readonly RenderedHook[];
  after: readonly RenderedHook[];
  hooks: HookRun;
  signal?: AbortSignal;
}): Promise<Failure | undefined> {
  const { plan, target, before, after, hooks, signal } = run;
  // Fails where something is there already, so that what is removed below is this run's own.
  await mkdir(target).catch((error: unknown) => {
    throw notWritten(target, error);
  });
  try {
    await runHooks(before, target, hooks, signal);
    await writeProject(plan, target, signal);
    await runHooks(after, target, hooks, signal);
    return undefined;
  } catch (error) {
    const isHook = error instanceof Failure && error.code === 'hook-failed';
    if (isHook && (await hooks.keepFailed?.(error, target)) === true) return error;
    await rm(target, { recursive: true, force: true });
    throw notWritten(target, error);
  }
}

function notWritten(target: string, error: unknown): Error {
  if (error instanceof Failure || error instanceof Cancelled) return error;
  return new Failure(
    'project-not-written',
    `The project could not be written to ${target}: ${reason(error)}.`,
    'Check the free space and the rights of the folder, or choose another one.',
    { cause: error },
  );
}

function refuseAnswers(template: Template, answers: Answers): void {
  for (const { name } of template.questions) {
    const given = answers.get(name);
    const refused = given === undefined ? undefined : checkAnswer(template, answers, name, given);
    if (refused !== undefined) throw answerInvalid(name, given ?? '', refused);
  }
}

/** Defaults are held to the rules as well: one may depend on a bad answer. */
function refuseDefaults(template: Template, { values }: ProjectContext): void {
  for (const [name, value] of Object.entries(answersAsText(template, values))) {
    const refused = checkRule(template, name, value);
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
