import { Slices } from '../slices';

const STEPS = 4096;
const SPACE = /[ \t\n\r]*/y;
const TEXT = /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const ATOM = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/**
 * Where a text stops being JSON (RFC 8259), since what JSON.parse says of it differs with the version of Node.
 *
 * @returns the line and the column of the first wrong character, from 1, or undefined where the text is JSON.
 */
export function jsonError(text: string): Place | undefined {
  const search = firstWrong(text);
  for (;;) {
    const { done, value } = search.next();
    if (done) return placeOf(text, value);
  }
}

/** The same for a long text, in slices, between which others have their turn. */
export async function longJsonError(text: string): Promise<Place | undefined> {
  const slices = new Slices();
  const search = firstWrong(text);
  for (;;) {
    const { done, value } = search.next();
    if (done) return placeOf(text, value);
    if (slices.isOver) await slices.next();
  }
}

export interface Place {
  line: number;
  column: number;
}

function placeOf(text: string, position: number | undefined): Place | undefined {
  if (position === undefined) return undefined;
  const before = text.slice(0, position);
  return { line: before.split('\n').length, column: position - before.lastIndexOf('\n') };
}

type Wanted = 'value' | 'value or ]' | 'name' | 'name or }' | 'separator';

/** A scanner with its own stack: the depth of a body must not end the process. It pauses after some steps. */
function* firstWrong(text: string): Generator<undefined, number | undefined> {
  const open: ('{' | '[')[] = [];
  let position = 0;
  let wanted: Wanted = 'value';
  const skip = (pattern: RegExp): boolean => {
    pattern.lastIndex = position;
    if (!pattern.test(text)) return false;
    position = pattern.lastIndex;
    return true;
  };
  const close = (): void => {
    position += 1;
    open.pop();
    wanted = 'separator';
  };
  for (let step = 1; ; step++) {
    if (step % STEPS === 0) yield;
    skip(SPACE);
    const character = text[position];
    if (wanted === 'separator') {
      const container = open.at(-1);
      if (container === undefined) return position === text.length ? undefined : position;
      if (character === (container === '{' ? '}' : ']')) close();
      else if (character === ',') {
        position += 1;
        wanted = container === '{' ? 'name' : 'value';
      } else return position;
    } else if (
      (wanted === 'name or }' && character === '}') ||
      (wanted === 'value or ]' && character === ']')
    ) {
      close();
    } else if (wanted === 'name' || wanted === 'name or }') {
      if (!skip(TEXT)) return position;
      skip(SPACE);
      if (text[position] !== ':') return position;
      position += 1;
      wanted = 'value';
    } else if (character === '{' || character === '[') {
      position += 1;
      open.push(character);
      wanted = character === '{' ? 'name or }' : 'value or ]';
    } else {
      if (!skip(TEXT) && !skip(ATOM)) return position;
      wanted = 'separator';
    }
  }
}
