const CHUNK = 8192;

/**
 * The line end that cookiecutter writes a file with. It reads the first line and takes what Python has seen by then,
 * in the order \r, \n, \r\n; Python reads in pieces of 8192 bytes, so a mixed file is decided by its start.
 *
 * @returns undefined when the file has no line end.
 */
export function lineEndOf(content: Buffer): string | undefined {
  for (let end = CHUNK; ; end += CHUNK) {
    const seen = content.subarray(0, end).toString('latin1');
    // A \r at the very end of a piece waits for the next one, which may start with its \n.
    const settled = end < content.length ? seen.replace(/\r$/, '') : seen;
    const ends = new Set(settled.match(/\r\n|\r|\n/g) ?? []);
    if (ends.size > 0) return ['\r', '\n', '\r\n'].find((one) => ends.has(one));
    if (end >= content.length) return undefined;
  }
}
