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

/** The artefact in a wheel: `MODULE/artefacts/`, which is where the API template looks for it. */
export interface WheelArtefact {
  artefact: Artefact;
  /** The bytes of its model.json. */
  content: Buffer;
  /** What lies beside it, by the file's name. */
  entries: ReadonlyMap<string, yauzl.Entry>;
}

/**
 * Reads the model.json of a model package out of its wheel, and finds what lies beside it.
 *
 * @throws Failure `not-a-model-package`, `wheel-broken`; those of `readArtefact`, `schema-newer` among them.
 */
export async function readWheelArtefact(zip: yauzl.ZipFile, pin: Pin): Promise<WheelArtefact> {
  const { name, version } = pin;
  const folder = `${moduleName(name)}/artefacts/`;
  const broken = (why: string): Failure => brokenWheel(pin, why);
  const entries = await entriesIn(zip, folder).catch((error: unknown) => {
    throw error instanceof Failure ? error : broken(reason(error));
  });
  const entry = entries.get(ARTEFACT_FILE);
  if (!entry) {
    throw new Failure(
      'not-a-model-package',
      `${name} ${version} holds no ${folder}${ARTEFACT_FILE}, so it is no model package.`,
      'Choose the package that a model project published.',
    );
  }
  const content = await new EntryReader(zip, broken)
    .read(entry, LARGEST, () => broken(`its ${ARTEFACT_FILE} is too large`))
    .catch((error: unknown) => {
      throw error instanceof Failure ? error : broken(reason(error));
    });
  const artefact = readArtefact(content.toString('utf8'), `${ARTEFACT_FILE} of ${name} ${version}`);
  return { artefact, content, entries };
}

/** The METADATA of a wheel. @throws Failure `wheel-broken`. */
export async function readWheelMetadata(zip: yauzl.ZipFile, pin: Pin): Promise<string> {
  const broken = (why: string): Failure => brokenWheel(pin, why);
  try {
    const entries = [...(await entriesIn(zip, ''))];
    const [, entry] = entries.find(([name]) => /^[^/]+\.dist-info\/METADATA$/.test(name)) ?? [];
    if (!entry) throw broken('it holds no METADATA');
    const content = await new EntryReader(zip, broken).read(entry, LARGEST, () =>
      broken('its METADATA is too large'),
    );
    return content.toString('utf8');
  } catch (error) {
    throw error instanceof Failure ? error : broken(reason(error));
  }
}

export function brokenWheel({ name, version }: Pin, why: string): Failure {
  return new Failure(
    'wheel-broken',
    `The wheel of ${name} ${version} cannot be read: ${why}.`,
    'Publish it again as a new version, or use another one.',
  );
}

/** The entries of one folder of a zip file, by their names in it. */
function entriesIn(zip: yauzl.ZipFile, folder: string): Promise<Map<string, yauzl.Entry>> {
  const found = new Map<string, yauzl.Entry>();
  let count = 0;
  return new Promise((resolve, reject) => {
    zip.on('entry', (entry: yauzl.Entry) => {
      count += 1;
      const { fileName } = entry;
      if (fileName.startsWith(folder)) found.set(fileName.slice(folder.length), entry);
      if (count > MOST_ENTRIES) reject(new Error('it holds too many files'));
      else zip.readEntry();
    });
    zip.once('end', () => resolve(found));
    zip.once('error', reject);
    zip.readEntry();
  });
}
