import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { InvalidArgumentError } from 'commander';
import { Cancelled, Failure } from '../../contract/failure';
import { ask, askSecret } from '../commandLine/ask';
import type { CommandContext } from '../commandLine/terminal';
import { commandLineCompany } from '../company/company.cli';
import { defaultAnswers } from '../company/companyDefaults';
import { findInterpreter } from '../environment/interpreter';
import type { Existing } from './render/mergeProject';
import { modelObject } from '../packageIndex/modelPackage';
import type { ApiAnswers } from './newApi.cli';
import { askTheRest, chooseTemplate, readPairs } from './newAnswers.cli';
import { newProject, type CookiecutterUse, type HooksToAccept, type NewProjectFront } from './newProject';
import type { HookRun } from './hooks/runHooks';
import { yesOrNo } from './template/yesOrNo';

const ACCEPT_HOOKS = ['yes', 'no', 'ask'] as const;
export type AcceptHooks = (typeof ACCEPT_HOOKS)[number];
const ENGINES = ['bellhop', 'cookiecutter'] as const;
export type Engine = (typeof ENGINES)[number];

export interface NewOptions {
  outputDir: string;
  checkout?: string;
  directory?: string;
  replayFile?: string;
  acceptHooks: AcceptHooks;
  engine?: Engine;
  overwriteIfExists?: boolean;
  skipIfFileExists?: boolean;
  /** Asks no package index about the model package of an API project. */
  offline?: boolean;
}

/** Reads the value of `--engine`. */
export function engine(text: string): Engine {
  const found = ENGINES.find((one) => one === text);
  if (found === undefined) throw new InvalidArgumentError('Give bellhop or cookiecutter.');
  return found;
}

/** Reads the value of `--accept-hooks`. */
export function acceptHooks(text: string): AcceptHooks {
  const found = ACCEPT_HOOKS.find((one) => one === text);
  if (found === undefined) throw new InvalidArgumentError('Give yes, no or ask.');
  return found;
}

/**
 * `bellhop new TEMPLATE [key=value ...]`: makes a project and gives `{"project", "files", "commit", "declinedHooks",
 * "overwritten", "skipped", "removed"}`: the absolute path, the number of files, whether the first commit was made, the
 * template's own programs that did not run, and what became of files that were there already; of an API project also
 * `model`, what the package index says of its model package.
 */
export async function newCommand(
  context: CommandContext,
  template: string,
  given: readonly string[],
  { outputDir, acceptHooks, overwriteIfExists, skipIfFileExists, offline = false, ...from }: NewOptions,
): Promise<void> {
  const { terminal, root } = context;
  const folder = path.resolve(outputDir);
  const own = defaultAnswers(template, await commandLineCompany(context.signal));
  const answers = new Map([...own, ...readPairs(given)]);
  const { pairs, model } = await answersFor(context, template, answers, offline);
  const { checkout, directory, replayFile, engine } = from;
  const front = terminalFront(context, pairs, folder, acceptHooks, engine);
  const project = await newProject(
    {
      template,
      root,
      engine: engine ?? 'bellhop',
      given: pairs,
      ...(checkout === undefined ? {} : { checkout }),
      ...(directory === undefined ? {} : { directory }),
      ...(replayFile === undefined ? {} : { replayFile }),
      existing: existingFrom(overwriteIfExists, skipIfFileExists),
    },
    front,
  );
  const { commit, declinedHooks, failed, overwritten, skipped, removed } = project;
  if (failed) {
    const kept = `${failed.message}\n${project.path} is kept as it is.`;
    throw new Failure(failed.code, kept, 'Finish the project by hand, or remove it.');
  }
  if (!commit.made) terminal.progress(commit.why);
  if (declinedHooks.length > 0) {
    terminal.progress(`Not run, so that something may be missing: ${declinedHooks.join(', ')}.`);
  }
  for (const [what, files] of Object.entries({ Overwritten: overwritten, Kept: skipped, Removed: removed })) {
    if (files.length > 0) terminal.progress(`${what}: ${files.join(', ')}.`);
  }
  terminal.result(
    {
      project: project.path,
      files: project.files.length,
      commit: commit.made,
      declinedHooks,
      overwritten,
      skipped,
      removed,
      ...(model && { model: modelObject(model) }),
    },
    `Created ${project.path}`,
  );
}

