import { asInteger, asOptionalText, asText, bind } from './arguments';
import { formatBraces } from './braceFormat';
import { spend, type Budget } from './limits';
import { iterate } from './operators';
import { wrong } from './problem';
import {
  capitalize,
  characters,
  isCased,
  lines,
  paySearch,
  strip,
  textLength,
  textSlice,
  titleMethod,
  words,
} from './text';
import { List, Tuple, typeName, type Arguments, type Value } from './values';

export type StringMethod = (self: string, args: Arguments, budget: Budget) => Value;

/** Every character is of the kind, and there is one. */
const every = (pattern: RegExp) => (self: string) => self !== '' && pattern.test(self);

/** At least one letter has a case, and all that have are of this one. */
const inCase = (convert: (text: string) => string) => (self: string) =>
  Array.from(self).some(isCased) && convert(self) === self;

const plain =
  (name: string, convert: (text: string) => Value): StringMethod =>
  (self, args) => {
    bind(name, args);
    return convert(self);
  };

const stripped =
  (name: string, side: 'both' | 'left' | 'right'): StringMethod =>
  (self, args) => {
    const [chars] = bind(name, args, 'chars?');
    return strip(self, side, asOptionalText(name, chars));
  };

const affix =
  (name: string, has: (text: string, part: string) => boolean): StringMethod =>
  (self, args) => {
    const [part, start, end] = bind(name, args, 'prefix', 'start?', 'end?');
    const text =
      start === undefined ? self : textSlice(self, asInteger(name, start), asInteger(name, end, Infinity));
    const parts = part instanceof Tuple ? part.items : [part];
    return parts.some((one) => has(text, asText(name, one)));
  };

const find =
  (name: string, last: boolean, mustBeThere: boolean): StringMethod =>
  (self, args) => {
    const [part, start, end] = bind(name, args, 'sub', 'start?', 'end?');
    const text = asText(name, part);
    paySearch(self, text);
    const [from, inside] = within(name, self, start, end);
    const at = last ? inside.lastIndexOf(text) : inside.indexOf(text);
    if (at === -1 && mustBeThere) throw wrong(`'${text}' is not in the text`);
    return BigInt(at === -1 ? -1 : from + textLength(inside.slice(0, at)));
  };

/** The part of a text between two bounds, as in a slice, with the place where it starts. */
function within(
  name: string,
  text: string,
  start: Value | undefined,
  end: Value | undefined,
): [number, string] {
  const size = textLength(text);
  const bound = (value: Value | undefined, fallback: number) => {
    const at = asInteger(name, value ?? undefined, fallback);
    return Math.max(0, at < 0 ? at + size : at);
  };
  const from = bound(start, 0);
  return [from, textSlice(text, from, Math.max(from, bound(end, size)))];
}

const padded =
  (name: string, spaceBefore: (missing: number, width: number) => number): StringMethod =>
  (self, args, budget) => {
    const [widthValue, fillValue] = bind(name, args, 'width', 'fillchar?');
    const width = asInteger(name, widthValue);
    const fill = asOptionalText(name, fillValue) ?? ' ';
    if (textLength(fill) !== 1) throw wrong(`'${name}' fills with one character`);
    budget.size(width);
    const missing = Math.max(0, width - textLength(self));
    const before = spaceBefore(missing, width);
    return fill.repeat(before) + self + fill.repeat(missing - before);
  };

const partition =
  (name: string, last: boolean): StringMethod =>
  (self, args) => {
    const separator = asText(name, bind(name, args, 'sep')[0]);
    if (separator === '') throw wrong(`'${name}' needs a separator`);
    paySearch(self, separator);
    const at = last ? self.lastIndexOf(separator) : self.indexOf(separator);
    if (at === -1) return new Tuple(last ? ['', '', self] : [self, '', '']);
    return new Tuple([self.slice(0, at), separator, self.slice(at + separator.length)]);
  };

