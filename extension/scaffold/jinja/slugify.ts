import { asInteger, asText, bind } from './arguments';
import { unsupported } from './problem';
import { truthy } from './operators';
import type { Arguments, Value } from './values';

/** Letters that are no base letter with an accent; accents are taken off by Unicode's own decomposition. */
const LETTERS: Record<string, string> = {
  Æ: 'AE', æ: 'ae', Ø: 'O', ø: 'o', ß: 'ss', Ð: 'D', ð: 'd', Þ: 'Th', þ: 'th',
  Đ: 'D', đ: 'd', Ħ: 'H', ħ: 'h', ı: 'i', Ł: 'L', ł: 'l', Œ: 'OE', œ: 'oe', Ŋ: 'NG', ŋ: 'ng',
  Ŧ: 'T', ŧ: 't', ĸ: 'k',
  '–': '-', '—': '-', '‘': "'", '’': "'", '“': '"', '”': '"', '„': '"', '…': '...', '•': '*',
  '«': '<<', '»': '>>', '€': 'EU', '£': 'PS', '§': 'SS', '©': '(c)', '®': '(r)', '°': 'deg', '×': 'x', '÷': '/',
  '¡': '!', '¿': '?', '·': '*', '±': '+-',
}; // prettier-ignore
const OPTIONS = ['entities?', 'decimal?', 'hexadecimal?', 'max_length?', 'word_boundary?', 'separator?'];
const MORE_OPTIONS = [
  'save_order?',
  'stopwords?',
  'regex_pattern?',
  'lowercase?',
  'replacements?',
  'allow_unicode?',
];
const NOT_HERE = ['save_order', 'stopwords', 'regex_pattern', 'replacements', 'allow_unicode'];

/** cookiecutter's filter `slugify`, which is python-slugify. Scripts other than Latin are refused. */
export function slugify(input: Value, args: Arguments): string {
  const values = bind('slugify', args, ...OPTIONS, ...MORE_OPTIONS);
  for (const name of NOT_HERE) {
    const value = values[[...OPTIONS, ...MORE_OPTIONS].indexOf(`${name}?`)];
    if (value !== undefined && truthy(value)) {
      throw unsupported(`the argument '${name}' of the filter 'slugify'`);
    }
  }
  const [, , , maximum, boundary, separatorValue] = values;
  const lowercase = values[OPTIONS.length + MORE_OPTIONS.indexOf('lowercase?')];
  const separator = separatorValue === undefined ? '-' : asText('slugify', separatorValue);
  const text = asText('slugify', input);
  if (/&(?:\w+|#\w+);/.test(text)) throw unsupported("an HTML entity in the filter 'slugify'");

  let slug = toAscii(text.replace(/'+/g, '-').normalize('NFKD'));
  if (lowercase === undefined || truthy(lowercase)) slug = slug.toLowerCase();
  slug = slug
    .replaceAll("'", '')
    .replace(/(?<=\d),(?=\d)/g, '')
    .replace(/[^-a-zA-Z0-9]+/g, '-')
    .replace(/-{2,}/g, '-')
    .replace(/^-|-$/g, '');
  const limit = asInteger('slugify', maximum, 0);
  if (limit > 0) slug = shorten(slug, limit, boundary !== undefined && truthy(boundary));
  return slug.replaceAll('-', separator);
}

function toAscii(text: string): string {
  return text.replace(/[^\0-\x7f]/gu, (char) => {
    if (/\p{Mn}/u.test(char)) return '';
    const known = LETTERS[char];
    if (known === undefined) throw unsupported(`the character '${char}' in the filter 'slugify'`);
    return known;
  });
}

/** At most `limit` characters; at word boundaries the words that fit, also behind one that does not. */
function shorten(slug: string, limit: number, boundary: boolean): string {
  if (slug.length < limit) return slug;
  if (!boundary) return slug.slice(0, limit).replace(/^-|-$/g, '');
  if (!slug.includes('-')) return slug.slice(0, limit);
  let short = '';
  for (const word of slug.split('-')) {
    const length = short.length + word.length;
    if (length < limit) short += `${word}-`;
    else if (length === limit) {
      short += word;
      break;
    }
  }
  return (short || slug.slice(0, limit)).replace(/^-+|-+$/g, '');
}
