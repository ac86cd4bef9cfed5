import { Failure } from '../../contract/failure';

/** One file of an archive. */
export interface TarFile {
  /** The last part, and all before it, at most 100 bytes each. */
  name: string;
  bytes: Uint8Array;
}

const BLOCK = 512;
/** Where a header has the folder of a name that is too long for its own place. */
const PREFIX = 345;

/**
 * A tar archive, in pieces as they are ready: the files in the given order, each root's own and readable by all. The
 * format is POSIX's ustar: a header of 512 bytes, the bytes filled up to a multiple of it, and two empty blocks at the end.
 *
 * @throws Failure `name-too-long` for a name that the header has no room for.
 */
export async function* tarArchive(files: AsyncIterable<TarFile>): AsyncGenerator<Uint8Array> {
  for await (const { name, bytes } of files) {
    yield header(name, bytes.length);
    yield bytes;
    yield new Uint8Array((BLOCK - (bytes.length % BLOCK)) % BLOCK);
  }
  yield new Uint8Array(2 * BLOCK);
}

/** A name in its folder and its last part. */
function splitName(name: string): [folder: string, base: string] {
  const slash = name.lastIndexOf('/');
  return slash < 0 ? ['', name] : [name.slice(0, slash), name.slice(slash + 1)];
}

function header(name: string, size: number): Uint8Array {
  const block = Buffer.alloc(BLOCK);
  const [folder, base] = Buffer.byteLength(name) <= 100 ? ['', name] : splitName(name);
  if (
    block.write(base, 0, 100, 'utf8') < Buffer.byteLength(base) ||
    block.write(folder, PREFIX, 100, 'utf8') < Buffer.byteLength(folder)
  ) {
    throw new Failure(
      'name-too-long',
      `The file name "${name}" has more than 100 bytes, or the folder it lies in has.`,
      'Give the file a shorter name.',
    );
  }
  const octal = (value: number, at: number, length: number): void => {
    block.write(value.toString(8).padStart(length - 1, '0'), at);
  };
  octal(0o644, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(Math.floor(Date.now() / 1000), 136, 12);
  block.write('0', 156);
  block.write('ustar\x0000', 257);
  // The checksum counts itself as spaces.
  block.write(' '.repeat(8), 148);
  octal(
    block.reduce((sum, byte) => sum + byte, 0),
    148,
    7,
  );
  return block;
}
