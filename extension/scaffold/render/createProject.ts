import { stat } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../../../contract/failure';
import { answerInvalid } from '../template/answerRules';
import { answersAsText, checkAnswer, checkRule, type Answers } from '../template/answers';
import { matcher } from './globs';
import { templateLoader } from './includes';
import { Budget } from '../jinja/limits';
import { render } from '../jinja/render';
import { compareWithFolder, NOTHING_THERE, type Existing, type Merged } from './mergeProject';
import { isThere, placeProject, refuseExisting } from './placeProject';
import { projectContext, replayText, type ProjectContext } from './projectContext';
import { RECORD_FILE, recordText, type TemplateRecord } from '../update/record';
import { checkedPath } from './renderedPath';
import { TreeRenderer, type Plan } from './renderTree';
import { renderHooks, type HookRun } from '../hooks/runHooks';
import type { Template } from '../template/template';
import { readTree } from './templateTree';
import { UnknownExtensions } from '../template/unknownExtensions';

export interface CreatedProject extends Merged {
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

/** What will be written. It says too what would become of files that are there already. */
export interface Preview extends Merged {
  /** The absolute path of the project's folder. */
  path: string;
  /** Relative to the project, with `/`, sorted; hooks may add to them. */
  files: string[];
}

/** A project that is ready to be written. */
export interface PlannedProject {
  /** Unknown where only cookiecutter can tell. */
  preview?: Preview;
  /** Writes it. Throws as `createProject` does. */
  write: (signal?: AbortSignal) => Promise<CreatedProject>;
}

/** What a project is made from. */
export interface ProjectOptions {
  template: Template;
  answers: Answers;
  /** The folder that the project's own is made in. It must exist. */
  outputDir: string;
  /** What to do where the project's folder is there already; it is refused where nothing is said. */
  existing?: Existing;
  /** Where the template comes from; with it the project gets its `.cruft.json`. */
  record?: TemplateRecord;
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
 * failure or an abort leaves nothing. A project that is there already is touched only where `existing` says so, and is
 * put back as it was when something fails; what a hook changed in it is not.
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
  const { template, answers, outputDir, record, existing = 'refuse', hooks, signal, onProgress } = options;
  const { file, unknownExtensions } = template.context;
  if (unknownExtensions.length > 0) throw new UnknownExtensions(file, unknownExtensions);
  refuseAnswers(template, answers);
  const context = projectContext(template, answers, outputDir);
  refuseDefaults(template, answers, context);
  const target = targetOf(template, context, outputDir);
  await refuseMissing(outputDir);
  if (existing === 'refuse') await refuseExisting(target);

  const replay = replayText(context);
  const budget = new Budget();
  const before = hooks ? await renderHooks(template, 'pre_gen_project', context.names, budget) : [];
  const plan = await renderFiles(template, context, { budget, existing, signal, onProgress });
  // A template that brings a record of its own keeps it.
  if (record && !plan.files.has(RECORD_FILE)) {
    plan.files.set(RECORD_FILE, { mode: 0o644, text: recordText(record, context.values) });
  }
  const after = hooks ? await renderHooks(template, 'post_gen_project', context.names, budget) : [];
  const written = ({ skipped }: Merged): string[] =>
    Array.from(plan.files.keys())
      .filter((file) => !skipped.includes(file))
      .sort();
  const found =
    existing !== 'refuse' && (await isThere(target))
      ? await compareWithFolder(plan, target, existing)
      : NOTHING_THERE;

  const write = async (signal?: AbortSignal): Promise<CreatedProject> => {
    const placed = await placeProject({
      plan,
      target,
      existing,
      ...(hooks && before.length + after.length > 0 ? { hooks: { run: hooks, before, after } } : {}),
      ...(signal ? { signal } : {}),
    });
    return {
      path: target,
      files: written(placed),
      ...placed,
      answers: answersAsText(template, answers, context.values),
      declinedHooks: hooks ? [] : template.hooks.map(({ file }) => file),
      replay,
    };
  };
  return { preview: { path: target, files: written(found), ...found }, write };
}

/** Renders names and contents of all files; writes nothing. Throws Failure template-…; Cancelled. */
export async function renderFiles(
  template: Template,
  { names }: ProjectContext,
  options: {
    budget?: Budget;
    existing?: Existing;
    signal?: AbortSignal | undefined;
    onProgress?: ((text: string) => void) | undefined;
  } = {},
): Promise<Plan> {
  const { budget, existing, signal, onProgress } = options;
  const tree = await readTree(template, template.projectFolder, matcher(template.context.copyOnly));
  const load = await templateLoader(template, tree);
  const renderer = new TreeRenderer(template, names, process.platform, load, budget, existing);
  return renderer.plan(tree, signal, onProgress);
}

/**
 * The absolute path of the folder that the project will be written to.
 *
 * @throws Failure template-unsafe when the answers make it something else than one folder below `outputDir`; another
 * template-… where a template was opened for asking alone and only cookiecutter can tell.
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

/** Throws Failure answer-invalid. */
export function refuseAnswers(template: Template, answers: Answers): void {
  for (const { name } of template.questions) {
    const given = answers.get(name);
    const refused = given === undefined ? undefined : checkAnswer(template, answers, name, given);
    if (refused !== undefined) throw answerInvalid(name, given ?? '', refused);
  }
}

/** Defaults are held to the rules as well: one may depend on a bad answer. */
function refuseDefaults(template: Template, answers: Answers, { values }: ProjectContext): void {
  for (const [name, value] of Object.entries(answersAsText(template, answers, values))) {
    const refused = checkRule(template, name, value);
    if (refused !== undefined) throw answerInvalid(name, value, refused);
  }
}

/** Throws Failure folder-missing. */
export async function refuseMissing(outputDir: string): Promise<void> {
  const found = await stat(outputDir).catch(() => undefined);
  if (found?.isDirectory() === true) return;
  throw new Failure(
    'folder-missing',
    `The folder ${path.resolve(outputDir)}, which the project should go into, is not there.`,
    'Make the folder, or choose another one.',
  );
}
