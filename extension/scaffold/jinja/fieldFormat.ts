import { fixed } from './decimals';
import type { Budget } from './limits';
import { exponentText, print, printInteger } from './printing';
import { unsupported, wrong } from './problem';
import { textLength, textSlice } from './text';
import { Markup, numeric, typeName, type Value } from './values';

/** How one value is to be written: the parts of Python's format specification. */
export interface FieldFormat {
  fill: string;
  align: '<' | '>' | '^' | '=' | undefined;
  sign: '+' | ' ' | '-';
  alternate: boolean;
  width: number;
  grouping: ',' | '_' | undefined;
  precision: number | undefined;
  type: string;
}

const MOST_DECIMALS = 200;

/** Writes a number with one of the types d, x, X, o, b, f, F, e, E, g, G or %, padded. */
export function formatNumber(value: Value, format: FieldFormat, budget: Budget): string {
  const number = numeric(value);
  if (number === undefined) throw wrong(`a ${typeName(value)} cannot be written with '${format.type}'`);
  if ((format.precision ?? 0) > MOST_DECIMALS) throw wrong('too many decimals');
  const { type } = format;
  let body: string;
  let prefix = '';
  if (type !== '' && 'dxXob'.includes(type)) {
    if (typeof number !== 'bigint') throw wrong(`a float cannot be written with '${type}'`);
    const size = number < 0n ? -number : number;
    const base = { d: 10, x: 16, X: 16, o: 8, b: 2 }[type] ?? 10;
    body = base === 10 ? printInteger(size) : size.toString(base);
    if (type === 'X') body = body.toUpperCase();
    if (format.alternate && base !== 10) prefix = `0${type}`;
    body = body.padStart(format.precision ?? 0, '0');
  } else {
    body = formatFloat(Math.abs(Number(number)), type, format.precision);
  }
  const negative = typeof number === 'bigint' ? number < 0n : number < 0 || Object.is(number, -0);
  if (format.grouping) {
    body = body.replace(/^\d+/, (whole) => grouped(whole, format.grouping ?? ''));
  }
  const sign = negative ? '-' : format.sign === '-' ? '' : format.sign;
  return pad(sign + prefix, body, { ...format, align: format.align ?? '>' }, budget);
}

/** Digits in groups of three, from the right. */
function grouped(digits: string, separator: string): string {
  const groups = [
    digits.slice(0, digits.length % 3),
    ...(digits.slice(digits.length % 3).match(/.{3}/g) ?? []),
  ];
  return groups.filter((group) => group !== '').join(separator);
}

function formatFloat(value: number, type: string, given: number | undefined): string {
  if (type === '') return given === undefined ? print(value) : formatPlain(value, given);
  const precision = given ?? 6;
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : 'inf';
  switch (type) {
    case 'f':
    case 'F':
      return fixed(value, precision);
    case '%':
      return `${fixed(value * 100, precision)}%`;
    case 'e':
    case 'E':
      return scientific(value, precision, type);
    case 'g':
    case 'G': {
      const figures = precision === 0 ? 1 : precision;
      const [, power = '0'] = value.toExponential(Math.min(figures - 1, 100)).split('e');
      const exponent = Number(power);
      const plain = exponent >= -4 && exponent < figures;
      const text = plain
        ? fixed(value, Math.max(0, figures - 1 - exponent))
        : scientific(value, figures - 1, type === 'g' ? 'e' : 'E');
      return text.replace(/\.?0+(?=e|E|$)/, (zeros, at: number) =>
        text.slice(0, at + zeros.length).includes('.') ? '' : zeros,
      );
    }
    default:
      throw unsupported(`the format '${type}'`);
  }
}

/** A float without a type: as `g`, but with a decimal at least, and an exponent one figure sooner. */
function formatPlain(value: number, precision: number): string {
  if (!Number.isFinite(value)) return print(value);
  const figures = Math.max(1, precision);
  const [, power = '0'] = value.toExponential(Math.min(figures - 1, 100)).split('e');
  const exponent = Number(power);
  if (exponent >= figures - 1 && exponent !== 0) {
    return formatFloat(value, 'g', exponent < figures ? exponent : figures);
  }
  const text = formatFloat(value, 'g', figures);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

function scientific(value: number, precision: number, letter: string): string {
  const [digits = '', power = '0'] = value.toExponential(Math.min(precision, 100)).split('e');
  return `${digits}${letter}${exponentText(Number(power))}`;
}

/** Writes a text, cut to the precision and padded. */
export function formatText(value: string, format: FieldFormat, budget: Budget): string {
  if (format.align === '=') throw wrong("'=' does not align a text");
  const text = format.precision === undefined ? value : textSlice(value, 0, format.precision);
  return pad('', text, { ...format, align: format.align ?? '<' }, budget);
}

function pad(sign: string, body: string, format: FieldFormat, budget: Budget): string {
  budget.size(format.width);
  const missing = Math.max(0, format.width - textLength(sign) - textLength(body));
  const fill = (count: number) => format.fill.repeat(count);
  switch (format.align) {
    case '=':
      return sign + fill(missing) + body;
    case '^':
      return fill(Math.floor(missing / 2)) + sign + body + fill(Math.ceil(missing / 2));
    case '>':
      return fill(missing) + sign + body;
    case '<':
    case undefined:
      return sign + body + fill(missing);
  }
}

const SPECIFICATION = /^(?:(.)?([<>=^]))?([-+ ])?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([a-zA-Z%])?$/su;

/** `format(value, specification)` of Python, as `{:>8}` in `str.format` uses it. */
export function formatField(given: Value, specification: string, budget: Budget): string {
  const value = given instanceof Markup ? given.text : given;
  if (specification === '') return print(value);
  const parts = SPECIFICATION.exec(specification);
  if (!parts) throw wrong(`'${specification}' is not a format`);
  const [, fill, align, sign, alternate, zero, width, grouping, precision, type] = parts;
  const format: FieldFormat = {
    fill: fill ?? (zero ? '0' : ' '),
    align: (align ?? (zero && typeof value !== 'string' ? '=' : undefined)) as FieldFormat['align'],
    sign: (sign ?? '-') as FieldFormat['sign'],
    alternate: alternate !== undefined,
    width: Number(width ?? 0),
    grouping: grouping as FieldFormat['grouping'],
    precision: precision === undefined ? undefined : Number(precision),
    type: type ?? '',
  };
  if (typeof value === 'string') {
    if (format.type !== '' && format.type !== 's') throw wrong(`'${format.type}' does not write a text`);
    return formatText(value, format, budget);
  }
  if (typeof value === 'bigint' && format.type === 'c') {
    if (value < 0n || value > 0x10ffffn) throw wrong(`${value} is not a character`);
    return formatText(String.fromCodePoint(Number(value)), { ...format, align: format.align ?? '>' }, budget);
  }
  if (typeof value === 'bigint' || typeof value === 'boolean') {
    return formatNumber(value, { ...format, type: format.type === '' ? 'd' : format.type }, budget);
  }
  if (typeof value === 'number') {
    if (format.type !== '') return formatNumber(value, format, budget);
    return formatNumber(value, format, budget);
  }
  throw wrong(`a ${typeName(value)} takes no format`);
}
