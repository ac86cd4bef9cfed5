import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { Failure, reason } from '../../contract/failure';
import { buildImage } from '../docker/buildImage';
import { proxyArgs } from '../docker/buildProxy';
import { buildWords } from '../docker/buildWords';
import type { Engine } from '../docker/connectEngine';
import type { TarFile } from '../docker/tar';
import { temporaryFolder } from '../files/temporaryFolder';
import { wayToNetwork } from '../network/network';
import { IMAGE_LABEL, inOrder } from '../scorer/container/scorerImage';
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
  const output = (line: string): void => report.onOutput(`${line}\n`);
  const base = await baseOf(project);
  const python = await pythonIn(engine, base, { onProgress, onOutput: output }, signal);
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
      buildArgs: proxyArgs({}, await wayToNetwork()),
      labels: { [IMAGE_LABEL]: 'api' },
      base,
      onEvent: buildWords({ onProgress, onOutput: output }),
      ...(signal && { signal }),
    });
    return tag;
  } finally {
    await close();
  }
}

/** The base image that the project's Dockerfile names. */
async function baseOf({ folder }: ApiProject): Promise<string> {
  const file = path.join(folder, 'Dockerfile');
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    const message = `${file} cannot be read: ${reason(cause)}.`;
    throw new Failure('dockerfile-unreadable', message, 'Restore it from git.', { cause });
  });
  const [, base] = /^ARG BASE=(\S+)/m.exec(text) ?? [];
  if (base !== undefined) return base;
  throw new Failure(
    'dockerfile-unreadable',
    `${file} does not say what it is built on: it has no line "ARG BASE=...".`,
    'Correct it, or run the API in the environment of the project.',
  );
}

/** Asks the Python of an image for its version, by a build of its own, which fetches the image where it is missing. */
async function pythonIn(
  engine: Engine,
  base: string,
  { onProgress, onOutput }: Parameters<typeof buildWords>[0],
  signal?: AbortSignal,
): Promise<string> {
  const tag = `bellhop/api-python:${randomBytes(6).toString('hex')}`;
  const code = "import platform; print('python', platform.python_version())";
  // What is asked anew each time is not answered from the cache, which would say nothing.
  const dockerfile = `FROM ${base}\nARG ASKED\nRUN python -c "${code}"\n`;
  let version: string | undefined;
  const words = buildWords({ onProgress, onOutput });
  await buildImage(engine, {
    tag,
    base,
    files: inOrder([{ name: 'Dockerfile', bytes: Buffer.from(dockerfile) }]),
    buildArgs: { ASKED: tag },
    labels: {},
    onEvent: (event) => {
      if (event.type === 'output') version = /^python (\S+)/.exec(event.line.trim())?.[1] ?? version;
      words(event);
    },
    ...(signal && { signal }),
  });
  await engine.docker.getImage(tag).remove({ force: true });
  if (version !== undefined) return version;
  throw new Failure(
    'dockerfile-unreadable',
    `The image ${base} does not say the version of its Python.`,
    'Name another base image in the Dockerfile, or run the API in the environment of the project.',
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