/** An API project is about a model package, which an index knows more of. */
async function answersFor(
  context: CommandContext,
  template: string,
  given: Map<string, string>,
  offline: boolean,
): Promise<ApiAnswers> {
  if (template !== 'api') return { pairs: given };
  const { apiAnswers } = await import('./newApi.cli');
  return apiAnswers(context, given, offline);
}

/** As in cookiecutter, skipping files alone does not allow a folder that is there already. */
function existingFrom(overwrite = false, skip = false): Existing {
  if (!overwrite) return 'refuse';
  return skip ? 'skip' : 'overwrite';
}

/** New Project on a terminal: answers as they were given, the rest asked where one may ask. */
function terminalFront(
  context: CommandContext,
  pairs: ReadonlyMap<string, string>,
  outputDir: string,
  accept: AcceptHooks,
  engine: Engine | undefined,
): NewProjectFront {
  const { terminal, signal, mayAsk } = context;
  const say = (text: string): void => terminal.progress(text);
  return {
    work: (_part, run) => run(signal, say),
    output: (text) => terminal.output(text),
    notice: say,
    ...(mayAsk
      ? {
          askPassword: (attempt) => askZipPassword(attempt, signal),
          chooseDirectory: ([first = '', ...others]) =>
            ask(`Which template: ${[first, ...others].join(', ')}`, first, signal),
        }
      : {}),
    chooseTemplate: (offered) => chooseTemplate(offered, pairs.get('template'), mayAsk, signal),
    python: async () => (await findInterpreter(process.cwd(), {}, signal)).path,
    trustCookiecutter: (use) => trustCookiecutter(context, use, engine),
    acceptHooks: (hooks) => acceptedHooks(context, hooks, accept),
    answer: async (template, plan) => {
      const answers = new Map<string, string>();
      if (mayAsk) await askTheRest(template, answers, signal);
      await mkdir(outputDir, { recursive: true });
      return plan(answers, outputDir);
    },
  };
}

function askZipPassword(attempt: number, signal: AbortSignal): Promise<string> {
  const again = attempt === 0 ? '' : 'That is not the password. ';
  return askSecret(`${again}Password of the zip file`, signal);
}

/** The person who names the engine trusts the template; anyone else is asked. */
async function trustCookiecutter(
  { terminal, signal, mayAsk }: CommandContext,
  { cookiecutter: { version, python }, reason }: CookiecutterUse,
  engine: Engine | undefined,
): Promise<void> {
  if (engine === 'cookiecutter') {
    terminal.progress(`Rendering with cookiecutter ${version} of ${python}`);
    return;
  }
  const message = reason?.message ?? '';
  if (!mayAsk) {
    const next = `Where you trust the template, add --engine cookiecutter (${version} of ${python}).`;
    throw new Failure('template-unsupported', message, next);
  }
  const question = `${message}\nTrust the template, and let cookiecutter ${version} of ${python} run its Python`;
  if (yesOrNo(await ask(question, 'no', signal)) !== true) throw new Cancelled();
}

async function acceptedHooks(
  { terminal, signal, mayAsk }: CommandContext,
  { files }: HooksToAccept,
  accept: AcceptHooks,
): Promise<HookRun | undefined> {
  if (accept === 'no' || (accept === 'ask' && !mayAsk)) return undefined;
  if (accept === 'ask') {
    const question = `The template runs programs of its own: ${files.join(', ')}. Run them`;
    if (yesOrNo(await ask(question, 'no', signal)) !== true) return undefined;
  }
  const isPython = files.some((file) => file.endsWith('.py'));
  const python = isPython ? (await findInterpreter(process.cwd(), {}, signal)).path : '';
  const keepFailed = async (failure: Failure, project: string): Promise<boolean> => {
    if (!mayAsk) return false;
    terminal.progress(failure.message);
    return yesOrNo(await ask(`Keep what is in ${project}`, 'no', signal)) === true;
  };
  return { python, onOutput: (text) => terminal.output(text), keepFailed };
}
