import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Artefact } from '../../contract/artefact';
import { Failure } from '../../contract/failure';
import { ARTEFACT_FILE } from '../../contract/readArtefact';
import { findEnvironment, LOCK_FILE, projectProgram } from '../environment/environment';
import type { InterpreterHints } from '../environment/interpreter';
import { runProgram } from '../processes/runProgram';
import type { ModelProject } from '../projects/project';

/**
 * Refuses an artefact that is not fresh: one that was trained with other code or another lock than the project holds
 * now, or whose files are not those that model.json names. What the data was only Python can tell: see `checkInPython`.
 *
 * @throws Failure `artefact-not-fresh`, which says what changed.
 */
export async function refuseStale(project: ModelProject, artefact: Artefact): Promise<void> {
  const { code, lock } = artefact.training;
  const changed = [
    ...(code === (await codeDigest(project)) ? [] : ['the code']),
    ...(lock === (await lockDigest(project)) ? [] : [`the lock (${LOCK_FILE})`]),
  ];
  const what = changed.join(' and ');
  if (changed.length > 0) throw notFresh(`${what} of ${project.name} changed since training`);
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
 * Has the project's own `check` compare the artefact with code, lock, data and golden scores, where its environment is
 * there. The pipeline does so in any case.
 *
 * @returns whether it was checked.
 * @throws Failure `artefact-not-fresh` with what it says; Cancelled when the signal aborts.
 */
export async function checkInPython(
  project: ModelProject,
  hints: InterpreterHints,
  signal: AbortSignal,
): Promise<boolean> {
  const environment = await findEnvironment(project, hints, signal).catch((error: unknown) => {
    if (error instanceof Failure && error.code === 'python-missing') return undefined;
    throw error;
  });
  if (!environment || environment.install.length > 0) return false;
  let said = '';
  const program = projectProgram(project, environment.python, 'check');
  const status = await runProgram(program, { onOutput: (text) => (said += text), signal });
  if (status === 0) return true;
  const words = said.trim().split(/\r?\n/).slice(0, 3).join(' ');
  throw notFresh(`the check of ${project.name} failed: ${words.replace(/\.$/, '')}`);
}

/**
 * The digest of a package's Python files, as the framework's `provenance.py` has it: SHA-256 of one line for each file,
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

/** The digest of the lock's pins, without the options and remarks between them; null without a lock. */
async function lockDigest({ folder }: ModelProject): Promise<string | null> {
  const text = await readFile(path.join(folder, LOCK_FILE), 'utf8').catch(() => undefined);
  if (text === undefined) return null;
  const pins = text.split(/\r?\n/).filter((line) => /^[^#-]/.test(line));
  return sha256(pins.map((pin) => `${pin}\n`).join(''));
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

function notFresh(what: string): Failure {
  return new Failure(
    'artefact-not-fresh',
    `${what.charAt(0).toUpperCase()}${what.slice(1)}.`,
    'Train the model, commit the artefact, and publish again.',
  );
}
