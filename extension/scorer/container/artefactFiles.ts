import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { Failure, reason } from '../../../contract/failure';
import { requireNoPython } from '../../../contract/pythonNeeded';
import { ARTEFACT_FILE, readArtefact } from '../../../contract/readArtefact';
import type { TarFile } from '../../docker/tar';

/** What is copied into a scorer's container. */
export interface ArtefactFiles {
  folder: string;
  /** The names; the one that says that the artefact is whole comes last. */
  names: string[];
  /** That last file. */
  last: Buffer;
  /** What the scorer calls the model: `sha256:` and the SHA-256 of the last file. */
  digest: string;
}

/**
 * Finds the files of an artefact: model.json and those it names, and nothing else of the folder; where there is no
 * model.json, the ONNX files.
 *
 * @throws Failure `artefact-missing`, `artefact-broken`, `python-needed`, or those of `readArtefact`.
 */
export async function artefactFiles(folder: string): Promise<ArtefactFiles> {
  const all = await readdir(folder).catch((): string[] => []);
  const others = all.includes(ARTEFACT_FILE)
    ? undefined
    : all.filter((name) => name.toLowerCase().endsWith('.onnx'));
  const main = others ? others.at(-1) : ARTEFACT_FILE;
  if (main === undefined) {
    throw new Failure(
      'artefact-missing',
      `${path.join(folder, ARTEFACT_FILE)} does not exist.`,
      'Train the model.',
    );
  }
  const last = await readNamed(folder, main);
  const names = others ?? [
    ...namesOf(last.toString('utf8'), path.join(folder, ARTEFACT_FILE)),
    ARTEFACT_FILE,
  ];
  return { folder, names, last, digest: `sha256:${createHash('sha256').update(last).digest('hex')}` };
}

/** The files one by one, in order. @throws Failure `file-missing` that names the file. */
export async function* readFiles({ folder, names, last }: ArtefactFiles): AsyncGenerator<TarFile> {
  for (const name of names.slice(0, -1)) yield { name, bytes: await readNamed(folder, name) };
  yield { name: names.at(-1) ?? ARTEFACT_FILE, bytes: last };
}

/** What tells one state of a folder's files from another; empty where there is no folder. */
export async function folderStamps(folder: string): Promise<string> {
  try {
    const stamps = (await readdir(folder)).sort().map(async (name) => {
      const { ino, size, mtimeNs } = await stat(path.join(folder, name), { bigint: true });
      return `${name}:${ino}-${size}-${mtimeNs}`;
    });
    return (await Promise.all(stamps)).join(' ');
  } catch {
    // A file that went between the two calls: the next look tells.
    return '';
  }
}

function namesOf(text: string, file: string): string[] {
  const artefact = readArtefact(text, file);
  requireNoPython(artefact);
  const names = Object.keys(artefact.files);
  const outside = names.find((name) => path.basename(name) !== name || name === '..');
  if (outside === undefined) return names;
  throw new Failure(
    'artefact-broken',
    `${file}: "files" names "${outside}", which is not a file beside it.`,
    'Train the model again, or restore the artefact from git.',
  );
}

async function readNamed(folder: string, name: string): Promise<Buffer> {
  return readFile(path.join(folder, name)).catch((cause: unknown) => {
    const isMissing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new Failure(
      isMissing ? 'file-missing' : 'file-unreadable',
      isMissing ? `${name} is missing from the artefact.` : `${name} cannot be read: ${reason(cause)}.`,
      isMissing ? 'Train the model, or restore the artefact from git.' : `Check the permissions of ${name}.`,
      { cause },
    );
  });
}
