import { Slices } from '../slices';

/** So many elements are written in one go. */
const PIECE = 512;

/** A list as JSON. A long one is written in pieces, between which others have their turn. */
export async function jsonText(list: readonly unknown[]): Promise<string> {
  if (list.length <= PIECE) return JSON.stringify(list);
  const pieces: string[] = [];
  const slices = new Slices();
  for (let from = 0; from < list.length; from += PIECE) {
    if (slices.isOver) await slices.next();
    pieces.push(JSON.stringify(list.slice(from, from + PIECE)).slice(1, -1));
  }
  return `[${pieces.join(',')}]`;
}
