import { formatPercent } from './percentFormat';
import { spend, type Budget } from './limits';
import { escapeForPlace, escapeValue } from './escaping';
import { print } from './printing';
import { unsupported, wrong } from './problem';
import type { BinaryOperator, Comparison } from './syntax';
import { compareText, textLength } from './text';
import {
  Dict,
  Iterator,
  List,
  Markup,
  Range,
  Tuple,
  Undefined,
  View,
  numeric,
  typeName,
  type Value,
} from './values';

/** The most bits an integer may have: more than Python prints. */
const MOST_BITS = 20_000;

/** The text of a markup; any other value as it is. */
function plain(value: Value): Value {
  return value instanceof Markup ? value.text : value;
}

/** Whether the value counts as true, as Python's `bool()`. */
export function truthy(value: Value): boolean {
  if (value instanceof Markup) return value.text !== '';
  if (value === null) return false;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return value !== 0n;
  if (typeof value === 'number') return value !== 0;
  if (typeof value === 'string') return value !== '';
  if (value instanceof List || value instanceof Tuple) return value.items.length > 0;
  if (value instanceof Dict) return value.size > 0;
  if (value instanceof View) return value.dict.size > 0;
  if (value instanceof Range) return value.length > 0;
  if (value instanceof Undefined) {
    value.use();
    return false;
  }
  return true;
}

/** The entries of a value, as a Python `for` sees them; each costs a step. */
export function* iterate(value: Value, budget: Budget): Generator<Value, void> {
  for (const item of entries(value)) {
    budget.step();
    yield item;
  }
}

function entries(value: Value): Iterable<Value> {
  if (value instanceof Markup) return value.text;
  if (typeof value === 'string') return value;
  if (value instanceof List || value instanceof Tuple) return value.items;
  if (value instanceof Dict) return value.keys();
  if (value instanceof View) return value.items;
  if (value instanceof Range) return rangeEntries(value);
  if (value instanceof Iterator) return { [Symbol.iterator]: () => value.source };
  if (value instanceof Undefined) {
    value.use();
    return [];
  }
  throw wrong(`a ${typeName(value)} cannot be gone through`);
}

function* rangeEntries(range: Range): Generator<Value, void> {
  for (let index = 0; index < range.length; index++) yield range.at(index);
}

/** Python's `len()`. */
export function length(value: Value): number {
  if (value instanceof Markup) return textLength(value.text);
  if (typeof value === 'string') return textLength(value);
  if (value instanceof List || value instanceof Tuple) return value.items.length;
  if (value instanceof Dict) return value.size;
  if (value instanceof View) return value.dict.size;
  if (value instanceof Range) return value.length;
  if (value instanceof Undefined) {
    value.use();
    return 0;
  }
  throw wrong(`a ${typeName(value)} has no length`);
}

/** Python's `==`. */
export function equals(a: Value, b: Value, depth = 0): boolean {
  spend(1);
  if (a instanceof Undefined || b instanceof Undefined) return equalsUndefined(a, b);
  if (a instanceof Markup || b instanceof Markup) return plain(a) === plain(b);
  const left = numeric(a);
  const right = numeric(b);
  // eslint-disable-next-line eqeqeq -- a bigint and a number are compared by value only with the loose operator
  if (left !== undefined && right !== undefined) return left == right;
  if (depth > 100) throw wrong('the values are nested too deeply to compare');
  if (a instanceof List && b instanceof List) return sameItems(a.items, b.items, depth);
  if (a instanceof Tuple && b instanceof Tuple) return sameItems(a.items, b.items, depth);
  if (a instanceof Dict && b instanceof Dict) {
    if (a.ordered && b.ordered && !sameItems(a.keys(), b.keys(), depth)) return false;
    return (
      a.size === b.size &&
      a.entries().every(([key, value]) => {
        const other = b.get(key);
        return other !== undefined && same(value, other, depth + 1);
      })
    );
  }
  if (a instanceof Range && b instanceof Range) {
    if (a.length !== b.length) return false;
    return a.length === 0 || (a.start === b.start && (a.length === 1 || a.step === b.step));
  }
  return a === b;
}

function equalsUndefined(a: Value, b: Value): boolean {
  if (a instanceof Undefined) a.use();
  if (b instanceof Undefined) b.use();
  return a instanceof Undefined && b instanceof Undefined;
}

function sameItems(a: readonly Value[], b: readonly Value[], depth: number): boolean {
  return a.length === b.length && a.every((item, at) => same(item, b[at] ?? null, depth + 1));
}

/** Equality inside a collection: a value is always the same as itself, even nan. */
function same(a: Value, b: Value, depth = 0): boolean {
  return a === b || equals(a, b, depth);
}

/** Python's order of two values: negative, zero, positive, or NaN where neither is less. */
export function order(a: Value, b: Value, operator = '<'): number {
  spend(1);
  if (a instanceof Undefined) throw a.problem();
  if (b instanceof Undefined) throw b.problem();
  const left = numeric(a);
  const right = numeric(b);
  if (left !== undefined && right !== undefined) {
    // eslint-disable-next-line eqeqeq -- see equals
    return left < right ? -1 : left > right ? 1 : left == right ? 0 : Number.NaN;
  }
  const [textA, textB] = [plain(a), plain(b)];
  if (typeof textA === 'string' && typeof textB === 'string') return compareText(textA, textB);
  if ((a instanceof List && b instanceof List) || (a instanceof Tuple && b instanceof Tuple)) {
    for (const [at, item] of a.items.entries()) {
      const other = b.items[at];
      if (other === undefined) return 1;
      if (!same(item, other)) return order(item, other, operator);
    }
    return a.items.length - b.items.length;
  }
  throw wrong(`'${operator}' does not compare a ${typeName(a)} with a ${typeName(b)}`);
}

/** Python's `in`. */
export function contains(outer: Value, inner: Value, budget: Budget): boolean {
  const container = plain(outer);
  const item = plain(inner);
  if (typeof container === 'string') {
    if (typeof item === 'string') return container.includes(item);
    if (item instanceof Undefined) item.use();
    throw wrong(`a ${typeName(item)} cannot be in a text`);
  }
  if (container instanceof Dict) return container.has(item);
  for (const entry of iterate(container, budget)) if (same(entry, item)) return true;
  return false;
}

export function compare(operator: Comparison, a: Value, b: Value, budget: Budget): boolean {
  switch (operator) {
    case '==':
      return equals(a, b);
    case '!=':
      return !equals(a, b);
    case '<':
      return order(a, b, operator) < 0;
    case '<=':
      return order(a, b, operator) <= 0;
    case '>':
      return order(a, b, operator) > 0;
    case '>=':
      return order(a, b, operator) >= 0;
    case 'in':
      return contains(b, a, budget);
    case 'not in':
      return !contains(b, a, budget);
  }
}

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
  budget.size(a.length + b.length);
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
  budget.size(size * count);
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
      return a ** b;
  }
}

function bits(value: bigint): number {
  return (value < 0n ? -value : value).toString(16).length * 4;
}

function bounded(size: number, make: () => bigint): bigint {
  if (size > MOST_BITS) throw wrong('the integer becomes too large');
  return make();
}

/** How many steps it is worth to go through the value once: a long text or a large collection takes its time. */
export function weight(value: Value): number {
  if (typeof value === 'string') return value.length / 20;
  if (value instanceof Markup) return value.text.length / 20;
  if (value instanceof List || value instanceof Tuple) return value.items.length / 20;
  if (value instanceof Dict) return value.size / 20;
  return value instanceof View ? value.dict.size / 20 : 0;
}
