import { asInteger, asText, bind } from './arguments';
import { ENTITIES } from './entities';
import { iterate, truthy } from './operators';
import { unsupported } from './problem';
import type { Runtime } from './runtime';
import { replace } from './stringMethods';
import { List, type Arguments, type Value } from './values';

/** Letters that are no base letter with an accent; accents are taken off by Unicode's own decomposition. */
const LETTERS: Record<string, string> = {
  Æ: 'AE', æ: 'ae', Ø: 'O', ø: 'o', ß: 'ss', Ð: 'D', ð: 'd', Þ: 'Th', þ: 'th',
  Đ: 'D', đ: 'd', Ħ: 'H', ħ: 'h', ı: 'i', Ł: 'L', ł: 'l', Œ: 'OE', œ: 'oe', Ŋ: 'NG', ŋ: 'ng',
  Ŧ: 'T', ŧ: 't', ĸ: 'k',
  '–': '-', '—': '-', '‘': "'", '’': "'", '“': '"', '”': '"', '„': '"', '…': '...', '•': '*',
  '«': '<<', '»': '>>', '€': 'EU', '£': 'PS', '§': 'SS', '©': '(c)', '®': '(r)', '°': 'deg', '×': 'x', '÷': '/',
  '¡': '!', '¿': '?', '·': '*', '±': '+-',
}; // prettier-ignore

/** cookiecutter's filter `slugify`, which is python-slugify's old way. Scripts other than Latin are refused. */
export function slugify(input: Value, args: Arguments, { budget }: Runtime): string {
  const [
    entities = true, decimal = true, hexadecimal = true, maximum, boundary = false, separator = '-',
    keepOrder = false, stopwords = new List([]), pattern = null, lowercase = true,
    replacements = new List([]), allowUnicode = false,
  ] = bind(
    'slugify', args, 'entities?', 'decimal?', 'hexadecimal?', 'max_length?', 'word_boundary?', 'separator?',
    'save_order?', 'stopwords?', 'regex_pattern?', 'lowercase?', 'replacements?', 'allow_unicode?',
  ); // prettier-ignore
  if (pattern !== null && truthy(pattern)) throw unsupported("the argument 'regex_pattern' of 'slugify'");
  const pairs = Array.from(iterate(replacements, budget), (pair) =>
    Array.from(iterate(pair, budget), (part) => asText('slugify', part)),
  );
  const replaced = (text: string) =>
    pairs.reduce((result, [old = '', by = '']) => replace(result, old, by, -1, budget), text);
  const unicode = truthy(allowUnicode);

  const text = replaced(asText('slugify', input));
  // One character can become eighteen.
  budget.size(text.length * 18);
  let slug = text.replace(/'+/g, '-');
  slug = unicode ? slug.normalize('NFKC') : toAscii(slug.normalize('NFKD'));
  if (truthy(entities)) slug = slug.replace(/&(\w+);/g, (all, name: string) => ENTITIES.get(name) ?? all);
  if (truthy(decimal)) slug = numbered(slug, /&#(\d+);/g, 10);
  if (truthy(hexadecimal)) slug = numbered(slug, /&#x([\da-fA-F]+);/g, 16);
  slug = slug.normalize(unicode ? 'NFKC' : 'NFKD');
  if (truthy(lowercase)) slug = slug.toLowerCase();
  slug = slug
    .replaceAll("'", '')
    .replace(/(?<=\d),(?=\d)/g, '')
    .replace(unicode ? /[^\p{L}\p{N}]+/gu : /[^-a-zA-Z0-9]+/g, '-')
    .replace(/-{2,}/g, '-')
    .replace(/^-|-$/g, '');
  const dropped = new Set(
    Array.from(iterate(stopwords, budget), (word) =>
      truthy(lowercase) ? asText('slugify', word).toLowerCase() : asText('slugify', word),
    ),
  );
  if (dropped.size > 0) {
    slug = slug
      .split('-')
      .filter((word) => !dropped.has(word))
      .join('-');
  }
  slug = replaced(slug);
  const limit = asInteger('slugify', maximum, 0);
  if (limit > 0) slug = shorten(slug, limit, truthy(boundary), truthy(keepOrder));
  return replace(slug, '-', asText('slugify', separator), -1, budget);
}

/** Replaces characters given by number, unless one of them is none. */
function numbered(text: string, pattern: RegExp, base: number): string {
  const codes = Array.from(text.matchAll(pattern), ([, digits = '']) => Number.parseInt(digits, base));
  if (codes.some((code) => code > 0x10ffff)) return text;
  return text.replace(pattern, (_, digits: string) => String.fromCodePoint(Number.parseInt(digits, base)));
}

function toAscii(text: string): string {
  return text.replace(/[^\0-\x7f]/gu, (char) => {
    if (/\p{Mn}/u.test(char)) return '';
    const known = LETTERS[char];
    if (known === undefined) throw unsupported(`the character '${char}' in the filter 'slugify'`);
    return known;
  });
}

/**
 * At most `limit` characters; at word boundaries the words that fit, also behind one that does not unless the order is
 * kept.
 */
function shorten(text: string, limit: number, boundary: boolean, keepOrder: boolean): string {
  const slug = text.replace(/^-+|-+$/g, '');
  if (slug.length < limit) return slug;
  if (!boundary) return slug.slice(0, limit).replace(/^-+|-+$/g, '');
  if (!slug.includes('-')) return slug.slice(0, limit);
  let short = '';
  for (const word of slug.split('-').filter((one) => one !== '')) {
    const length = short.length + word.length;
    if (length < limit) short += `${word}-`;
    else if (length === limit) {
      short += word;
      break;
    } else if (keepOrder) break;
  }
  return (short || slug.slice(0, limit)).replace(/^-+|-+$/g, '');
}
