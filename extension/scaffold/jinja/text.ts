import { spend } from './limits';

// Python's rules for text, where they differ from JavaScript's: characters are code points, and white space and lines
// have sets of their own.

/** Python's `str.isspace` and `\s`, as the inside of a character class. */
export const SPACE = ' \\t-\\r\\x1c-\\x1f\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const LINE_END = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/gu; // eslint-disable-line no-control-regex -- Python's line ends
const SURROGATE = /[\ud800-\udfff]/;
const CASED = /^[\p{Lu}\p{Ll}\p{Lt}]$/u;
const SPACES = new RegExp(`[${SPACE}]+`, 'gu');
const NOT_SPACE = new RegExp(`[^${SPACE}]`, 'u');

/** The text as an array or a text in which one entry is one character of Python's. */
export function characters(text: string): string | string[] {
  return SURROGATE.test(text) ? Array.from(text) : text;
}

export function textLength(text: string): number {
  if (!SURROGATE.test(text)) return text.length;
  let pairs = 0;
  for (let at = 0; at < text.length; at++) if ((text.codePointAt(at) ?? 0) > 0xffff) pairs++;
  return text.length - pairs;
}

/** Text between two positions counted in code points, as JavaScript's slice. */
export function textSlice(text: string, start: number, end?: number): string {
  const all = characters(text);
  return typeof all === 'string' ? all.slice(start, end) : all.slice(start, end).join('');
}

/**
 * To be called before a text is looked for in another one, which can take a comparison for each pair of their
 * characters.
 */
export function paySearch(text: string, part: string): void {
  spend((text.length * part.length) / 1000);
}

/** Order by code points: negative, zero or positive. */
export function compareText(a: string, b: string): number {
  spend((a.length + b.length) / 100);
  if (!SURROGATE.test(a) && !SURROGATE.test(b)) return a < b ? -1 : a > b ? 1 : 0;
  const left = Array.from(a);
  const right = Array.from(b);
  for (let at = 0; at < left.length && at < right.length; at++) {
    const difference = (left[at]?.codePointAt(0) ?? 0) - (right[at]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** `str.strip` and its sides; without `chars`, white space. */
export function strip(text: string, side: 'both' | 'left' | 'right', chars?: string): string {
  const all = Array.from(text);
  const set = chars === undefined ? undefined : new Set(chars);
  const drop = (char: string | undefined) =>
    char !== undefined && (set ? set.has(char) : !NOT_SPACE.test(char));
  let start = 0;
  let end = all.length;
  if (side !== 'right') while (start < end && drop(all[start])) start++;
  if (side !== 'left') while (end > start && drop(all[end - 1])) end--;
  return all.slice(start, end).join('');
}

/** `str.split()` without a separator. */
export function words(text: string, limit = -1): string[] {
  const rest = strip(text, 'left');
  if (rest === '') return [];
  if (limit < 0) return strip(rest, 'right').split(SPACES);
  const found: string[] = [];
  let from = 0;
  for (const gap of rest.matchAll(SPACES)) {
    if (found.length === limit || gap.index + gap[0].length === rest.length) break;
    found.push(rest.slice(from, gap.index));
    from = gap.index + gap[0].length;
  }
  const last = rest.slice(from);
  return [...found, found.length === limit ? last : strip(last, 'right')];
}

/** `str.splitlines`. */
export function lines(text: string, keepEnds = false): string[] {
  const found: string[] = [];
  let from = 0;
  for (const end of text.matchAll(LINE_END)) {
    const after = end.index + end[0].length;
    found.push(text.slice(from, keepEnds ? after : end.index));
    from = after;
  }
  if (from < text.length) found.push(text.slice(from));
  return found;
}

/** One character in title case: `ß` becomes `Ss`. */
function titleCharacter(char: string): string {
  const [first = '', ...rest] = Array.from(char.toUpperCase());
  return first + rest.join('').toLowerCase();
}

/** `str.title`: every run of letters starts anew, also after a digit or an apostrophe. */
export function titleMethod(text: string): string {
  let inWord = false;
  let result = '';
  for (const char of text) {
    result += inWord ? char.toLowerCase() : titleCharacter(char);
    inWord = isCased(char);
  }
  return result;
}

/** `str.capitalize`. */
export function capitalize(text: string): string {
  const [first = '', ...rest] = Array.from(text);
  return titleCharacter(first) + rest.join('').toLowerCase();
}

export function isCased(char: string): boolean {
  return CASED.test(char);
}
