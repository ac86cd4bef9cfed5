import { asInteger, asOptionalText, bind } from './arguments';
import { fixed, roundTo } from './decimals';
import { spend, type Budget } from './limits';
import { pretty } from './pprint';
import { wrapLine } from './wordwrap';
import { toJson } from './json';
import { iterate, length, truthy } from './operators';
import { truncate } from './percentFormat';
import { print } from './printing';
import { wrong } from './problem';
import type { Filter, Runtime } from './runtime';
import { slugify } from './slugify';
import { STRING_METHODS, join } from './stringMethods';
import { SPACE, capitalize, lines, strip } from './text';
import {
  Dict,
  Iterator,
  List,
  Range,
  Tuple,
  Undefined,
  View,
  numeric,
  typeName,
  type Arguments,
  type Value,
} from './values';

const convert =
  (name: string, change: (text: string) => string): Filter =>
  (input, args) => {
    bind(name, args);
    return change(print(input));
  };

const WORD_START = new RegExp(String.raw`([-${SPACE}({\[<]+)`, 'u');

/** The filter `title`, which unlike the method starts no word after a digit or an apostrophe. */
function titleFilter(text: string): string {
  return text
    .split(WORD_START)
    .map((part) => {
      const [first = '', ...rest] = Array.from(part);
      return first.toUpperCase() + rest.join('').toLowerCase();
    })
    .join('');
}

function defaultFilter(input: Value, args: Arguments): Value {
  const [otherwise = '', alsoFalse = false] = bind('default', args, 'default_value?', 'boolean?');
  if (input instanceof Undefined) return otherwise;
  return truthy(alsoFalse) && !truthy(input) ? otherwise : input;
}

function intFilter(input: Value, args: Arguments): Value {
  const [otherwise = 0n, baseValue] = bind('int', args, 'default?', 'base?');
  const base = asInteger('int', baseValue, 10);
  if (input instanceof Undefined) throw input.problem();
  if (typeof input === 'string') {
    return parseInteger(input, base) ?? floatToInteger(parseFloat(input)) ?? otherwise;
  }
  const number = numeric(input);
  return number === undefined ? otherwise : (floatToInteger(number) ?? otherwise);
}

const PREFIXES: Record<string, number> = { b: 2, o: 8, x: 16 };

/** Python's `int(text, base)`; base 0 reads the prefix. */
function parseInteger(text: string, base: number): bigint | undefined {
  if (base !== 0 && (base < 2 || base > 36)) return undefined;
  const [, sign, prefix, rest = ''] = /^([-+]?)(?:0([box])_?(?=\w))?(.*)$/is.exec(strip(text, 'both')) ?? [];
  const prefixed = prefix === undefined ? undefined : PREFIXES[prefix.toLowerCase()];
  const usesPrefix = prefixed !== undefined && (base === 0 || base === prefixed);
  const radix = base === 0 ? (prefixed ?? 10) : base;
  const digits = prefixed !== undefined && !usesPrefix ? `0${prefix}${rest}` : rest;
  if (!/^[\da-z]+(?:_[\da-z]+)*$/i.test(digits) || digits.length > 4300) return undefined;
  if (base === 0 && !usesPrefix && /^0[\d_]*[1-9]/.test(digits)) return undefined;
  spend(digits.length);
  let value = 0n;
  for (const digit of digits.replaceAll('_', '')) {
    const worth = Number.parseInt(digit, 36);
    if (worth >= radix) return undefined;
    value = value * BigInt(radix) + BigInt(worth);
  }
  return sign === '-' ? -value : value;
}

/** Python's `float(text)`. */
function parseFloat(text: string): number | undefined {
  const trimmed = strip(text, 'both');
  const word = /^([-+]?)(?:(inf(?:inity)?)|nan)$/i.exec(trimmed);
  if (word) return word[2] === undefined ? Number.NaN : word[1] === '-' ? -Infinity : Infinity;
  const number = /^[-+]?(?:\d(?:_?\d)*\.?(?:\d(?:_?\d)*)?|\.\d(?:_?\d)*)(?:e[-+]?\d(?:_?\d)*)?$/i;
  return number.test(trimmed) ? Number(trimmed.replaceAll('_', '')) : undefined;
}

function floatToInteger(value: bigint | number | undefined): bigint | undefined {
  return value === undefined || (typeof value === 'number' && !Number.isFinite(value))
    ? undefined
    : truncate(value);
}

function floatFilter(input: Value, args: Arguments): Value {
  const [otherwise = 0] = bind('float', args, 'default?');
  if (input instanceof Undefined) throw input.problem();
  if (typeof input === 'string') return parseFloat(input) ?? otherwise;
  const number = numeric(input);
  return number === undefined ? otherwise : Number(number);
}

function roundFilter(input: Value, args: Arguments): Value {
  const [precision, method = 'common'] = bind('round', args, 'precision?', 'method?');
  const number = numeric(input);
  if (number === undefined) throw wrong(`a ${typeName(input)} cannot be rounded`);
  const decimals = asInteger('round', precision, 0);
  if (method === 'common') {
    return typeof number === 'bigint' ? roundInteger(number, decimals) : roundTo(number, decimals);
  }
  if (method !== 'ceil' && method !== 'floor') throw wrong("'round' knows common, ceil and floor");
  const unit = 10 ** decimals;
  // Python's ceil and floor give integers, which have no negative zero.
  return ((method === 'ceil' ? Math.ceil : Math.floor)(Number(number) * unit) + 0) / unit;
}

function roundInteger(value: bigint, decimals: number): bigint {
  return decimals >= 0 ? value : BigInt(roundTo(Number(value), decimals));
}

