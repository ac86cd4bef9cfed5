import { spend, type Budget } from './limits';
import { wrong } from './problem';
import type { Comparison } from './syntax';
import { compareText, paySearch, textLength } from './text';
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

/** The text of a markup; any other value as it is. */
export function plain(value: Value): Value {
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
  if (typeof a === 'string') spend(a.length / 1000);
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
  return (typeof a !== 'string' && a === b) || equals(a, b, depth);
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
    if (typeof item === 'string') {
      paySearch(container, item);
      return container.includes(item);
    }
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

/** How many steps it is worth to go through the value once: a long text or a large collection takes its time. */
export function weight(value: Value): number {
  if (typeof value === 'string') return value.length / 20;
  if (value instanceof Markup) return value.text.length / 20;
  if (value instanceof List || value instanceof Tuple) return value.items.length / 20;
  if (value instanceof Dict) return value.size / 20;
  return value instanceof View ? value.dict.size / 20 : 0;
}
