import { crc32, inflateRaw } from 'node:zlib';
import type yauzl from 'yauzl';
import { decrypt } from './zipCrypto';

const STORED = 0;
const DEFLATED = 8;
/** The sign of WinZip's AES in the place of the method. */
const AES = 99;
const TRIES = 3;

/**
 * Gives the password of a zip file that is locked.
 *
 * @param attempt counts from 0: after a wrong one it is asked again.
 * @returns undefined when there is none, or no other one.
 */
export type AskPassword = (attempt: number) => Promise<string | undefined>;

/** Reads the entries of one zip file, locked ones too. */
export class EntryReader {
  #password: string | undefined;

  /** @param invalid makes the failure of a file that cannot be used. */
  constructor(
    private readonly zip: yauzl.ZipFile,
    private readonly invalid: (why: string) => Error,
    private readonly ask: AskPassword = () => Promise.resolve(undefined),
  ) {}

  /**
   * The bytes of an entry.
   *
   * @param most the most that it may hold. @param tooLarge makes the failure of more.
   * @throws what `invalid` and `tooLarge` make; an error of the library's for a damaged file.
   */
  async read(entry: yauzl.Entry, most: number, tooLarge: () => Error): Promise<Buffer> {
    if (!entry.isEncrypted()) return this.#bytes(entry, {}, most, tooLarge);
    const { compressionMethod: method } = entry;
    if (method === AES) throw this.invalid('it is locked with AES, which Bellhop does not read');
    if (method !== STORED && method !== DEFLATED) {
      throw this.invalid(`its compression method ${method} is not known`);
    }
    if (Math.max(entry.uncompressedSize, entry.compressedSize) > most) throw tooLarge();
    return this.#unlock(entry, await this.#bytes(entry, { decodeFileData: false }, most, tooLarge));
  }

  async #bytes(
    entry: yauzl.Entry,
    options: yauzl.ZipFileOptions,
    most: number,
    tooLarge: () => Error,
  ): Promise<Buffer> {
    const stream = await new Promise<NodeJS.ReadableStream>((resolve, reject) =>
      this.zip.openReadStream(entry, options, (error, opened) => (error ? reject(error) : resolve(opened))),
    );
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of stream) {
      // Counted as it comes: what the file says of its own size need not be true.
      size += chunk.length;
      if (size > most) throw tooLarge();
      chunks.push(Buffer.from(chunk));
    }
    return Buffer.concat(chunks);
  }

  /** As with cookiecutter, a wrong password is asked for again, three times in all. */
  async #unlock(entry: yauzl.Entry, locked: Buffer): Promise<Buffer> {
    const known = this.#password;
    if (known !== undefined) {
      const content = await open(entry, locked, known);
      if (content) return content;
      throw this.invalid('its password does not open all of it');
    }
    let attempt = 0;
    for (; attempt < TRIES; attempt++) {
      const password = await this.ask(attempt);
      if (password === undefined) break;
      const content = await open(entry, locked, password);
      if (!content) continue;
      this.#password = password;
      return content;
    }
    throw this.invalid(attempt === 0 ? 'it is locked with a password' : 'the password is wrong');
  }
}

/** The content of an entry, or undefined when the password is wrong. */
async function open(entry: yauzl.Entry, locked: Buffer, password: string): Promise<Buffer | undefined> {
  // Where the checksum came only after the data, the header ends in a byte of the time.
  const isStreamed = (entry.generalPurposeBitFlag & 8) !== 0;
  const check = isStreamed ? entry.lastModFileTime >>> 8 : entry.crc32 >>> 24;
  const data = decrypt(locked, password, check);
  if (!data) return undefined;
  const content = entry.compressionMethod === STORED ? data : await inflated(data, entry.uncompressedSize);
  return content && crc32(content) === entry.crc32 ? content : undefined;
}

/** What was compressed into `data`, at most `size` bytes; undefined where it is damaged or longer. */
function inflated(data: Buffer, size: number): Promise<Buffer | undefined> {
  return new Promise((resolve) =>
    inflateRaw(data, { maxOutputLength: Math.max(size, 1) }, (error, content) =>
      resolve(error ? undefined : content),
    ),
  );
}