function indentFilter(input: Value, args: Arguments, { budget }: Runtime): Value {
  const [width, first = false, blank = false] = bind('indent', args, 'width?', 'first?', 'blank?');
  const indent =
    typeof width === 'string' ? width : ' '.repeat(Math.min(asInteger('indent', width, 4), 10_000));
  if (typeof input !== 'string') throw wrong(`a ${typeName(input)} cannot be indented`);
  const [head = '', ...rest] = lines(`${input}\n`);
  budget.size(input.length + rest.length * indent.length);
  const tail = rest.map((line) => `\n${line !== '' || truthy(blank) ? indent : ''}${line}`);
  return (truthy(first) ? indent : '') + head + tail.join('');
}

/** The filters that make a text or a number of one value. */
export const TEXT_FILTERS: readonly (readonly [string, Filter])[] = [
  ['lower', convert('lower', (text) => text.toLowerCase())],
  ['upper', convert('upper', (text) => text.toUpperCase())],
  ['capitalize', convert('capitalize', capitalize)],
  ['title', convert('title', titleFilter)],
  [
    'trim',
    (input, args) => strip(print(input), 'both', asOptionalText('trim', bind('trim', args, 'chars?')[0])),
  ],
  ['wordcount', (input) => BigInt(print(input).match(/[\p{L}\p{N}_]+/gu)?.length ?? 0)],
  ['default', defaultFilter],
  ['d', defaultFilter],
  ['indent', indentFilter],
  ['int', intFilter],
  ['float', floatFilter],
  ['round', roundFilter],
  ['abs', absolute],
  ['length', (input) => BigInt(length(input))],
  ['count', (input) => BigInt(length(input))],
  ['jsonify', jsonify],
  ['center', (input, args, { budget }) => centerFilter(input, args, budget)],
  ['wordwrap', wordwrap],
  ['urlencode', urlencode],
  ['filesizeformat', filesizeformat],
  ['pprint', (input) => pretty(input)],
  ['slugify', slugify],
];

function absolute(input: Value): Value {
  const number = numeric(input);
  if (number === undefined) throw wrong(`a ${typeName(input)} has no absolute value`);
  return number < 0 || Object.is(number, -0) ? -number : number;
}

function jsonify(input: Value, args: Arguments): Value {
  const [indent] = bind('jsonify', args, 'indent?');
  return toJson(input, indent === null ? undefined : asInteger('jsonify', indent, 4));
}

function centerFilter(input: Value, args: Arguments, budget: Budget): Value {
  const [width = 80n] = bind('center', args, 'width?');
  const center = STRING_METHODS.get('center');
  return center?.(print(input), { positional: [width], named: new Map() }, budget) ?? null;
}

function wordwrap(input: Value, args: Arguments, { budget, newline }: Runtime): Value {
  const [width, long = true, wrapstring, hyphens = true] = bind(
    'wordwrap', args, 'width?', 'break_long_words?', 'wrapstring?', 'break_on_hyphens?',
  ); // prettier-ignore
  const options = {
    width: asInteger('wordwrap', width, 79),
    breakLongWords: truthy(long),
    breakOnHyphens: truthy(hyphens),
  };
  if (typeof input !== 'string') throw wrong(`a ${typeName(input)} has no lines to wrap`);
  if (options.width <= 0 && input !== '') throw wrong('a line needs a width above zero');
  const between = asOptionalText('wordwrap', wrapstring) ?? newline;
  const wrapped = lines(input).map((line) => join(between, wrapLine(line, options, budget), budget));
  return join(between, wrapped, budget);
}

function urlencode(input: Value, _args: Arguments, { budget }: Runtime): Value {
  if (typeof input === 'string' || !isIterable(input)) return quote(print(input), '/');
  const pairs = input instanceof Dict ? new View('dict_items', input) : input;
  const parts = Array.from(iterate(pairs, budget), (pair) => {
    const [key = null, value = null, ...rest] = iterate(pair, budget);
    if (rest.length > 0) throw wrong("'urlencode' needs pairs");
    return [key, value].map((one) => quote(print(one), '').replaceAll('%20', '+')).join('=');
  });
  return parts.join('&');
}

function isIterable(value: Value): boolean {
  return [List, Tuple, Dict, View, Range, Iterator, Undefined].some((type) => value instanceof type);
}

/** Percent-encodes all but letters, digits, `_.-~` and what is in `safe`. */
function quote(text: string, safe: string): string {
  spend(text.length / 20);
  if (/\p{Cs}/u.test(text)) throw wrong('half a character cannot be in an address');
  const encoded = encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return safe === '/' ? encoded.replaceAll('%2F', '/') : encoded;
}

function filesizeformat(input: Value, args: Arguments): Value {
  const [binary = false] = bind('filesizeformat', args, 'binary?');
  const bytes = typeof input === 'string' ? parseFloat(input) : Number(numeric(input) ?? Number.NaN);
  if (bytes === undefined || Number.isNaN(bytes)) throw wrong(`a ${typeName(input)} is not a size`);
  const [base, suffix] = truthy(binary) ? [1024, 'iB'] : [1000, 'B'];
  if (bytes === 1) return '1 Byte';
  if (bytes < base) return `${Math.trunc(bytes)} Bytes`;
  const letters = `${truthy(binary) ? 'K' : 'k'}MGTPEZY`;
  let power = 1;
  while (power < letters.length && bytes >= base ** (power + 1)) power++;
  return `${fixed((base * bytes) / base ** (power + 1), 1)} ${letters[power - 1]}${suffix}`;
}
