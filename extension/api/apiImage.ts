import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { Failure, reason } from '../../contract/failure';
import { buildImage } from '../docker/buildImage';
import { buildWords } from '../docker/buildWords';
import type { Engine } from '../docker/connectEngine';
import type { TarFile } from '../docker/tar';
import { temporaryFolder } from '../files/temporaryFolder';
import { IMAGE_LABEL } from '../scorer/container/scorerImage';
import type { PrepareOptions } from './apiEnvironment';
import type { ApiProject } from './apiProject';
import { collectWheels } from './collectWheels';

/** The architectures of Docker by what Python calls them. */
const MACHINES: Readonly<Record<string, string>> = {
  x86_64: 'x86_64',
  amd64: 'x86_64',
  aarch64: 'aarch64',
  arm64: 'aarch64',
};

/**
 * Builds the image of an API project as its pipeline does: collects the wheels, then the project's own Dockerfile.
 *
 * @returns its tag, `bellhop/api-<name>:<12 hex>`, which is the project folder's own.
 * @throws Failure of `collectWheels` and `buildImage`, `dockerfile-unreadable`; Cancelled.
 */
export async function buildApiImage(
  engine: Engine,
  project: ApiProject,
  options: PrepareOptions & { onProgress: (words: string) => void },
): Promise<string> {
  const { report, onProgress, signal } = options;
  const python = await pythonOf(project);
  const { Architecture } = (await engine.docker.info()) as { Architecture: string };
  const machine = MACHINES[Architecture] ?? Architecture;
  const { folder, close } = await temporaryFolder('wheels');
  try {
    await collectWheels(project, { python, machine }, folder, options);
    const id = createHash('sha256').update(project.folder).digest('hex').slice(0, 12);
    const tag = `bellhop/api-${project.packageName.replaceAll('_', '-')}:${id}`;
    await buildImage(engine, {
      tag,
      files: context(project.folder, folder),
      buildArgs: {},
      labels: { [IMAGE_LABEL]: 'api' },
      onEvent: buildWords({ onProgress, onOutput: (line) => report.onOutput(`${line}\n`) }),
      ...(signal && { signal }),
    });
    return tag;
  } finally {
    await close();
  }
}

/** The version of Python that the project's Dockerfile is for. */
async function pythonOf({ folder }: ApiProject): Promise<string> {
  const file = path.join(folder, 'Dockerfile');
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    const message = `${file} cannot be read: ${reason(cause)}.`;
    throw new Failure('dockerfile-unreadable', message, 'Restore it from git.', { cause });
  });
  const [, version] = /^ARG BASE=\S*python:(\d+\.\d+)/m.exec(text) ?? [];
  if (version !== undefined) return version;
  throw new Failure(
    'dockerfile-unreadable',
    `${file} does not say which Python it is for: it has no line "ARG BASE=python:3.x...".`,
    'Correct it, or run the API in the environment of the project.',
  );
}

/** What the Dockerfile copies: the files that .dockerignore lets through, and the wheels. */
async function* context(project: string, wheels: string): AsyncGenerator<TarFile> {
  yield { name: 'Dockerfile', bytes: await readFile(path.join(project, 'Dockerfile')) };
  for (const name of await letThrough(project)) yield* filesAt(path.join(project, name), name);
  yield* filesAt(wheels, 'wheels');
}

/** The template's .dockerignore refuses everything and lets some through, each by a line of its own: `!src/`. */
async function letThrough(project: string): Promise<string[]> {
  const text = await readFile(path.join(project, '.dockerignore'), 'utf8').catch(() => '');
  const names = Array.from(text.matchAll(/^!([\w./-]+?)\/?\s*$/gm), ([, name = '']) => name);
  return names.filter((name) => name !== 'wheels' && !name.split('/').includes('..'));
}

async function* filesAt(file: string, name: string): AsyncGenerator<TarFile> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isDirectory() === true) {
    const names = (await readdir(file)).filter((one) => one !== '__pycache__').sort();
    for (const one of names) yield* filesAt(path.join(file, one), `${name}/${one}`);
  } else if (found) yield { name, bytes: await readFile(file) };
}
