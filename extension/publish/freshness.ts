import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Artefact } from '../../contract/artefact';
import { Failure } from '../../contract/failure';
import { ARTEFACT_FILE } from '../../contract/readArtefact';
import { LOCK_FILE } from '../environment/environment';
import type { ModelProject } from '../projects/project';

/**
 * Refuses an artefact that is not fresh: one that was trained with other code, another lock or other data than the
 * project holds now, or whose files are not those that model.json names. Data that is not on this machine is passed
 * over: the pipeline, which has it or trains itself, checks it.
 *
 * @throws Failure `artefact-not-fresh`, which says what changed.
 */
export async function refuseStale(project: ModelProject, artefact: Artefact): Promise<void> {
  const { code, lock } = artefact.training;
  const changed = [
    ...(code === (await codeDigest(project)) ? [] : ['the code']),
    ...(lock === (await textDigest(path.join(project.folder, LOCK_FILE))) ? [] : [`the lock (${LOCK_FILE})`]),
    ...(await dataChanged(project, artefact)),
  ];
  if (changed.length > 0) {
    throw new Failure(
      'artefact-not-fresh',
      `${list(changed)} of ${project.name} changed since the model was trained.`,
      'Train the model, commit the artefact, and publish again.',
    );
  }
  for (const [name, digest] of Object.entries(artefact.files)) {
    const bytes = await readFile(path.join(project.artefact, name)).catch(() => undefined);
    if (bytes && sha256(bytes) === digest) continue;
    throw new Failure(
      'artefact-not-fresh',
      `${name} is ${bytes ? 'another file than' : 'missing, though'} ${ARTEFACT_FILE} names${bytes ? '' : ' it'}.`,
      'Train the model, or restore the artefact from git.',
    );
  }
}

/**
 * The digest of a package's Python files, as the project's `provenance.py` has it: SHA-256 of one line for each file,
 * `<digest>  <path>`, ordered by path, relative to the package.
 */
async function codeDigest({ folder, packageName }: ModelProject): Promise<string> {
  const root = path.join(folder, 'src', packageName);
  const names = await readdir(root, { recursive: true }).catch((): string[] => []);
  const files = names
    .filter((name) => name.endsWith('.py'))
    .map((name) => name.split(path.sep).join('/'))
    .sort();
  const lines = files.map(
    async (file) => `${await textDigest(path.join(root, ...file.split('/')))}  ${file}\n`,
  );
  return sha256((await Promise.all(lines)).join(''));
}

async function dataChanged({ folder, data }: ModelProject, { training }: Artefact): Promise<string[]> {
  const [only, ...others] = data ?? [];
  if (!only || others.length > 0) return [];
  const digest = await textDigest(path.join(folder, ...only.file.split('/')));
  return digest === null || digest === training.data ? [] : [`the data (${only.file})`];
}

/** SHA-256 of a text file, its line ends read as LF, so that a checkout on Windows has the same; null without one. */
async function textDigest(file: string): Promise<string | null> {
  const bytes = await readFile(file).catch(() => undefined);
  return bytes ? sha256(withLf(bytes)) : null;
}

function withLf(bytes: Buffer): Buffer {
  return bytes.includes('\r\n')
    ? Buffer.from(bytes.toString('latin1').replaceAll('\r\n', '\n'), 'latin1')
    : bytes;
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

function list(words: readonly string[]): string {
  const text =
    words.length > 1 ? `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}` : (words[0] ?? '');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
