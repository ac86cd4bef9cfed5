import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../../../contract/failure';
import { temporaryFolder } from '../../files/temporaryFolder';
import type { Program } from '../../processes/runProgram';
import { runWithin } from '../../processes/runWithin';
import type { HookName } from './hooks';
import type { Budget } from '../jinja/limits';
import { render } from '../jinja/render';
import type { Value } from '../jinja/values';
import type { Template } from '../template/template';
import { readTemplateFile } from '../template/templateFile';

/** How hooks are run. To give this to `createProject` is to accept that the template's own programs run. */
export interface HookRun {
  /** The interpreter for hooks written in Python. */
  python: string;
  /** What they write, as it comes. */
  onOutput?: (text: string) => void;
  /** In milliseconds, for each hook. */
  timeLimit?: number;
  /** Asked when a hook fails: whether the project stays as it is, in the folder given. */
  keepFailed?: (failure: Failure, project: string) => Promise<boolean>;
}

/** A hook's text, ready to run. */
export interface RenderedHook {
  file: string;
  text: string;
}

const TIME_LIMIT = 10 * 60_000;
/** The longest hook, in bytes. */
const LARGEST_HOOK = 2_000_000;
/** How much of a failing hook's output its failure repeats, in characters. */
const REPEATED = 500;

/**
 * Renders the hooks of one name. They share the context with the project's files, so that a hook can change an answer
 * for what comes after it, as some templates do.
 *
 * @throws Failure template-…
 */
export async function renderHooks(
  template: Template,
  name: HookName,
  context: readonly (readonly [string, Value])[],
  budget: Budget,
): Promise<RenderedHook[]> {
  const rendered: RenderedHook[] = [];
  for (const hook of template.hooks) {
    if (hook.name !== name) continue;
    const file = path.join(template.folder, hook.file);
    const text = decoded(file, await readTemplateFile(template.folder, hook.file, LARGEST_HOOK));
    const { environment } = template.context;
    rendered.push({ file: hook.file, text: render(text, file, context, budget, environment) });
  }
  return rendered;
}

/**
 * Runs rendered hooks one after the other, each from a temporary file with its own extension.
 *
 * @param cwd the project's folder.
 * @throws Failure `hook-failed`; Cancelled.
 */
export async function runHooks(
  hooks: readonly RenderedHook[],
  cwd: string,
  run: HookRun,
  signal?: AbortSignal,
): Promise<void> {
  for (const hook of hooks) {
    const { folder, close } = await temporaryFolder('hook');
    try {
      const script = path.join(folder, path.basename(hook.file));
      await writeFile(script, hook.text);
      await chmod(script, 0o700);
      await runScript(hook.file, script, cwd, run, signal);
    } finally {
      await close();
    }
  }
}

/**
 * Runs one script: Python's with the interpreter, another one as the system runs it.
 *
 * @param name what to call it in a failure.
 * @throws Failure `hook-failed`; Cancelled.
 */
export async function runScript(
  name: string,
  script: string,
  cwd: string,
  run: HookRun,
  signal?: AbortSignal,
): Promise<void> {
  let output = '';
  const onOutput = (text: string) => {
    output = (output + text).slice(-REPEATED);
    run.onOutput?.(text);
  };
  const failed = (why: string, cause?: unknown) =>
    new Failure(
      'hook-failed',
      `The template's program ${name} ${why}.${output.trim() === '' ? '' : `\n${output.trim()}`}`,
      'Correct what its output says, or create the project without its programs.',
      { cause },
    );
  const status = await runWithin(
    run.timeLimit ?? TIME_LIMIT,
    { ...command(script, run.python), cwd },
    { onOutput, ...(signal ? { signal } : {}) },
  ).catch((error: unknown) => {
    if (error instanceof Failure && error.code === 'program-missing') {
      throw failed('could not be started: has it a first line such as #!/bin/sh?', error);
    }
    throw error;
  });
  if (status === undefined) throw failed('took too long');
  if (status !== 0) throw failed(`ended with status ${status}`);
}

function command(script: string, python: string): Pick<Program, 'command' | 'args'> {
  if (script.endsWith('.py')) return { command: python, args: [script] };
  // Windows knows by the extension what to run a script with, and only its shell does.
  if (process.platform === 'win32') return { command: 'cmd.exe', args: ['/d', '/s', '/c', script] };
  return { command: script, args: [] };
}

function decoded(file: string, content: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch (cause) {
    throw new Failure(
      'template-invalid',
      `${file} is no text in UTF-8.`,
      'Create the project without the programs of the template.',
      { cause },
    );
  }
}
