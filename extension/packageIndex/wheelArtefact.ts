import type yauzl from 'yauzl';
import type { Artefact } from '../../contract/artefact';
import { Failure, reason } from '../../contract/failure';
import { ARTEFACT_FILE, readArtefact } from '../../contract/readArtefact';
import { EntryReader } from '../scaffold/sources/zipEntry';
import { moduleName, type Pin } from './packageName';

/** The largest model.json, in bytes, and the most files of a wheel. */
const LARGEST = 50_000_000;
const MOST_ENTRIES = 50_000;

/** A wheel that can be read. */
export interface OpenedWheel {
  zip: yauzl.ZipFile;
  close: () => Promise<void>;
}

/**
 * The model.json of a model package, out of its wheel: `MODULE/artefacts/model.json`, which is where the API template
 * looks for it.
 *
 * @throws Failure `not-a-model-package`, `wheel-broken`; those of `readArtefact`, `schema-newer` among them.
 */
export async function readWheelArtefact(zip: yauzl.ZipFile, { name, version }: Pin): Promise<Artefact> {
  const wanted = `${moduleName(name)}/artefacts/${ARTEFACT_FILE}`;
  const broken = (why: string): Failure =>
    new Failure(
      'wheel-broken',
      `The wheel of ${name} ${version} cannot be read: ${why}.`,
      'Publish it again as a new version, or use another one.',
    );
  const entry = await findEntry(zip, wanted).catch((error: unknown) => {
    throw error instanceof Failure ? error : broken(reason(error));
  });
  if (!entry) {
    throw new Failure(
      'not-a-model-package',
      `${name} ${version} holds no ${wanted}, so it is no model package.`,
      'Choose the package that a model project published.',
    );
  }
  const content = await new EntryReader(zip, broken)
    .read(entry, LARGEST, () => broken(`its ${ARTEFACT_FILE} is too large`))
    .catch((error: unknown) => {
      throw error instanceof Failure ? error : broken(reason(error));
    });
  return readArtefact(content.toString('utf8'), `${ARTEFACT_FILE} of ${name} ${version}`);
}

function findEntry(zip: yauzl.ZipFile, wanted: string): Promise<yauzl.Entry | undefined> {
  let count = 0;
  return new Promise((resolve, reject) => {
    zip.on('entry', (entry: yauzl.Entry) => {
      count += 1;
      if (entry.fileName === wanted) resolve(entry);
      else if (count > MOST_ENTRIES) reject(new Error('it holds too many files'));
      else zip.readEntry();
    });
    zip.once('end', () => resolve(undefined));
    zip.once('error', reject);
    zip.readEntry();
  });
}
