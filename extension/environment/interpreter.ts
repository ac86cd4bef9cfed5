import path from 'node:path';
import { Failure } from '../../contract/failure';
import { runProgram } from '../processes/runProgram';
import { exists } from '../files/exists';

/** The oldest Python that projects are made for. */
export const OLDEST_PYTHON = [3, 11] as const;

/** Where an interpreter comes from, in the order in which they are tried. */
export type InterpreterSource = 'setting' | 'venv' | 'pythonExtension' | 'uv' | 'path';

export interface Interpreter {
  path: string;
  version: string;
  source: InterpreterSource;
}

export interface InterpreterHints {
  /** The setting `bellhop.python`; empty where it is not set. */
  setting?: string;
  /** The active environment of the Python extension. */
  active?: string;
}

interface Candidate {
  source: InterpreterSource;
  command: string;
}

/**
 * Finds the Python interpreter of a project: the setting, the project's `.venv`, the Python extension's, uv's, the one
 * on the PATH; the first that runs and is new enough. One that was set and does not run is an error, not passed over.
 *
 * @throws Failure `python-missing` or `python-unusable`, which say what was tried and what to install.
 */
export async function findInterpreter(
  folder: string,
  hints: InterpreterHints,
  signal?: AbortSignal,
): Promise<Interpreter> {
  const tried: string[] = [];
  for (const { source, command } of await candidates(folder, hints, signal)) {
    const version = await pythonVersion(command, folder, signal);
    if (version !== undefined && isNewEnough(version)) return { path: command, version, source };
    const why = version === undefined ? 'does not run' : `is Python ${version}`;
    if (source === 'setting') {
      throw new Failure(
        'python-unusable',
        `The setting bellhop.python names ${command}, which ${why}; ${oldest()} or later is needed.`,
        'Correct the setting bellhop.python, or leave it empty.',
      );
    }
    tried.push(`${command} (${why})`);
  }
  throw new Failure(
    'python-missing',
    `No Python ${oldest()} or later was found. Tried: ${tried.join(', ')}.`,
    `Install Python ${oldest()} or later, or uv, and try again.`,
  );
}

async function candidates(
  folder: string,
  hints: InterpreterHints,
  signal?: AbortSignal,
): Promise<Candidate[]> {
  const found: Candidate[] = [];
  if (hints.setting) found.push({ source: 'setting', command: path.resolve(folder, hints.setting) });
  const venv = venvPython(folder, process.platform);
  if (await exists(venv)) found.push({ source: 'venv', command: venv });
  if (hints.active) found.push({ source: 'pythonExtension', command: hints.active });
  const fromUv = await uvPython(folder, signal);
  if (fromUv !== undefined) found.push({ source: 'uv', command: fromUv });
  return [...found, ...pathNames(process.platform).map((command) => ({ source: 'path' as const, command }))];
}

/** The interpreter of the project's own environment. */
export function venvPython(folder: string, platform: NodeJS.Platform): string {
  return platform === 'win32'
    ? path.win32.join(folder, '.venv', 'Scripts', 'python.exe')
    : path.posix.join(folder, '.venv', 'bin', 'python');
}

/** The names that an interpreter on the PATH may have, the likeliest first. */
export function pathNames(platform: NodeJS.Platform): string[] {
  return platform === 'win32'
    ? ['python', 'py', 'python3']
    : ['python3', 'python3.13', 'python3.12', 'python3.11', 'python'];
}

async function pythonVersion(
  command: string,
  cwd: string,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const code = 'import platform; print(platform.python_version())';
  const output = await outputOf(command, ['-I', '-c', code], cwd, signal);
  return output?.match(/^\d+\.\d+\.\S+/)?.[0];
}

async function uvPython(cwd: string, signal?: AbortSignal): Promise<string | undefined> {
  const version = `>=${oldest()}`;
  const args = ['python', 'find', '--no-project', '--system', '--no-python-downloads', version];
  return (await outputOf('uv', args, cwd, signal))?.trim();
}

/** What a program writes that speaks to no server, or undefined where it is missing or fails. */
export async function outputOf(
  command: string,
  args: readonly string[],
  cwd: string,
  signal?: AbortSignal,
): Promise<string | undefined> {
  let output = '';
  const status = await runProgram(
    { command, args, cwd, offline: true },
    { onOutput: (text) => (output += text), ...(signal ? { signal } : {}) },
  ).catch((error: unknown) => {
    if (error instanceof Failure) return 1;
    throw error;
  });
  return status === 0 ? output : undefined;
}

export function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > OLDEST_PYTHON[0] || (major === OLDEST_PYTHON[0] && minor >= OLDEST_PYTHON[1]);
}

function oldest(): string {
  return OLDEST_PYTHON.join('.');
}
