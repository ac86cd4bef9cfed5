import { asInteger, asOptionalText, bind } from './arguments';
import { roundTo } from './decimals';
import { toHtmlSafeJson, toJson } from './json';
import { iterate, length, truthy } from './operators';
import { formatPercent, truncate } from './percentFormat';
import { print } from './printing';
import { wrong, unsupported } from './problem';
import type { Filter, Runtime } from './runtime';
import { slugify } from './slugify';
import { join, replace } from './stringMethods';
import { SPACE, capitalize, lines, strip } from './text';
import { Dict, Tuple, Undefined, numeric, typeName, type Arguments, type Value } from './values';

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

function joinFilter(input: Value, args: Arguments, { budget }: Runtime): Value {
  const [separator, attribute] = bind('join', args, 'd?', 'attribute?');
  if (attribute !== undefined) throw unsupported("the argument 'attribute' of the filter 'join'");
  const parts = Array.from(iterate(input, budget), (part) => print(part));
  return join(separator === undefined ? '' : print(separator), parts, budget);
}

function replaceFilter(input: Value, args: Arguments, { budget }: Runtime): Value {
  const [old, by, count] = bind('replace', args, 's', 'new', 'count?');
  const limit = count === undefined || count === null ? -1 : asInteger('replace', count);
  return replace(print(input), print(old ?? ''), print(by ?? ''), limit, budget);
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

const DIGITS: Record<number, [RegExp, string]> = {
  2: [/^(?:0b_?)?([01](?:_?[01])*)$/i, '0b'],
  8: [/^(?:0o_?)?([0-7](?:_?[0-7])*)$/i, '0o'],
  10: [/^(\d(?:_?\d)*)$/, ''],
  16: [/^(?:0x_?)?([\da-f](?:_?[\da-f])*)$/i, '0x'],
};

function parseInteger(text: string, base: number): bigint | undefined {
  const rule = DIGITS[base];
  if (!rule) throw unsupported(`base ${base} in the filter 'int'`);
  const [, sign, rest = ''] = /^([-+]?)(.*)$/s.exec(strip(text, 'both')) ?? [];
  const digits = rule[0].exec(rest)?.[1];
  if (digits === undefined || digits.length > 4300) return undefined;
  const value = BigInt(rule[1] + digits.replaceAll('_', ''));
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
  return (method === 'ceil' ? Math.ceil : Math.floor)(Number(number) * unit) / unit;
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

function formatFilter(input: Value, args: Arguments, { budget }: Runtime): Value {
  const named = Array.from(args.named, ([key, value]): [Value, Value] => [key, value]);
  return formatPercent(print(input), named.length > 0 ? new Dict(named) : new Tuple(args.positional), budget);
}

function indentation(what: string, args: Arguments, fallback: number | undefined): number | undefined {
  const [indent] = bind(what, args, 'indent?');
  if (indent === null) return undefined;
  return indent === undefined ? fallback : asInteger(what, indent);
}

/** The filters that make a text or a number of one value. */
export const TEXT_FILTERS: readonly (readonly [string, Filter])[] = [
  ['lower', convert('lower', (text) => text.toLowerCase())],
  ['upper', convert('upper', (text) => text.toUpperCase())],
  ['capitalize', convert('capitalize', capitalize)],
  ['title', convert('title', titleFilter)],
  ['string', convert('string', (text) => text)],
  [
    'trim',
    (input, args) => strip(print(input), 'both', asOptionalText('trim', bind('trim', args, 'chars?')[0])),
  ],
  ['wordcount', (input) => BigInt(print(input).match(/[\p{L}\p{N}_]+/gu)?.length ?? 0)],
  ['default', defaultFilter],
  ['d', defaultFilter],
  ['join', joinFilter],
  ['replace', replaceFilter],
  ['indent', indentFilter],
  ['format', formatFilter],
  ['int', intFilter],
  ['float', floatFilter],
  ['round', roundFilter],
  ['abs', absolute],
  ['length', (input) => BigInt(length(input))],
  ['count', (input) => BigInt(length(input))],
  ['tojson', (input, args) => toHtmlSafeJson(input, indentation('tojson', args, undefined))],
  ['jsonify', (input, args) => toJson(input, indentation('jsonify', args, 4))],
  ['slugify', slugify],
];

function absolute(input: Value): Value {
  const number = numeric(input);
  if (number === undefined) throw wrong(`a ${typeName(input)} has no absolute value`);
  return number < 0 || Object.is(number, -0) ? -number : number;
}
