import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { decompress } from 'fzstd';
import type { Compressors } from 'hyparquet';

/**
 * What unpacks the pages of a Parquet file. Node's own zlib has zstd only from 22.15 on.
 *
 * The length is what the file says that a page has: more is never unpacked.
 */
export const compressors: Compressors = {
  GZIP: (packed, length) => gunzipSync(packed, atMost(length)),
  BROTLI: (packed, length) => brotliDecompressSync(packed, atMost(length)),
  ZSTD: (packed, length) => decompress(packed, new Uint8Array(length)),
};

/** Node refuses 0 as the most, which a page without values has. */
function atMost(length: number): { maxOutputLength: number } {
  return { maxOutputLength: Math.max(length, 1) };
}
