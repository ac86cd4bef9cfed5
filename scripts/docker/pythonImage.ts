import { execFileSync } from 'node:child_process';
import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type Docker from 'dockerode';

import { CERTIFICATES, ensureImage } from './madeImage';

/** The base image of a generated API project with its default Python, which is Debian's own. */
export const PYTHON_IMAGE = 'python:3.11-slim-bookworm';

/** Counted up by whoever changes what is put into the image. */
const RECIPE = 1;

/**
 * Sees to it that an engine holds the base image of Python: where it is made here, of Debian's packages, it has `python`
 * and pip where the official image has them, and pip works inside of it as it does on this machine.
 *
 * @throws Failure that names what is missing or the log file.
 */
export function ensurePythonImage(
  engine: { docker: Docker; own: boolean },
  report: (line: string) => void,
): Promise<void> {
  const image = {
    name: PYTHON_IMAGE,
    recipe: [String(RECIPE)],
    packages: ['python3', 'python3-venv', 'python3-pip'],
    fill: asOfficial,
    changes: engine.own ? changes() : [],
  };
  return ensureImage(engine, image, report);
}

function changes(): string[] {
  const index = pipIndex();
  return [
    'ENV PATH=/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin',
    `ENV PIP_CERT=${CERTIFICATES}`,
    `ENV SSL_CERT_FILE=${CERTIFICATES}`,
    ...(index === undefined ? [] : [`ENV PIP_INDEX_URL=${index}`]),
    'CMD ["python3"]',
  ];
}

/** The index that pip asks on this machine, where it was told one. */
export function pipIndex(): string | undefined {
  const { PIP_INDEX_URL: said } = process.env;
  if (said !== undefined) return said;
  try {
    const options = { encoding: 'utf8', stdio: 'pipe' } as const;
    return execFileSync('python3', ['-m', 'pip', 'config', 'get', 'global.index-url'], options).trim();
  } catch {
    return undefined;
  }
}

/** The names that the official image has, and no refusal of pip to install beside Debian's packages. */
function asOfficial(tree: string): Promise<void> {
  for (const [name, program] of [
    ['python', 'python3'],
    ['python3', 'python3'],
    ['pip', 'pip3'],
  ] as const) {
    symlinkSync(`/usr/bin/${program}`, join(tree, 'usr/local/bin', name));
  }
  rmSync(join(tree, 'usr/lib/python3.11/EXTERNALLY-MANAGED'), { force: true });
  return Promise.resolve();
}
