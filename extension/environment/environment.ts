import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { exists } from '../files/exists';
import type { Program } from '../processes/runProgram';
import type { Project } from '../projects/project';
import {
  findInterpreter,
  outputOf,
  venvPython,
  type Interpreter,
  type InterpreterHints,
} from './interpreter';
import { runSteps, type Step, type StepReport } from './steps';

/** What the packages of an environment are pinned by. */
export const LOCK_FILE = 'requirements.lock';
/** In `.venv`: the SHA-256 of the lock that it was installed from. */
const MARKER = 'bellhop-lock.sha256';

/** The environment that trains a project: either usable as it is, or with the steps that make it so. */
export interface Environment {
  interpreter: Interpreter;
  /** The Python that trains. */
  python: string;
  /** Whether uv is installed, which then installs packages. */
  uv: boolean;
  /** Empty where everything is installed. */
  install: Step[];
  /** To be called once `install` has run. */
  installed: () => Promise<void>;
  /** To be called when `install` did not run to its end: removes the `.venv` that it began. */
  discard: () => Promise<void>;
}

/**
 * Finds the Python environment of a project, or says what would make one. Nothing is written.
 *
 * An interpreter that can import the project's training code is used as it is. Otherwise the project gets a `.venv`,
 * made by uv where that is installed, else by venv, with the pinned packages of `requirements.lock` and the project
 * itself, editable.
 *
 * @throws Failure where there is no Python, Cancelled when the signal aborts.
 */
export async function findEnvironment(
  project: Project,
  hints: InterpreterHints,
  signal?: AbortSignal,
): Promise<Environment> {
  const interpreter = await findInterpreter(project.folder, hints, signal);
  const own = venvPython(project.folder, process.platform);
  const lock = await lockDigest(project.folder);
  const venv = path.join(project.folder, '.venv');
  const marker = path.join(venv, MARKER);
  const existed = await exists(venv);
  const ready =
    (interpreter.source !== 'venv' || (await isUpToDate(marker, lock))) &&
    (await canTrain(interpreter.path, project, signal));
  const { uv, pip } = await installers(project.folder, interpreter.path, signal);
  if (ready) {
    return { interpreter, python: interpreter.path, uv, install: [], installed: nothing, discard: nothing };
  }
  return {
    interpreter,
    python: own,
    uv,
    install: installSteps({ folder: project.folder, interpreter, uv, pip, platform: process.platform }),
    installed: () => writeFile(marker, lock),
    discard: existed ? nothing : () => rm(venv, { recursive: true, force: true }),
  };
}

const nothing = (): Promise<void> => Promise.resolve();

/** The steps that make `.venv` and install the project into it; an existing `.venv` is kept and completed. */
export function installSteps(options: VenvOptions): Step[] {
  return venvSteps(options, [
    { title: 'Install the pinned packages', args: ['--requirement', LOCK_FILE] },
    { title: 'Install the project', args: ['--no-deps', '--no-build-isolation', '--editable', '.'] },
  ]);
}

export interface VenvOptions {
  folder: string;
  interpreter: Pick<Interpreter, 'path' | 'source'>;
  uv: boolean;
  /** Whether the interpreter has pip: an environment whose making was cut short has none yet. */
  pip: boolean;
  platform: NodeJS.Platform;
}

/** The steps that make `.venv` and let pip or uv install into it. @param installs what each is asked to install. */
export function venvSteps(
  options: VenvOptions,
  installs: readonly { title: string; args: readonly string[] }[],
): Step[] {
  const { folder, interpreter, uv } = options;
  const own = venvPython(folder, options.platform);
  const step = (title: string, command: string, args: string[]): Step => ({
    title,
    program: { command, args, cwd: folder },
  });
  const [program, pip] = installer(uv, own);
  const create = uv
    ? step('Make .venv with uv', 'uv', ['venv', '--python', interpreter.path, '.venv'])
    : step('Make .venv', interpreter.path, ['-m', 'venv', '.venv']);
  const completion = uv || options.pip ? [] : [step('Complete .venv', own, ['-m', 'ensurepip', '--upgrade'])];
  return [
    ...(interpreter.source === 'venv' ? completion : [create]),
    ...installs.map(({ title, args }) => step(title, program, [...pip, ...args])),
  ];
}

/** What is there to install with. */
export async function installers(
  folder: string,
  python: string,
  signal?: AbortSignal,
): Promise<Pick<VenvOptions, 'uv' | 'pip'>> {
  const runs = async (command: string, args: string[]): Promise<boolean> =>
    (await outputOf(command, args, folder, signal)) !== undefined;
  return { uv: await runs('uv', ['--version']), pip: await runs(python, ['-m', 'pip', '--version']) };
}

/** Installs what an environment lacks, and leaves no half-made one behind. */
export async function install(
  environment: Environment,
  report: StepReport,
  signal?: AbortSignal,
): Promise<void> {
  if (environment.install.length === 0) return;
  try {
    await runSteps(environment.install, report, signal);
  } catch (error) {
    await environment.discard();
    throw error;
  }
  await environment.installed();
}

/** Installs the packages of another lock into an environment. */
export function packageStep(
  folder: string,
  { python, uv }: Pick<Environment, 'python' | 'uv'>,
  lock: string,
): Step {
  const [command, args] = installer(uv, python);
  const title = `Install the packages of ${lock}`;
  return { title, program: { command, args: [...args, '--requirement', lock], cwd: folder } };
}

/** The program that installs into an environment, with what it is told first. */
function installer(uv: boolean, python: string): [string, string[]] {
  return uv
    ? ['uv', ['pip', 'install', '--python', python]]
    : [python, ['-m', 'pip', 'install', '--disable-pip-version-check']];
}

/** A command of the project's own command line: `python -m PACKAGE COMMAND`. */
export function projectProgram({ folder, packageName }: Project, python: string, command: string): Program {
  return {
    command: python,
    args: ['-m', packageName, command],
    cwd: folder,
    env: { ...process.env, PYTHONUNBUFFERED: '1', PYTHONIOENCODING: 'utf-8', ORT_DISABLE_TELEMETRY: '1' },
  };
}

async function canTrain(python: string, project: Project, signal?: AbortSignal): Promise<boolean> {
  const code = `import ${project.packageName}.train`;
  return (await outputOf(python, ['-c', code], project.folder, signal)) !== undefined;
}

async function isUpToDate(marker: string, lock: string): Promise<boolean> {
  const written = await readFile(marker, 'utf8').catch(() => undefined);
  // A `.venv` that somebody made without Bellhop has no marker and is theirs to keep.
  return written === undefined || written === lock;
}

async function lockDigest(folder: string): Promise<string> {
  const text = await readFile(path.join(folder, LOCK_FILE)).catch(() => '');
  return createHash('sha256').update(text).digest('hex');
}