/** Where a Python text centres the odd space: to the left when width and space are both odd. */
const centred = (missing: number, width: number) => Math.floor(missing / 2) + (missing & width & 1);

/** The methods of Python's str that a template may call, by name. */
export const STRING_METHODS = new Map<string, StringMethod>([
  ['capitalize', plain('capitalize', capitalize)],
  ['lower', plain('lower', (text) => text.toLowerCase())],
  ['upper', plain('upper', (text) => text.toUpperCase())],
  ['title', plain('title', titleMethod)],
  ['swapcase', plain('swapcase', swapCase)],
  ['casefold', plain('casefold', (text) => text.toLowerCase().replaceAll('ß', 'ss').replaceAll('ς', 'σ'))],
  ['isnumeric', plain('isnumeric', every(/^\p{N}+$/u))],
  ['isprintable', plain('isprintable', (text) => /^(?:[^\p{C}\p{Z}]| )*$/u.test(text))],
  [
    'expandtabs',
    (self, args, budget) => {
      const size = asInteger('expandtabs', bind('expandtabs', args, 'tabsize?')[0], 8);
      budget.size(self.length * Math.max(1, size));
      return expandTabs(self, size);
    },
  ],
  ['isalnum', plain('isalnum', every(/^[\p{L}\p{N}]+$/u))],
  ['isalpha', plain('isalpha', every(/^\p{L}+$/u))],
  ['isascii', plain('isascii', (text) => /^[\0-\x7f]*$/.test(text))],
  ['isdecimal', plain('isdecimal', every(/^\p{Nd}+$/u))],
  ['isdigit', plain('isdigit', every(/^[\p{Nd}\u00b2\u00b3\u00b9\u2070\u2074-\u2079\u2080-\u2089]+$/u))],
  ['isidentifier', plain('isidentifier', every(/^[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Nd}\p{Mn}\p{Mc}\p{Pc}]*$/u))],
  [
    'islower',
    plain(
      'islower',
      inCase((text) => text.toLowerCase()),
    ),
  ],
  [
    'isupper',
    plain(
      'isupper',
      inCase((text) => text.toUpperCase()),
    ),
  ],
  ['isspace', plain('isspace', (text) => text !== '' && strip(text, 'both') === '')],
  ['istitle', plain('istitle', inCase(titleMethod))],
  ['strip', stripped('strip', 'both')],
  ['lstrip', stripped('lstrip', 'left')],
  ['rstrip', stripped('rstrip', 'right')],
  ['startswith', affix('startswith', (text, part) => text.startsWith(part))],
  ['endswith', affix('endswith', (text, part) => text.endsWith(part))],
  ['find', find('find', false, false)],
  ['rfind', find('rfind', true, false)],
  ['index', find('index', false, true)],
  ['rindex', find('rindex', true, true)],
  ['ljust', padded('ljust', () => 0)],
  ['rjust', padded('rjust', (missing) => missing)],
  ['center', padded('center', centred)],
  ['partition', partition('partition', false)],
  ['rpartition', partition('rpartition', true)],
  ['format', (self, args, budget) => formatBraces(self, args, budget)],
  [
    'replace',
    (self, args, budget) => {
      const [old, by, count] = bind('replace', args, 'old', 'new', 'count?');
      return replace(
        self,
        asText('replace', old),
        asText('replace', by),
        asInteger('replace', count, -1),
        budget,
      );
    },
  ],
  [
    'split',
    (self, args) => {
      const [separator, limit] = bind('split', args, 'sep?', 'maxsplit?');
      return new List(split(self, asOptionalText('split', separator), asInteger('split', limit, -1)));
    },
  ],
  [
    'rsplit',
    (self, args) => {
      const [separatorValue, limitValue] = bind('rsplit', args, 'sep?', 'maxsplit?');
      const separator = asOptionalText('rsplit', separatorValue);
      const limit = asInteger('rsplit', limitValue, -1);
      if (limit < 0) return new List(split(self, separator, limit));
      // From the right is from the left on the reversed text.
      spend(self.length / 5);
      const back = (text: string) => Array.from(text).reverse().join('');
      return new List(
        split(back(self), separator && back(separator), limit)
          .map(back)
          .reverse(),
      );
    },
  ],
  [
    'splitlines',
    (self, args) => {
      const [keepEnds] = bind('splitlines', args, 'keepends?');
      return new List(lines(self, keepEnds === true));
    },
  ],
  [
    'join',
    (self, args, budget) => {
      const [iterable] = bind('join', args, 'iterable');
      const parts = Array.from(iterate(iterable ?? null, budget), (part) => {
        if (typeof part !== 'string') throw wrong(`'join' needs texts, not a ${typeName(part)}`);
        return part;
      });
      return join(self, parts, budget);
    },
  ],
  [
    'count',
    (self, args) => {
      const [sub, start, end] = bind('count', args, 'sub', 'start?', 'end?');
      const part = asText('count', sub);
      paySearch(self, part);
      const [, text] = within('count', self, start, end);
      return BigInt(part === '' ? textLength(text) + 1 : text.split(part).length - 1);
    },
  ],
  [
    'zfill',
    (self, args, budget) => {
      const width = asInteger('zfill', bind('zfill', args, 'width')[0]);
      budget.size(width);
      const sign = /^[-+]/.exec(self)?.[0] ?? '';
      return sign + '0'.repeat(Math.max(0, width - textLength(self))) + self.slice(sign.length);
    },
  ],
  [
    'removeprefix',
    (self, args) => {
      const prefix = asText('removeprefix', bind('removeprefix', args, 'prefix')[0]);
      return self.startsWith(prefix) ? self.slice(prefix.length) : self;
    },
  ],
  [
    'removesuffix',
    (self, args) => {
      const suffix = asText('removesuffix', bind('removesuffix', args, 'suffix')[0]);
      return suffix !== '' && self.endsWith(suffix) ? self.slice(0, -suffix.length) : self;
    },
  ],
]);

