import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Docker from 'dockerode';

import { Failure, reason } from '../../contract/failure';
import { runLogged } from '../runLogged';
import { cacheFolder } from '../vscode/cacheFolder';
import { ensureDebianPackages, programPackage } from '../vscode/debianPackages';
import { aptMirror } from './aptMirror';

/** The certificates of a machine, here and in every image that is made. */
export const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';
/** The label that tells which recipe an image was made by. */
const RECIPE_LABEL = 'bellhop.test.recipe';

/** An image of a registry, and how one like it is made of Debian's packages where no registry is in reach. */
export interface MadeImage {
  /** Its name and tag in the registry. */
  name: string;
  /** Whatever the content depends on: an image that was made otherwise is made anew. */
  recipe: readonly string[];
  /** Debian packages beside the smallest Debian. */
  packages: readonly string[];
  /** What is to be done with the Debian in `tree`; `staging` is a folder to work in. */
  fill(tree: string, staging: string, logFile: string): Promise<void>;
  /** Lines of a Dockerfile such as `ENV NAME=value`. */
  changes: readonly string[];
}

/**
 * Sees to it that an engine holds an image. A person's own engine gets the official one, by a pull, unless it has it; the
 * tests' own engine gets one that is made here, with this machine's certificates.
 *
 * @throws Failure that names what is missing or the log file.
 */
export async function ensureImage(
  { docker, own }: { docker: Docker; own: boolean },
  image: MadeImage,
  report: (line: string) => void,
): Promise<void> {
  const labels = await labelsOf(docker, image.name);
  if (!own) {
    if (labels === undefined) await pull(docker, image.name, report);
    return;
  }
  const recipe = digestOf(image);
  if (labels?.[RECIPE_LABEL] !== recipe) await make(docker, image, recipe, report);
}

/** The labels of an image, or undefined where there is no such image. */
async function labelsOf(docker: Docker, name: string): Promise<Record<string, string> | undefined> {
  try {
    // Null where there are none, which the types do not say.
    const labels: Record<string, string> | null = (await docker.getImage(name).inspect()).Config.Labels;
    return { ...labels };
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return undefined;
    throw error;
  }
}

async function pull(docker: Docker, name: string, report: (line: string) => void): Promise<void> {
  report(`Pulling ${name}.`);
  try {
    await finished(docker, await docker.pull(name));
  } catch (cause) {
    throw new Failure(
      'base-image-missing',
      `The Docker engine does not have ${name} and could not pull it: ${reason(cause)}`,
      `Pull it (docker pull ${name}), or stop that engine so that the tests start their own.`,
      { cause },
    );
  }
}

function digestOf({ recipe, packages, changes }: MadeImage): string {
  const hash = createHash('sha256').update(JSON.stringify([recipe, packages, changes]));
  if (existsSync(CERTIFICATES)) hash.update(readFileSync(CERTIFICATES));
  return hash.digest('hex');
}

async function make(
  docker: Docker,
  image: MadeImage,
  recipe: string,
  report: (line: string) => void,
): Promise<void> {
  const { name, packages } = image;
  await ensureDebianPackages([programPackage('debootstrap')], `making the image ${name}`, report);
  report(`Making the image ${name} (once; about a minute).`);
  const logs = join(cacheFolder(), 'logs');
  mkdirSync(logs, { recursive: true });
  const logFile = join(logs, `${name.replace(/\W+/g, '-')}.log`);
  const staging = mkdtempSync(join(tmpdir(), 'bellhop-base-image-'));
  try {
    const tree = join(staging, 'root');
    const included = ['ca-certificates', ...packages].join(',');
    await runLogged({
      program: 'debootstrap',
      args: ['--variant=minbase', `--include=${included}`, 'bookworm', tree, ...aptMirror()],
      cwd: staging,
      logFile,
      purpose: `Making a Debian for ${name}`,
    });
    await image.fill(tree, staging, logFile);
    if (existsSync(CERTIFICATES)) copyFileSync(CERTIFICATES, join(tree, CERTIFICATES));
    clean(tree);
    await importTree(docker, tree, [...image.changes, `LABEL ${RECIPE_LABEL}=${recipe}`], name);
    // The one of an older recipe, and what was built on it.
    await docker.pruneImages();
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

function clean(tree: string): void {
  const folders = ['var/cache', 'var/lib/apt/lists', 'usr/share/doc', 'usr/share/man', 'usr/share/locale'];
  for (const folder of folders) {
    rmSync(join(tree, folder), { recursive: true, force: true });
    mkdirSync(join(tree, folder));
  }
}

async function importTree(
  docker: Docker,
  tree: string,
  changes: readonly string[],
  name: string,
): Promise<void> {
  const [repo, tag] = name.split(':');
  const tar = spawn('tar', ['-C', tree, '-c', '.'], { stdio: ['ignore', 'pipe', 'ignore'] });
  await finished(docker, await docker.importImage(tar.stdout, { repo, tag, changes: [...changes] }));
}

/** Reads what an engine says to its end; rejects with its error. */
function finished(docker: Docker, stream: NodeJS.ReadableStream): Promise<void> {
  return new Promise((resolve, reject) => {
    docker.modem.followProgress(stream, (error) => (error === null ? resolve() : reject(error)));
  });
}
