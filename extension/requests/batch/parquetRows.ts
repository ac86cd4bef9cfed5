import type { ColumnData, CompressionCodec, FileMetaData, ParquetParsers, SchemaElement } from 'hyparquet';
import { Cancelled, Failure, reason } from '../../../contract/failure';
import { compressors } from './decompress';
import type { OpenedRows } from './fileRows';
import { cellText, decimalText, textOfDays, textOfTime } from './parquetCells';

/** A row group is read at once: so many bytes, and so many values, of one are the most. */
const MOST_BYTES = 2_000_000_000;
const MOST_VALUES = 100_000_000;

/** Rare, and nothing here unpacks it. */
const UNREAD: readonly CompressionCodec[] = ['LZO'];

/** One column of a row group: the text of its value in a row, asked for in the order of the rows. */
type Cells = (row: number) => string;

const parsers: Partial<ParquetParsers> = {
  dateFromDays: textOfDays,
  timestampFromMilliseconds: (time) => textOfTime(time, 3),
  timestampFromMicroseconds: (time) => textOfTime(time, 6),
  timestampFromNanoseconds: (time) => textOfTime(time, 9),
};

/**
 * Opens a Parquet file, whose row groups are read one after the other. Its cells are given as they would stand in a CSV file
 * of the same table: a null and NaN are empty, numbers are exact, dates and times as ISO 8601 has them.
 *
 * @throws Failure `file-unreadable` where it is broken, encrypted or of a kind that is not read; `file-too-large` where a
 *   row group is.
 */
export async function openParquet(file: string, signal: AbortSignal): Promise<OpenedRows> {
  // Loaded on first use: most never read such a file.
  const { asyncBufferFromFile, parquetMetadataAsync, parquetRead, parquetSchema } = await import('hyparquet');
  const source = await asyncBufferFromFile(file);
  const metadata = await parquetMetadataAsync(source, { geoparquet: false }).catch((error: unknown) => {
    throw unreadable(file, reason(error), error);
  });
  const elements = parquetSchema(metadata).children.map(({ element }) => element);
  checkReadable(file, metadata, elements);
  let done = 0;

  async function group(rowStart: number, rowEnd: number): Promise<Cells[]> {
    const chunks = new Map<string, ColumnData[]>(elements.map(({ name }) => [name, []]));
    const onChunk = (chunk: ColumnData): void => void chunks.get(chunk.columnName)?.push(chunk);
    try {
      const range = { rowStart, rowEnd, geoparquet: false };
      await parquetRead({ file: source, metadata, compressors, parsers, onChunk, ...range });
    } catch (error) {
      throw unreadable(file, reason(error), error);
    }
    return elements.map((element) => cellsOf(element, chunks.get(element.name) ?? []));
  }

  async function* batches(size: number): AsyncGenerator<string[][]> {
    let end = 0;
    for (const { num_rows: count } of metadata.row_groups) {
      const start = end;
      end += Number(count);
      const columns = await group(start, end);
      for (let at = start; at < end; at += size) {
        if (signal.aborted) throw new Cancelled();
        const length = Math.min(size, end - at);
        done += length;
        yield Array.from({ length }, (_, index) => columns.map((cell) => cell(at + index)));
      }
    }
  }

  const rows = Number(metadata.num_rows);
  return {
    header: elements.map(({ name }) => name),
    separator: ',',
    share: () => (rows === 0 ? 1 : done / rows),
    batches,
    close: () => Promise.resolve(),
  };
}

/** The cells of a column, of which the pieces come in the order of the rows. */
function cellsOf(element: SchemaElement, pieces: readonly ColumnData[]): Cells {
  const text = element.converted_type === 'DECIMAL' ? decimalText(element.scale ?? 0) : cellText;
  const ordered = [...pieces].sort((a, b) => a.rowStart - b.rowStart);
  let at = 0;
  return (row) => {
    while (row >= (ordered[at]?.rowEnd ?? Infinity)) at += 1;
    const piece = ordered[at];
    return piece ? text(piece.columnData[row - piece.rowStart]) : '';
  };
}

function checkReadable(file: string, metadata: FileMetaData, elements: readonly SchemaElement[]): void {
  const chunks = metadata.row_groups.flatMap(({ columns }) => columns);
  if (chunks.some(({ crypto_metadata: lock, meta_data: data }) => lock !== undefined || !data)) {
    throw encrypted(file);
  }
  const codec = chunks
    .map(({ meta_data: data }) => data?.codec)
    .find((each) => each && UNREAD.includes(each));
  if (codec) throw unreadable(file, `it is compressed with ${codec}, which is not read`);
  const isDecimal = ({ logical_type: type }: SchemaElement): boolean => type?.type === 'DECIMAL';
  const decimal = elements.find((each) => isDecimal(each) && each.converted_type !== 'DECIMAL');
  if (decimal) {
    throw unreadable(file, `its column ${decimal.name} holds decimals in a form that is not known`);
  }
  const isLarge = metadata.row_groups.some(
    ({ total_byte_size: bytes, num_rows: rows, columns }) =>
      Number(bytes) > MOST_BYTES || Number(rows) * columns.length > MOST_VALUES,
  );
  if (isLarge) {
    throw new Failure(
      'file-too-large',
      `A row group of ${file} holds more than ${MOST_BYTES / 1e9} GB or ${MOST_VALUES / 1e6} million values.`,
      'Write it with smaller row groups (row_group_size in pandas and pyarrow).',
    );
  }
}

export function encrypted(file: string): Failure {
  return unreadable(file, 'it is encrypted');
}

export function unreadable(file: string, why: string, cause?: unknown): Failure {
  return new Failure(
    'file-unreadable',
    `${file} could not be read as a Parquet file: ${why}.`,
    'Write it again, or choose another file.',
    { cause },
  );
}
