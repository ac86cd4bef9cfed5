import { open, type FileHandle } from 'node:fs/promises';
import { Cancelled, Failure, reason } from '../../../contract/failure';
import { CsvReader, separatorOf, type Separator } from './csv';

const PIECE = 64 * 1024;
/** How a Parquet file begins, and one whose description of itself is encrypted. */
const MAGIC = 'PAR1';
const MAGIC_ENCRYPTED = 'PARE';

/** A file of rows that is open: its header, and its records as they are asked for. */
export interface OpenedRows {
  header: string[];
  separator: Separator;
  /** How much of the file was read, from 0 to 1. */
  share(): number;
  /** The records below the header, up to so many at a time. */
  batches(size: number): AsyncGenerator<string[][]>;
  close(): Promise<void>;
}

/**
 * Opens a CSV or a Parquet file, which is read piece by piece, whatever its size.
 *
 * @throws Failure `file-unreadable`, `file-empty` where it has no header, and those of `openParquet`.
 */
export async function openRows(file: string, signal: AbortSignal): Promise<OpenedRows> {
  const handle = await open(file).catch((cause: unknown) => {
    const message = `${file} could not be read: ${reason(cause)}.`;
    throw new Failure('file-unreadable', message, 'Check that the file is there.', { cause });
  });
  const begin = await handle.read(Buffer.alloc(MAGIC.length), 0, MAGIC.length, 0);
  const magic = begin.buffer.toString('latin1');
  if (!isParquetFile(file) && magic !== MAGIC && magic !== MAGIC_ENCRYPTED) {
    return openCsv(file, handle, signal);
  }
  await handle.close();
  const { encrypted, openParquet } = await import('./parquetRows');
  if (magic === MAGIC_ENCRYPTED) throw encrypted(file);
  return openParquet(file, signal);
}

/** Whether a file is a Parquet file, by its name. */
export function isParquetFile(file: string): boolean {
  return /\.(parquet|pq)$/i.test(file);
}

async function openCsv(file: string, handle: FileHandle, signal: AbortSignal): Promise<OpenedRows> {
  try {
    const { size } = await handle.stat();
    const stream = handle.createReadStream({ start: 0, highWaterMark: PIECE, autoClose: false });
    const pieces = decoded(stream)[Symbol.asyncIterator]();
    const first = await pieces.next();
    const begin = first.done === true ? '' : first.value;
    const separator = separatorOf(begin.split('\n', 1)[0] ?? '');
    const reader = new CsvReader(separator);
    const records = recordsOf(reader, begin, pieces);
    const header = await records.next();
    if (header.done === true) {
      throw new Failure(
        'file-empty',
        `${file} has no line with the names of its columns.`,
        'Choose another file.',
      );
    }
    return {
      header: header.value,
      separator,
      share: () => (size === 0 ? 1 : Math.min(1, stream.bytesRead / size)),
      batches: (most) => batchesOf(records, most, signal),
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** The text of a file without its byte order mark. */
async function* decoded(stream: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8');
  for await (const piece of stream) yield decoder.decode(piece, { stream: true });
  yield decoder.decode();
}

async function* recordsOf(
  reader: CsvReader,
  begin: string,
  pieces: AsyncIterator<string>,
): AsyncGenerator<string[], undefined> {
  yield* reader.read(begin);
  for (let next = await pieces.next(); next.done !== true; next = await pieces.next()) {
    yield* reader.read(next.value);
  }
  yield* reader.end();
}

async function* batchesOf(
  records: AsyncIterable<string[]>,
  most: number,
  signal: AbortSignal,
): AsyncGenerator<string[][]> {
  let batch: string[][] = [];
  for await (const record of records) {
    if (signal.aborted) throw new Cancelled();
    batch.push(record);
    if (batch.length < most) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
