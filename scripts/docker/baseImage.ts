import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Docker from 'dockerode';

import { Failure, reason } from '../../contract/failure';
import { runLogged } from '../runLogged';
import { cacheFolder } from '../vscode/cacheFolder';
import { ensureDebianPackages, programPackage } from '../vscode/debianPackages';
import { aptMirror } from './aptMirror';

/** The base image of the scorer's Dockerfile, under the name by which that asks for it. */
export const BASE_IMAGE = 'node:24-bookworm-slim';

/** Counted up by whoever changes what is put into the image. */
const RECIPE = 1;
const NODE = '24.21.0';
const NPM = '11.21.2';
const CERTIFICATES = 'etc/ssl/certs/ca-certificates.crt';
/** The label that tells which recipe an image was made by. */
const RECIPE_LABEL = 'bellhop.test.recipe';

/**
 * Sees to it that an engine holds the base image. A person's own engine gets the official one, by a pull, unless it has
 * it; the tests' own engine gets one that is made here of Debian's packages and npm's Node, as no image registry may be
 * in reach: the same files at the same places, and this machine's certificates, so that npm works inside of it.
 *
 * @throws Failure that names what is missing or the log file.
 */
export async function ensureBaseImage(
  { docker, own }: { docker: Docker; own: boolean },
  report: (line: string) => void,
): Promise<void> {
  const labels = await labelsOf(docker, BASE_IMAGE);
  if (!own) {
    if (labels === undefined) await pullBaseImage(docker, report);
    return;
  }
  const registry = npmRegistry();
  const recipe = recipeOf(registry);
  if (labels?.[RECIPE_LABEL] === recipe) return;
  await makeBaseImage(docker, { registry, recipe }, report);
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

async function pullBaseImage(docker: Docker, report: (line: string) => void): Promise<void> {
  report(`Pulling ${BASE_IMAGE}.`);
  try {
    await finished(docker, await docker.pull(BASE_IMAGE));
  } catch (cause) {
    throw new Failure(
      'base-image-missing',
      `The Docker engine does not have ${BASE_IMAGE} and could not pull it: ${reason(cause)}`,
      `Pull it (docker pull ${BASE_IMAGE}), or stop that engine so that the tests start their own.`,
      { cause },
    );
  }
}

/** Changes when what is put into the image does, so that an old one is made anew. */
function recipeOf(registry: string): string {
  const hash = createHash('sha256').update(`${RECIPE} ${NODE} ${NPM} ${registry}`);
  if (existsSync(`/${CERTIFICATES}`)) hash.update(readFileSync(`/${CERTIFICATES}`));
  return hash.digest('hex');
}

/** The registry that npm asks on this machine; inside the image it asks the same. */
function npmRegistry(): string {
  const { npm_config_registry: said } = process.env;
  return (
    said ?? execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8', stdio: 'pipe' }).trim()
  );
}

interface Made {
  registry: string;
  recipe: string;
}

async function makeBaseImage(docker: Docker, made: Made, report: (line: string) => void): Promise<void> {
  await ensureDebianPackages([programPackage('debootstrap')], `making the image ${BASE_IMAGE}`, report);
  report(`Making the image ${BASE_IMAGE} (once; about a minute).`);
  const logs = join(cacheFolder(), 'logs');
  mkdirSync(logs, { recursive: true });
  const logFile = join(logs, 'base-image.log');
  const staging = mkdtempSync(join(tmpdir(), 'bellhop-base-image-'));
  try {
    const tree = join(staging, 'root');
    await runLogged({
      program: 'debootstrap',
      args: ['--variant=minbase', '--include=ca-certificates', 'bookworm', tree, ...aptMirror()],
      cwd: staging,
      logFile,
      purpose: `Making a Debian for ${BASE_IMAGE}`,
    });
    await addNode(staging, tree, logFile);
    if (existsSync(`/${CERTIFICATES}`)) copyFileSync(`/${CERTIFICATES}`, join(tree, CERTIFICATES));
    for (const folder of [
      'var/cache',
      'var/lib/apt/lists',
      'usr/share/doc',
      'usr/share/man',
      'usr/share/locale',
    ]) {
      rmSync(join(tree, folder), { recursive: true, force: true });
      mkdirSync(join(tree, folder));
    }
    await importTree(docker, tree, made);
    // The one of an older recipe, and what was built on it.
    await docker.pruneImages();
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/** Node and npm where the official image has them, and its user `node`. */
async function addNode(staging: string, tree: string, logFile: string): Promise<void> {
  const nodePackage = `node-linux-${process.arch}`;
  await runLogged({
    program: 'npm',
    args: [
      ...['install', '--prefix', staging, '--ignore-scripts', '--no-audit', '--no-fund', '--force'],
      ...[`${nodePackage}@${NODE}`, `npm@${NPM}`],
    ],
    cwd: staging,
    logFile,
    purpose: `Getting Node ${NODE} and npm ${NPM}`,
  });
  const local = join(tree, 'usr', 'local');
  const modules = join(local, 'lib', 'node_modules');
  mkdirSync(modules, { recursive: true });
  copyFileSync(join(staging, 'node_modules', nodePackage, 'bin', 'node'), join(local, 'bin', 'node'));
  cpSync(join(staging, 'node_modules', 'npm'), join(modules, 'npm'), {
    recursive: true,
    verbatimSymlinks: true,
  });
  for (const name of ['npm', 'npx']) {
    symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, join(local, 'bin', name));
  }
  await runLogged({
    program: 'chroot',
    args: [tree, 'useradd', '--uid', '1000', '--user-group', '--shell', '/bin/bash', '--create-home', 'node'],
    cwd: '/',
    logFile,
    purpose: 'Adding the user node',
  });
}

async function importTree(docker: Docker, tree: string, { registry, recipe }: Made): Promise<void> {
  const changes = [
    'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    `ENV NODE_VERSION=${NODE}`,
    `ENV NODE_EXTRA_CA_CERTS=/${CERTIFICATES}`,
    `ENV SSL_CERT_FILE=/${CERTIFICATES}`,
    `ENV NPM_CONFIG_REGISTRY=${registry}`,
    'CMD ["node"]',
    `LABEL ${RECIPE_LABEL}=${recipe}`,
  ];
  const [repo, tag] = BASE_IMAGE.split(':');
  const tar = spawn('tar', ['-C', tree, '-c', '.'], { stdio: ['ignore', 'pipe', 'ignore'] });
  await finished(docker, await docker.importImage(tar.stdout, { repo, tag, changes }));
}

/** Reads what an engine says to its end; rejects with its error. */
function finished(docker: Docker, stream: NodeJS.ReadableStream): Promise<void> {
  return new Promise((resolve, reject) => {
    docker.modem.followProgress(stream, (error) => (error === null ? resolve() : reject(error)));
  });
}
