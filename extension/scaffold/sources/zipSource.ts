import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import yauzl from 'yauzl';
import { Cancelled, Failure, reason } from '../../../contract/failure';
import { EntryReader, type AskPassword } from './zipEntry';

/** The most that is unpacked, in bytes, and the most entries. */
export const ZIP_LIMITS = { unpacked: 500_000_000, entries: 20_000 };

const LINK = 0o120000;
const KIND = 0o170000;

/**
 * Unpacks a zip file, which must hold one folder at its top, into `parent`.
 *
 * @returns that folder.
 * @throws Failure `zip-invalid`; `template-unsafe` for a path that leaves the folder, or a link; `template-limit`;
 * Cancelled.
 */
export async function unzipTemplate(
  file: string,
  parent: string,
  { signal, askPassword }: { signal?: AbortSignal; askPassword?: AskPassword } = {},
): Promise<string> {
  const zip = await promisify<string, yauzl.Options, yauzl.ZipFile>(yauzl.open)(file, {
    lazyEntries: true,
    // Backslashes and paths that leave the folder are errors of the library's too.
    strictFileNames: true,
  }).catch((error: unknown) => {
    throw invalid(file, reason(error));
  });
  const reader = new EntryReader(zip, (why) => invalid(file, why), askPassword);
  let top: string | undefined;
  let entries = 0;
  let size = 0;

  async function unpack(entry: yauzl.Entry): Promise<void> {
    if (signal?.aborted === true) throw new Cancelled();
    const { fileName: name } = entry;
    if (++entries > ZIP_LIMITS.entries) throw tooLarge(file);
    const parts = checkedName(file, entry);
    top ??= parts[0];
    if (parts[0] !== top || (entries === 1 && !name.includes('/'))) {
      throw invalid(file, 'it must hold one folder at its top');
    }
    const target = path.join(parent, ...parts);
    if (name.endsWith('/')) {
      await mkdir(target, { recursive: true });
      return;
    }
    const content = await reader.read(entry, ZIP_LIMITS.unpacked - size, () => tooLarge(file));
    size += content.length;
    await mkdir(path.dirname(target), { recursive: true });
    // As Python unpacks, without the permission bits of the file.
    await writeFile(target, content, { flag: 'wx' });
  }

  try {
    await new Promise<void>((resolve, reject) => {
      zip.on('entry', (entry: yauzl.Entry) => void unpack(entry).then(() => zip.readEntry(), reject));
      zip.once('end', resolve);
      zip.once('error', reject);
      zip.readEntry();
    });
  } catch (error) {
    if (error instanceof Failure || error instanceof Cancelled) throw error;
    throw invalid(file, reason(error));
  } finally {
    zip.close();
  }
  if (top === undefined) throw invalid(file, 'it is empty');
  return path.join(parent, top);
}

function checkedName(file: string, entry: yauzl.Entry): string[] {
  const unsafe = (why: string) =>
    new Failure(
      'template-unsafe',
      `The zip file ${file} holds "${entry.fileName}", which ${why}.`,
      'Do not use this file; ask for another one.',
    );
  const { fileName: name } = entry;
  const parts = name.split('/').filter((part) => part !== '');
  if (name.startsWith('/') || /^[a-z]:/i.test(name) || name.includes('\\') || name.includes('\0')) {
    throw unsafe('is no path inside a folder');
  }
  if (parts.length === 0 || parts.some((part) => part === '..' || part === '.')) {
    throw unsafe('lies outside its folder');
  }
  const kind = (entry.externalFileAttributes >>> 16) & KIND;
  if (kind === LINK) throw unsafe('is a symbolic link');
  return parts;
}

function invalid(file: string, why: string): Failure {
  if (/invalid relative path|absolute path|invalid characters in fileName/.test(why)) {
    return new Failure(
      'template-unsafe',
      `The zip file ${file} holds a path that lies outside its folder (${why}).`,
      'Do not use this file; ask for another one.',
    );
  }
  return new Failure(
    'zip-invalid',
    `The zip file ${file} cannot be used: ${why}.`,
    'Give a zip file that holds one folder with a cookiecutter.json.',
  );
}

function tooLarge(file: string): Failure {
  return new Failure('template-limit', `The zip file ${file} holds too much.`, 'Use a smaller template.');
}
