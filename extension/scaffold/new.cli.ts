import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { InvalidArgumentError } from 'commander';
import { Failure } from '../../contract/failure';
import { ask } from '../commandLine/ask';
import type { CommandContext } from '../commandLine/terminal';
import { findInterpreter } from '../environment/interpreter';
import { answersFor, askTheRest, chooseTemplate, readPairs } from './newAnswers.cli';
import { newProject, type HooksToAccept, type NewProjectFront } from './newProject';
import type { HookRun } from './runHooks';
import { yesOrNo } from './yesOrNo';

const ACCEPT_HOOKS = ['yes', 'no', 'ask'] as const;
export type AcceptHooks = (typeof ACCEPT_HOOKS)[number];

export interface NewOptions {
  outputDir: string;
  checkout?: string;
  directory?: string;
  replayFile?: string;
  acceptHooks: AcceptHooks;
}

/** Reads the value of `--accept-hooks`. */
export function acceptHooks(text: string): AcceptHooks {
  const found = ACCEPT_HOOKS.find((one) => one === text);
  if (found === undefined) throw new InvalidArgumentError('Give yes, no or ask.');
  return found;
}

/**
 * `bellhop new TEMPLATE [key=value ...]`: makes a project and gives `{"project", "files", "commit", "declinedHooks"}`:
 * the absolute path, the number of files, whether the first commit was made, and the template's own programs that did
 * not run.
 */
export async function newCommand(
  context: CommandContext,
  template: string,
  given: readonly string[],
  { outputDir, acceptHooks, ...from }: NewOptions,
): Promise<void> {
  const { terminal, root } = context;
  const folder = path.resolve(outputDir);
  const front = terminalFront(context, readPairs(given), folder, acceptHooks);
  const { checkout, directory, replayFile } = from;
  const project = await newProject(
    {
      template,
      root,
      ...(checkout === undefined ? {} : { checkout }),
      ...(directory === undefined ? {} : { directory }),
      ...(replayFile === undefined ? {} : { replayFile }),
    },
    front,
  );
  const { commit, declinedHooks, failed } = project;
  if (failed) {
    const kept = `${failed.message}\n${project.path} is kept as it is.`;
    throw new Failure(failed.code, kept, 'Finish the project by hand, or remove it.');
  }
  if (!commit.made) terminal.progress(commit.why);
  if (declinedHooks.length > 0) {
    terminal.progress(`Not run, so that something may be missing: ${declinedHooks.join(', ')}.`);
  }
  terminal.result(
    { project: project.path, files: project.files.length, commit: commit.made, declinedHooks },
    `Created ${project.path}`,
  );
}

/** New Project on a terminal: answers as they were given, the rest asked where one may ask. */
function terminalFront(
  context: CommandContext,
  pairs: ReadonlyMap<string, string>,
  outputDir: string,
  accept: AcceptHooks,
): NewProjectFront {
  const { terminal, signal, mayAsk } = context;
  const say = (text: string): void => terminal.progress(text);
  return {
    work: (_part, run) => run(signal, say),
    output: (text) => terminal.output(text),
    notice: say,
    chooseTemplate: (offered) => chooseTemplate(offered, pairs.get('template'), mayAsk, signal),
    acceptHooks: (hooks) => acceptedHooks(context, hooks, accept),
    answer: async (template, plan) => {
      const answers = answersFor(template, pairs, say);
      if (mayAsk) await askTheRest(template, answers, signal);
      await mkdir(outputDir, { recursive: true });
      return plan(answers, outputDir);
    },
  };
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
