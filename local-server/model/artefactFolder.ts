import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Artefact } from '../../contract/artefact';
import { Failure } from '../../contract/failure';
import { ARTEFACT_FILE, isGraphFile, readArtefact } from '../../contract/readArtefact';

export const GRAPH_FILE = 'model.onnx';
const SKOPS_FILE = 'model.skops';

/** What to do about an artefact that does not fit itself. */
export const TRAIN_AGAIN = 'Train the model again, or restore the artefact from git.';

/** What is served: a graph as model.json describes it, or a foreign one, which describes itself. */
export interface ArtefactFolder {
  /** Undefined for a foreign graph. */
  artefact: Artefact | undefined;
  /**
   * `sha256:` and a SHA-256 in hex, which names the model: that of model.json, since it holds the other digests, or of
   * a foreign graph's file.
   */
  digest: string;
  /** The bytes of the file that scores, and its name for messages. */
  graph: Uint8Array;
  graphFile: string;
}

/** Failures that a writer at work causes too: they may be gone in a moment. */
const UNFINISHED = new Set([
  'artefact-missing',
  'artefact-broken',
  'file-missing',
  'digest-mismatch',
  'onnx-broken',
]);

export function isUnfinished(failure: Failure): boolean {
  return UNFINISHED.has(failure.code);
}

/** Where an artefact lies: a folder, or an ONNX file in it. */
export interface ArtefactPlace {
  folder: string;
  /** The file's name; undefined for a folder. */
  graphFile: string | undefined;
}

/** The place that a path means: a path that ends with .onnx is a file's. */
export function placeOf(artefact: string): ArtefactPlace {
  if (!isGraphFile(artefact)) return { folder: artefact, graphFile: undefined };
  return { folder: path.dirname(artefact), graphFile: path.basename(artefact) };
}

/**
 * Reads what is to be served: an artefact, as model.json describes it; where there is no model.json, the only ONNX file
 * of the folder; or the ONNX file that is given, unless it is the one that model.json beside it describes. Messages name
 * files, never folders: they are sent to whoever asks for readiness.
 *
 * @param mayBeForeign whether to do without a model.json; not where one was there before, and may come again.
 * @throws Failure `artefact-missing`, `artefact-ambiguous`, `file-missing`, `digest-mismatch`, `file-unreadable`, or
 *   those of `readArtefact`.
 */
export async function readPlace(place: ArtefactPlace, mayBeForeign: boolean): Promise<ArtefactFolder> {
  const { folder, graphFile } = place;
  const files = await readdir(folder).catch((): string[] => []);
  const isDescribed = files.includes(ARTEFACT_FILE) && (graphFile ?? GRAPH_FILE) === GRAPH_FILE;
  if (isDescribed || !mayBeForeign) return readArtefactFolder(folder);
  const graphs = files.filter(isGraphFile);
  const [only, ...more] = graphFile === undefined ? graphs : [graphFile];
  if (only === undefined) return readArtefactFolder(folder);
  if (more.length > 0) {
    const message = `There is no ${ARTEFACT_FILE}, and more than one ONNX file: ${graphs.sort().slice(0, 5).join(', ')}.`;
    throw new Failure('artefact-ambiguous', message, 'Name the ONNX file to be served.');
  }
  const graph = await read(folder, only, 'file-missing');
  return { artefact: undefined, digest: `sha256:${sha256(graph)}`, graph, graphFile: only };
}

/** Reads an artefact and checks the digest of each file that model.json names. */
async function readArtefactFolder(folder: string): Promise<ArtefactFolder> {
  const text = await read(folder, ARTEFACT_FILE, 'artefact-missing');
  const artefact = readArtefact(text.toString('utf8'));
  const graphFile = artefact.runtime === 'python' ? SKOPS_FILE : GRAPH_FILE;
  if (!Object.hasOwn(artefact.files, graphFile)) {
    throw new Failure(
      'artefact-broken',
      `${ARTEFACT_FILE}: "files" does not name ${graphFile}.`,
      TRAIN_AGAIN,
    );
  }
  let graph: Uint8Array = new Uint8Array();
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
    if (file === graphFile) graph = bytes;
  }
  return { artefact, digest: `sha256:${sha256(text)}`, graph, graphFile };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function read(folder: string, file: string, missing: string): Promise<Buffer> {
  try {
    return await readFile(path.join(folder, file));
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
