import { Slices } from '../slices';

/** So many elements are written in one go. */
const PIECE = 512;

/** A list as JSON. A long one is written in pieces, between which others have their turn; a short one at once. */
export function jsonText(list: readonly unknown[]): string | Promise<string> {
  return list.length <= PIECE ? JSON.stringify(list) : longJsonText(list);
}

async function longJsonText(list: readonly unknown[]): Promise<string> {
  const pieces: string[] = [];
  const slices = new Slices();
  for (let from = 0; from < list.length; from += PIECE) {
    if (slices.isOver) await slices.next();
    pieces.push(JSON.stringify(list.slice(from, from + PIECE)).slice(1, -1));
  }
  return `[${pieces.join(',')}]`;
}
