/**
 * So many rows that they are never all in memory as objects: each walk through them makes them anew, a piece at a time.
 * Objects that live for a moment cost next to nothing; a hundred thousand that live until the last is checked make the
 * garbage collector hold up everybody.
 */
export class LongRows {
  /**
   * @param length how many rows there are.
   * @param pieces gives them in order; it may fail where a piece turns out to be unreadable.
   */
  constructor(
    readonly length: number,
    readonly pieces: () => AsyncIterable<readonly unknown[]>,
  ) {}
}

/** So many rows at a time, in order; the last of a piece may be fewer. */
export async function* piecesOf(
  list: readonly unknown[] | LongRows,
  rows: number,
): AsyncGenerator<readonly unknown[]> {
  for await (const piece of list instanceof LongRows ? list.pieces() : [list]) {
    for (let from = 0; from < piece.length; from += rows) yield piece.slice(from, from + rows);
  }
}
