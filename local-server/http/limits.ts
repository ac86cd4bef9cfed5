/** What one request, and all of them together, may take. */
export interface Limits {
  /** The largest body that is read. */
  bodyBytes: number;
  /** How long a request may take, from its first byte to the end of its answer. */
  milliseconds: number;
  /** So many requests for scores are answered at a time; the next is told to come again. */
  concurrency: number;
  /** What all bodies together may hold of memory, beyond the first 64 KB of each. */
  bodiesBytes: number;
}

export const DEFAULT_LIMITS: Limits = {
  // About 50,000 rows of ten columns.
  bodyBytes: 8 * 1024 * 1024,
  milliseconds: 30_000,
  concurrency: 1000,
  bodiesBytes: 256 * 1024 * 1024,
};
