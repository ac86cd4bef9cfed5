import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import yauzl from 'yauzl';
import { Cancelled, Failure, reason } from '../../../contract/failure';
import { withoutSecrets } from './gitSource';
import { EntryReader, type AskPassword } from './zipEntry';

/** The largest download, and the most that is unpacked, in bytes; and the most entries. */
export const ZIP_LIMITS = { download: 200_000_000, unpacked: 500_000_000, entries: 20_000 };

const LINK = 0o120000;
const KIND = 0o170000;

/**
 * Downloads a zip file into `folder`.
 *
 * @returns its path.
 * @throws Failure `download-failed`, which names the URL and why; Cancelled.
 */
export async function downloadZip(url: string, folder: string, signal?: AbortSignal): Promise<string> {
  const failed = (why: string, cause?: unknown) =>
    new Failure(
      'download-failed',
      `${withoutSecrets(url)} could not be downloaded: ${why}.`,
      'Check the address and your network, or download it yourself and give the file.',
      { cause },
    );
  const file = path.join(folder, 'template.zip');
  try {
    const { address, headers } = withCredentials(url);
    const response = await fetch(address, { headers, ...(signal ? { signal } : {}) });
    if (!response.ok || !response.body) throw failed(`the server says ${response.status}`);
    await pipeline(
      chunksOf(response.body.getReader(), () => failed('it is too large')),
      createWriteStream(file),
    );
    return file;
  } catch (error) {
    if (signal?.aborted === true) throw new Cancelled();
    if (error instanceof Failure) throw error;
    const inner = error instanceof Error && error.cause !== undefined ? error.cause : error;
    throw failed(reason(inner), error);
  }
}

/** A name and a password in a URL become a header: `fetch` takes none in the URL. */
function withCredentials(url: string): { address: URL; headers: Record<string, string> } {
  const address = new URL(url);
  const { username, password } = address;
  if (username === '' && password === '') return { address, headers: {} };
  address.username = '';
  address.password = '';
  const both = Buffer.from([username, password].map(decodeURIComponent).join(':')).toString('base64');
  return { address, headers: { authorization: `Basic ${both}` } };
}

async function* chunksOf(
  reader: { read: () => Promise<{ done: boolean; value?: Uint8Array | undefined }> },
  tooLong: () => Failure,
): AsyncGenerator<Uint8Array> {
  let size = 0;
  for (let { value } = await reader.read(); value; { value } = await reader.read()) {
    size += value.length;
    if (size > ZIP_LIMITS.download) throw tooLong();
    yield value;
  }
}

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
