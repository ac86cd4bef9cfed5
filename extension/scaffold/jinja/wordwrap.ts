import type { Budget } from './limits';
import { textLength, textSlice } from './text';

const WS = '[\\t\\n\\v\\f\\r ]';
const WORD = '[\\p{L}\\p{N}_]';
const PUNCTUATED = `[\\p{L}\\p{N}_!"'&.,?]`;
const LETTER = '[\\p{L}\\p{Nl}_]';
const SPACES = new RegExp(`(${WS}+)`, 'u');
/** White space, a dash between words, or a word up to a hyphen, a dash or its end, as Python's textwrap cuts. */
const PIECES = new RegExp(
  `(${WS}+|(?<=${PUNCTUATED})-{2,}(?=${WORD})|[^\\t\\n\\v\\f\\r ]+?` +
    `(?:-(?:(?<=${LETTER}{2}-)|(?<=${LETTER}-${LETTER}-))(?=${LETTER}-?${LETTER})` +
    `|(?=${WS}|$)|(?<=${PUNCTUATED})(?=-{2,}${WORD})))`,
  'u',
);

export interface WrapOptions {
  width: number;
  breakLongWords: boolean;
  breakOnHyphens: boolean;
}

/** One line cut into lines of at most `width` characters: `textwrap.wrap` that leaves white space as it is. */
export function wrapLine(line: string, options: WrapOptions, budget: Budget): string[] {
  const { width } = options;
  const rest = line.split(options.breakOnHyphens ? PIECES : SPACES).filter((piece) => piece !== '');
  rest.reverse();
  const lines: string[] = [];
  while (rest.length > 0) {
    budget.step();
    const current: string[] = [];
    let length = 0;
    if (isBlank(rest.at(-1)) && lines.length > 0) rest.pop();
    for (let next = rest.at(-1); next !== undefined; next = rest.at(-1)) {
      const size = textLength(next);
      if (length + size > width) break;
      current.push(next);
      length += size;
      rest.pop();
    }
    if (textLength(rest.at(-1) ?? '') > width) breakWord(rest, current, length, options, budget);
    if (isBlank(current.at(-1))) current.pop();
    if (current.length > 0) lines.push(current.join(''));
  }
  return lines;
}

function breakWord(
  rest: string[],
  current: string[],
  length: number,
  options: WrapOptions,
  budget: Budget,
): void {
  const word = rest.pop() ?? '';
  budget.step(word.length / 5);
  const left = options.width - length;
  if (options.breakLongWords) {
    let end = left;
    const hyphen = options.breakOnHyphens ? textSlice(word, 0, left).lastIndexOf('-') : -1;
    if (hyphen > 0 && /[^-]/.test(word.slice(0, hyphen))) end = hyphen + 1;
    current.push(textSlice(word, 0, end));
    rest.push(textSlice(word, end));
  } else if (current.length === 0) current.push(word);
  else rest.push(word);
}

function isBlank(piece: string | undefined): boolean {
  return piece?.trim() === '';
}
