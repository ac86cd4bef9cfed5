import { formatNumber, formatText, type FieldFormat } from './fieldFormat';
import type { Budget } from './limits';
import { Output } from './output';
import { print, represent } from './printing';
import { wrong, unsupported } from './problem';
import { Dict, List, Range, Tuple, Undefined, numeric, typeName, type Value } from './values';

const FIELD = /%(?:\(([^)]*)\))?([-+ #0]*)(\d*|\*)(?:\.(\d*|\*))?[hlL]?(.|$)/gsu;

/** Python's `text % values`: a tuple gives the values in order, a dict by name, anything else is the only value. */
export function formatPercent(template: string, values: Value, budget: Budget): string {
  const inOrder = values instanceof Tuple ? values.items : [values];
  let used = 0;
  const next = (): Value => {
    const value = inOrder[used++];
    if (value === undefined) throw wrong('there are fewer values than places in the text');
    return value;
  };
  const result = replaceEach(template, FIELD, budget, (match) => {
    const [all, name, flags = '', width = '', precision, type = ''] = match as (string | undefined)[];
    if (type === '%' && all === '%%') return '%';
    if (width === '*' || precision === '*') throw unsupported("'*' in a text format");
    const value = name === undefined ? next() : fieldNamed(values, name);
    return field(value, flags, Number(width), precision, type, budget);
  });
  // A value that can be asked by key or index may stay unused, as in Python.
  if (used < inOrder.length && !mayStayUnused(values)) {
    throw wrong('not all values have a place in the text');
  }
  return result;
}

/** As `text.replace`, but one match after the other, so that it ends with the first that is wrong or too much. */
export function replaceEach(
  text: string,
  pattern: RegExp,
  budget: Budget,
  by: (match: RegExpExecArray) => string,
): string {
  const output = new Output(budget);
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    budget.step(3);
    output.add(text.slice(end, match.index));
    output.add(by(match));
    end = match.index + match[0].length;
  }
  output.add(text.slice(end));
  budget.size(output.length);
  return output.text;
}

function mayStayUnused(values: Value): boolean {
  return [Dict, List, Range, Undefined].some((type) => values instanceof type);
}

function fieldNamed(values: Value, name: string): Value {
  if (!(values instanceof Dict)) throw wrong('a text format with names needs a dict');
  const value = values.get(name);
  if (value === undefined) throw wrong(`the text format names '${name}', which is not there`);
  return value;
}

function field(
  value: Value,
  flags: string,
  width: number,
  precision: string | undefined,
  type: string,
  budget: Budget,
): string {
  const left = flags.includes('-');
  const zero = flags.includes('0') && !left;
  const isText = 'sra'.includes(type) && type !== '';
  const format: FieldFormat = {
    fill: zero && !isText ? '0' : ' ',
    align: left ? '<' : zero && !isText ? '=' : '>',
    sign: flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '-',
    alternate: flags.includes('#'),
    width,
    grouping: undefined,
    precision: precision === undefined ? undefined : Number(precision),
    type,
  };
  if (type === 's') return formatText(print(value), format, budget);
  if (type === 'r') return formatText(represent(value), format, budget);
  if (type !== '' && 'diu'.includes(type)) {
    const number = numeric(value);
    if (number === undefined) throw wrong(`%${type} needs a number, not a ${typeName(value)}`);
    return formatNumber(truncate(number), { ...format, type: 'd' }, budget);
  }
  if (type !== '' && 'xXofFeEgG'.includes(type)) return formatNumber(value, format, budget);
  throw unsupported(`'%${type}' in a text format`);
}

/** A number without its decimals, towards zero. */
export function truncate(value: bigint | number): bigint {
  if (typeof value === 'bigint') return value;
  if (!Number.isFinite(value)) throw wrong('an infinite number cannot become an integer');
  return BigInt(Math.trunc(value));
}
