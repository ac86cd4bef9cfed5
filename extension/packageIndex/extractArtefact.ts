import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import yauzl from 'yauzl';
import type { Artefact } from '../../contract/artefact';
import { Cancelled, Failure, reason } from '../../contract/failure';
import { ARTEFACT_FILE } from '../../contract/readArtefact';
import type { Pin } from './packageName';
import { brokenWheel, readWheelArtefact } from './wheelArtefact';

/** The largest file of an artefact, in bytes. */
const LARGEST = 2_000_000_000;

/**
 * Takes the artefact of a model package out of its wheel: model.json as it stands there, and the files that it names,
 * whose digests are checked on the way.
 *
 * @param file the wheel on this disk. @param folder where the files go; it must be there.
 * @throws Failure `wheel-broken`, `needs-project-python` for a model that only its project's own Python scores, those of
 *   `readWheelArtefact`; Cancelled.
 */
export async function extractArtefact(
  file: string,
  pin: Pin,
  folder: string,
  signal?: AbortSignal,
): Promise<Artefact> {
  const zip = await new Promise<yauzl.ZipFile>((resolve, reject) =>
    yauzl.open(file, { lazyEntries: true, autoClose: false }, (error, opened) =>
      error ? reject(brokenWheel(pin, reason(error))) : resolve(opened),
    ),
  );
  try {
    const { artefact, content, entries } = await readWheelArtefact(zip, pin);
    if (artefact.runtime === 'python') throw needsPython(pin);
    for (const [name, digest] of Object.entries(artefact.files)) {
      const entry = path.basename(name) === name ? entries.get(name) : undefined;
      if (!entry) throw brokenWheel(pin, `it holds no ${name}`);
      const found = await extract(zip, entry, path.join(folder, name), signal).catch((error: unknown) => {
        if (signal?.aborted) throw new Cancelled();
        throw error instanceof Failure ? error : brokenWheel(pin, reason(error));
      });
      if (found !== digest) throw brokenWheel(pin, `its ${name} is not the one that ${ARTEFACT_FILE} names`);
    }
    // Last, as training does: an artefact is whole once its model.json is there.
    await writeFile(path.join(folder, ARTEFACT_FILE), content);
    return artefact;
  } finally {
    zip.close();
  }
}

/** Writes an entry to a file and gives the SHA-256 of what was written, in hex. */
async function extract(
  zip: yauzl.ZipFile,
  entry: yauzl.Entry,
  file: string,
  signal: AbortSignal | undefined,
): Promise<string> {
  const stream = await new Promise<Readable>((resolve, reject) =>
    zip.openReadStream(entry, (error, opened) => (error ? reject(error) : resolve(opened))),
  );
  const hash = createHash('sha256');
  let size = 0;
  const counted = async function* (): AsyncGenerator<Buffer> {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > LARGEST) throw new Error(`a file of it is larger than ${LARGEST / 1e9} GB`);
      hash.update(chunk);
      yield chunk;
    }
  };
  await pipeline(counted, createWriteStream(file), { ...(signal && { signal }) });
  return hash.digest('hex');
}

function needsPython({ name, version }: Pin): Failure {
  return new Failure(
    'needs-project-python',
    `${name} ${version} is no ONNX model: the Python of its own project scores it (runtime "python"), with the code that it had then.`,
    'Choose a version that has model.onnx, or check that version out in a project of its own.',
  );
}
