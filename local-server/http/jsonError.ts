const SPACE = /[ \t\n\r]*/y;
const TEXT = /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const ATOM = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/**
 * Where a text stops being JSON (RFC 8259), since what JSON.parse says of it differs with the version of Node.
 *
 * @returns the line and the column of the first wrong character, from 1, or undefined where the text is JSON.
 */
export function jsonError(text: string): { line: number; column: number } | undefined {
  const position = firstWrong(text);
  if (position === undefined) return undefined;
  const before = text.slice(0, position);
  return { line: before.split('\n').length, column: position - before.lastIndexOf('\n') };
}

type Wanted = 'value' | 'value or ]' | 'name' | 'name or }' | 'separator';

/** A scanner with its own stack: the depth of a body must not end the process. */
function firstWrong(text: string): number | undefined {
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
  for (;;) {
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
