import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { decompress } from 'fzstd';
import type { Compressors } from 'hyparquet';
import { unpackLz4, unpackLz4Raw } from './lz4';

/**
 * What unpacks the pages of a Parquet file. Node's own zlib has zstd only from 22.15 on, and no LZ4.
 *
 * The length is what the file says that a page has: more is never unpacked.
 */
export const compressors: Compressors = {
  GZIP: (packed, length) => gunzipSync(packed, atMost(length)),
  BROTLI: (packed, length) => brotliDecompressSync(packed, atMost(length)),
  ZSTD: (packed, length) => decompress(packed, new Uint8Array(length)),
  LZ4: unpackLz4,
  LZ4_RAW: unpackLz4Raw,
};

/** Node refuses 0 as the most, which a page without values has. */
function atMost(length: number): { maxOutputLength: number } {
  return { maxOutputLength: Math.max(length, 1) };
}
