import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type Docker from 'dockerode';

import { runLogged } from '../runLogged';
import { CERTIFICATES, ensureImage } from './madeImage';

/** The base image of the scorer's Dockerfile, under the name by which that asks for it. */
export const BASE_IMAGE = 'node:24-bookworm-slim';

/** Counted up by whoever changes what is put into the image. */
const RECIPE = 2;
const NODE = '24.21.0';
const NPM = '11.21.2';

/**
 * Sees to it that an engine holds the base image of Node: where it is made here, of Debian's packages and npm's Node, the
 * same files are at the same places, and npm works inside of it as it does on this machine.
 *
 * @throws Failure that names what is missing or the log file.
 */
export function ensureBaseImage(
  engine: { docker: Docker; own: boolean },
  report: (line: string) => void,
): Promise<void> {
  const image = {
    name: BASE_IMAGE,
    recipe: [String(RECIPE), NODE, NPM],
    packages: [],
    fill: addNode,
    changes: engine.own ? changes() : [],
  };
  return ensureImage(engine, image, report);
}

function changes(): string[] {
  return [
    'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    `ENV NODE_VERSION=${NODE}`,
    `ENV NODE_EXTRA_CA_CERTS=${CERTIFICATES}`,
    `ENV SSL_CERT_FILE=${CERTIFICATES}`,
    `ENV NPM_CONFIG_REGISTRY=${npmRegistry()}`,
    'CMD ["node"]',
  ];
}

/** The registry that npm asks on this machine; inside the image it asks the same. */
function npmRegistry(): string {
  const { npm_config_registry: said } = process.env;
  return (
    said ?? execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8', stdio: 'pipe' }).trim()
  );
}

/** Node and npm where the official image has them, and its user `node`. */
async function addNode(tree: string, staging: string, logFile: string): Promise<void> {
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