/** Python's `str.replace`; a negative count means all. */
export function replace(text: string, old: string, by: string, count: number, budget: Budget): string {
  paySearch(text, old);
  const pieces = old === '' ? ['', ...Array.from(characters(text)), ''] : text.split(old);
  const places = pieces.length - 1;
  const changed = count < 0 ? places : Math.min(count, places);
  budget.step(places / 20);
  budget.size(text.length + changed * by.length);
  if (changed === places) return pieces.join(by);
  return [pieces.slice(0, changed + 1).join(by), ...pieces.slice(changed + 1)].join(old);
}

/** Texts with a separator between, after checking the size. */
export function join(separator: string, parts: readonly string[], budget: Budget): string {
  budget.size(parts.reduce((sum, part) => sum + part.length + separator.length, 0));
  return parts.join(separator);
}

function split(text: string, separator: string | undefined, limit: number): string[] {
  // As many entries as characters at most.
  spend(text.length / 20);
  if (separator === undefined) return words(text, limit);
  if (separator === '') throw wrong("'split' needs a separator that is not empty");
  paySearch(text, separator);
  const parts = text.split(separator);
  if (limit < 0 || parts.length <= limit + 1) return parts;
  return [...parts.slice(0, limit), parts.slice(limit).join(separator)];
}

function swapCase(text: string): string {
  return Array.from(text, (char) =>
    char === char.toLowerCase() ? char.toUpperCase() : char.toLowerCase(),
  ).join('');
}

function expandTabs(text: string, size: number): string {
  let column = 0;
  let result = '';
  for (const char of text) {
    if (char === '\t') {
      const spaces = size > 0 ? size - (column % size) : 0;
      result += ' '.repeat(spaces);
      column += spaces;
    } else {
      result += char;
      column = char === '\n' || char === '\r' ? 0 : column + 1;
    }
  }
  return result;
}
