import { escapeForPlace, escapeValue } from './escaping';
import type { Budget } from './limits';
import { plain } from './operators';
import { formatPercent } from './percentFormat';
import { power } from './power';
import { print } from './printing';
import { unsupported, wrong } from './problem';
import type { BinaryOperator } from './syntax';
import { Dict, List, Markup, Tuple, Undefined, numeric, typeName, type Value } from './values';

/** The most bits an integer may have: more than Python prints. */
const MOST_BITS = 20_000;

/** Jinja's `~`: the values printed, one behind the other. */
export function concatenate(values: readonly Value[], budget: Budget): string {
  const texts = values.map((value) => print(value));
  budget.size(texts.reduce((sum, text) => sum + text.length, 0));
  return texts.join('');
}

export function negate(operator: '-' | '+', value: Value): Value {
  if (value instanceof Undefined) throw value.problem();
  const number = numeric(value);
  if (number === undefined) throw wrong(`a ${typeName(value)} has no sign`);
  return operator === '-' ? -number : number;
}

/** Python's arithmetic, with what it means for text and lists. */
export function calculate(operator: BinaryOperator, a: Value, b: Value, budget: Budget): Value {
  if (a instanceof Undefined) throw a.problem();
  if (a instanceof Markup || b instanceof Markup) return calculateMarkup(operator, a, b, budget);
  if (operator === '%' && typeof a === 'string') return formatPercent(a, b, budget);
  if (b instanceof Undefined) throw b.problem();
  const left = numeric(a);
  const right = numeric(b);
  if (left !== undefined && right !== undefined) {
    return typeof left === 'bigint' && typeof right === 'bigint'
      ? integers(operator, left, right)
      : floats(operator, Number(left), Number(right));
  }
  if (operator === '+') {
    if (typeof a === 'string' && typeof b === 'string') return concatenate([a, b], budget);
    if (a instanceof List && b instanceof List) return new List(joined(a.items, b.items, budget));
    if (a instanceof Tuple && b instanceof Tuple) return new Tuple(joined(a.items, b.items, budget));
  }
  if (operator === '*') {
    if (typeof right === 'bigint') return repeat(a, right, budget);
    if (typeof left === 'bigint') return repeat(b, left, budget);
  }
  throw wrong(`'${operator}' does not work on a ${typeName(a)} and a ${typeName(b)}`);
}

/** What is added to markup is escaped, and the result is markup. */
function calculateMarkup(operator: BinaryOperator, a: Value, b: Value, budget: Budget): Value {
  const isText = (value: Value) => typeof value === 'string' || value instanceof Markup;
  if (operator === '+' && isText(a) && isText(b)) {
    return new Markup(concatenate([escapeValue(a).text, escapeValue(b).text], budget));
  }
  if (operator === '%' && a instanceof Markup) {
    const values =
      b instanceof Tuple
        ? new Tuple(b.items.map(escapeForPlace))
        : b instanceof Dict
          ? new Dict(b.entries().map(([key, value]) => [key, escapeForPlace(value)]))
          : escapeForPlace(b);
    return new Markup(formatPercent(a.text, values, budget));
  }
  const result = calculate(operator, plain(a), plain(b), budget);
  return operator === '*' && typeof result === 'string' ? new Markup(result) : result;
}

function joined(a: readonly Value[], b: readonly Value[], budget: Budget): Value[] {
  budget.entries(a.length + b.length);
  return [...a, ...b];
}

function repeat(value: Value, times: bigint, budget: Budget): Value {
  const count = Math.max(0, Number(times));
  if (typeof value === 'string') {
    budget.size(value.length * count);
    return value === '' ? '' : value.repeat(count);
  }
  if (!(value instanceof List || value instanceof Tuple)) {
    throw wrong(`a ${typeName(value)} cannot be repeated`);
  }
  const { length: size } = value.items;
  budget.entries(size * count);
  const items = Array.from({ length: size * count }, (_, at) => value.items[at % size] ?? null);
  return value instanceof List ? new List(items) : new Tuple(items);
}

function integers(operator: BinaryOperator, a: bigint, b: bigint): Value {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return bounded(bits(a) + bits(b), () => a * b);
    case '/':
      if (b === 0n) throw wrong('division by zero');
      return Number(a) / Number(b);
    case '//':
    case '%': {
      if (b === 0n) throw wrong('division by zero');
      const rest = a % b;
      // Python rounds down and gives the rest the sign of the divisor; BigInt rounds towards zero.
      const shifted = rest !== 0n && rest < 0n !== b < 0n;
      if (operator === '%') return shifted ? rest + b : rest;
      return shifted ? a / b - 1n : a / b;
    }
    case '**':
      if (b < 0n) return floats('**', Number(a), Number(b));
      return bounded(a === 1n || a === -1n || a === 0n ? 1 : bits(a) * Number(b), () => a ** b);
  }
}

function floats(operator: BinaryOperator, a: number, b: number): Value {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      if (b === 0) throw wrong('division by zero');
      return a / b;
    case '//':
    case '%': {
      if (b === 0) throw wrong('division by zero');
      const remainder = a % b;
      const shifts = remainder !== 0 && remainder < 0 !== b < 0;
      if (operator === '%') {
        if (remainder === 0) return b < 0 ? -0 : 0;
        return shifts ? remainder + b : remainder;
      }
      const quotient = (a - remainder) / b - (shifts ? 1 : 0);
      if (quotient === 0) return a / b < 0 || Object.is(a / b, -0) ? -0 : 0;
      return Math.floor(quotient) + (quotient - Math.floor(quotient) > 0.5 ? 1 : 0);
    }
    case '**':
      if (a === 0 && b < 0) throw wrong('zero cannot be raised to a negative power');
      if (a < 0 && !Number.isInteger(b)) throw unsupported('the root of a negative number');
      return power(a, b);
  }
}

function bits(value: bigint): number {
  return (value < 0n ? -value : value).toString(16).length * 4;
}

function bounded(size: number, make: () => bigint): bigint {
  if (size > MOST_BITS) throw wrong('the integer becomes too large');
  return make();
}
