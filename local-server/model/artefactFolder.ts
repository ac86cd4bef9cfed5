import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Artefact } from '../../contract/artefact';
import { Failure } from '../../contract/failure';
import { ARTEFACT_FILE, readArtefact } from '../../contract/readArtefact';

export const GRAPH_FILE = 'model.onnx';
const SKOPS_FILE = 'model.skops';

/** What to do about an artefact that does not fit itself. */
export const TRAIN_AGAIN = 'Train the model again, or restore the artefact from git.';

/** What a folder holds, with every file as model.json describes it. */
export interface ArtefactFolder {
  artefact: Artefact;
  /** `sha256:` and the SHA-256 of model.json in hex: it names the model, since model.json holds the other digests. */
  digest: string;
  /** The name and the bytes of the file that scores. */
  file: string;
  content: Uint8Array;
}

/** Failures that a writer at work causes too: they may be gone in a moment. */
const UNFINISHED = new Set(['artefact-missing', 'artefact-broken', 'file-missing', 'digest-mismatch']);

export function isUnfinished(failure: Failure): boolean {
  return UNFINISHED.has(failure.code);
}

/**
 * Reads an artefact and checks the digest of each file that model.json names. Messages name files, never folders:
 * they are sent to whoever asks for readiness.
 *
 * @throws Failure `artefact-missing`, `file-missing`, `digest-mismatch`, `file-unreadable`, or those of
 *   `readArtefact`.
 */
export async function readArtefactFolder(folder: string): Promise<ArtefactFolder> {
  const text = await read(folder, ARTEFACT_FILE, 'artefact-missing');
  const artefact = readArtefact(text.toString('utf8'));
  const scoring = artefact.runtime === 'python' ? SKOPS_FILE : GRAPH_FILE;
  if (!Object.hasOwn(artefact.files, scoring)) {
    throw new Failure('artefact-broken', `${ARTEFACT_FILE}: "files" does not name ${scoring}.`, TRAIN_AGAIN);
  }
  let content: Uint8Array = new Uint8Array();
  for (const [file, digest] of Object.entries(artefact.files)) {
    if (!/^[^/\\]+$/.test(file) || file === '..') {
      throw new Failure(
        'artefact-broken',
        `${ARTEFACT_FILE}: "files" names "${file}", which is not a file beside it.`,
        TRAIN_AGAIN,
      );
    }
    const bytes = await read(folder, file, 'file-missing');
    if (sha256(bytes) !== digest) {
      throw new Failure(
        'digest-mismatch',
        `${file} is not the file that ${ARTEFACT_FILE} describes: it is cut off, or changed after training.`,
        'Train the model again, or restore both files from git.',
      );
    }
    if (file === scoring) content = bytes;
  }
  return { artefact, digest: `sha256:${sha256(text)}`, file: scoring, content };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function read(folder: string, file: string, missing: string): Promise<Buffer> {
  try {
    return await readFile(join(folder, file));
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new Failure(
        missing,
        `${file} is missing from the artefact.`,
        'Train the model, or restore the artefact from git.',
        { cause },
      );
    }
    throw new Failure(
      'file-unreadable',
      `${file} cannot be read (${code}).`,
      `Check the permissions of ${file}.`,
      {
        cause,
      },
    );
  }
}
