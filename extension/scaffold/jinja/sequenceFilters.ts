import { randomInt } from 'node:crypto';
import { asText, bind } from './arguments';
import { item } from './attributes';
import { calculate } from './arithmetic';
import { spend } from './limits';
import { iterate, length, order, truthy } from './operators';
import { print } from './printing';
import { wrong } from './problem';
import type { Filter, Runtime } from './runtime';
import {
  Dict,
  Iterator,
  List,
  Tuple,
  Undefined,
  View,
  hash,
  typeName,
  type Arguments,
  type Value,
} from './values';

/** All entries of a value. */
export const all = (input: Value, { budget }: Runtime): Value[] => {
  const items: Value[] = [];
  for (const entry of iterate(input, budget)) items.push(entry);
  budget.entries(items.length);
  return items;
};

function first(input: Value, _args: Arguments, { budget }: Runtime): Value {
  for (const entry of iterate(input, budget)) return entry;
  return new Undefined('No first item, sequence was empty');
}

function last(input: Value, _args: Arguments, runtime: Runtime): Value {
  if (input instanceof Iterator) throw wrong(`a ${typeName(input)} cannot be gone through from its end`);
  const value = all(input, runtime).at(-1);
  return value === undefined ? new Undefined('No last item, sequence was empty') : value;
}

function reverse(input: Value, _args: Arguments, runtime: Runtime): Value {
  if (input instanceof Iterator) return new List(all(input, runtime).reverse());
  const items = all(input, runtime).reverse();
  return typeof input === 'string'
    ? items.map((char) => print(char)).join('')
    : new Iterator(items, 'reversed');
}

/** What an entry is sorted or compared by: an attribute path such as `a.b`, and text without its case. */
function keyOf(path: Value, caseSensitive: Value): (entry: Value) => Value {
  const plain = (value: Value) => {
    if (typeof value !== 'string' || truthy(caseSensitive)) return value;
    spend(value.length / 20);
    return value.toLowerCase();
  };
  return (entry) => plain(follow(entry, path));
}

/** What a path such as `a.b` leads to, or the value itself where there is none. */
export function follow(entry: Value, path: Value): Value {
  if (path === null) return entry;
  spend(1);
  if (typeof path !== 'string') return item(entry, path);
  return path
    .split('.')
    .reduce((value: Value, part) => item(value, /^\d+$/.test(part) ? BigInt(part) : part), entry);
}

/** Sorts by a key, and keeps the order of what is the same. */
export function sortBy(items: Value[], key: (entry: Value) => Value, reversed: Value): Value[] {
  const sign = truthy(reversed) ? -1 : 1;
  const keyed = items.map((entry) => ({ entry, key: key(entry) }));
  return keyed.sort((a, b) => sign * order(a.key, b.key)).map(({ entry }) => entry);
}

function sort(input: Value, args: Arguments, runtime: Runtime): Value {
  const [reversed = false, caseSensitive = false, path = null] = bind(
    'sort', args, 'reverse?', 'case_sensitive?', 'attribute?',
  ); // prettier-ignore
  const paths = typeof path === 'string' ? path.split(',') : [path];
  const keys = paths.map((one) => keyOf(one, caseSensitive));
  const key = (entry: Value) => new Tuple(keys.map((part) => part(entry)));
  return new List(sortBy(all(input, runtime), key, reversed));
}

function dictsort(input: Value, args: Arguments): Value {
  const [caseSensitive = false, by = 'key', reversed = false] = bind(
    'dictsort', args, 'case_sensitive?', 'by?', 'reverse?',
  ); // prettier-ignore
  if (!(input instanceof Dict)) throw wrong(`a ${typeName(input)} is not a dict`);
  if (by !== 'key' && by !== 'value') throw wrong("'dictsort' sorts by key or by value");
  const key = keyOf(by === 'key' ? 0n : 1n, caseSensitive);
  return new List(
    sortBy(
      input.entries().map((entry) => new Tuple(entry)),
      key,
      reversed,
    ),
  );
}

function unique(input: Value, args: Arguments, runtime: Runtime): Value {
  const [caseSensitive = false, path = null] = bind('unique', args, 'case_sensitive?', 'attribute?');
  const key = keyOf(path, caseSensitive);
  const seen = new Set<string>();
  return new Iterator(
    all(input, runtime).filter((entry) => {
      const known = seen.size;
      return seen.add(hash(key(entry))).size > known;
    }),
  );
}

const extreme =
  (name: string, sign: number): Filter =>
  (input, args, runtime) => {
    const [caseSensitive = false, path = null] = bind(name, args, 'case_sensitive?', 'attribute?');
    const key = keyOf(path, caseSensitive);
    const [start, ...rest] = all(input, runtime);
    if (start === undefined) return new Undefined('No aggregated item, sequence was empty');
    return rest.reduce((best, entry) => (sign * order(key(entry), key(best)) < 0 ? entry : best), start);
  };

function sum(input: Value, args: Arguments, runtime: Runtime): Value {
  const [path = null, start = 0n] = bind('sum', args, 'attribute?', 'start?');
  if (typeof start === 'string') throw wrong('texts are joined, not summed');
  const add = (a: Value, b: Value) => calculate('+', a, b, runtime.budget);
  return all(input, runtime).reduce((total, entry) => add(total, follow(entry, path)), start);
}

function map(input: Value, args: Arguments, runtime: Runtime): Value {
  // Jinja asks first whether there is anything, so that none and 0 give nothing too.
  if (!truthy(input)) return new Iterator([]);
  const [name, ...rest] = args.positional;
  if (name === undefined) {
    const [path = null, otherwise] = bind('map', args, 'attribute', 'default?');
    const read = (entry: Value) => {
      const value = follow(entry, path);
      return value instanceof Undefined && otherwise !== undefined && otherwise !== null ? otherwise : value;
    };
    return new Iterator(all(input, runtime).map(read));
  }
  const inner = { positional: rest, named: args.named };
  return new Iterator(all(input, runtime).map((entry) => runtime.filter(asText('map', name), entry, inner)));
}

/** `select` and its three kin: keep or drop the entries, or those with an attribute, that pass a test. */
const select =
  (name: string, keep: boolean, byAttribute: boolean): Filter =>
  (input, args, runtime) => {
    if (!truthy(input)) return new Iterator([]);
    const rest = [...args.positional];
    const path = byAttribute ? rest.shift() : null;
    if (path === undefined) throw wrong(`'${name}' needs the name of an attribute`);
    const test = rest.shift();
    const passes = (entry: Value) => {
      const value = follow(entry, path);
      if (test === undefined) return truthy(value);
      return runtime.test(asText(name, test), value, { positional: rest, named: args.named });
    };
    return new Iterator(all(input, runtime).filter((entry) => passes(entry) === keep));
  };

function items(input: Value): Value {
  if (input instanceof Undefined) return new Iterator([]);
  if (!(input instanceof Dict)) throw wrong('the filter items needs a dict');
  return new Iterator(new View('dict_items', input).items);
}

function random(input: Value, _args: Arguments, { budget }: Runtime): Value {
  const size = length(input);
  if (size === 0) return new Undefined('No random item, sequence was empty.');
  budget.step(size / 20);
  return item(input, BigInt(randomInt(size)));
}

/** The filters that take or give several entries. */
export const SEQUENCE_FILTERS: readonly (readonly [string, Filter])[] = [
  ['first', first],
  ['last', last],
  ['list', (input, _args, runtime) => new List(all(input, runtime))],
  ['reverse', reverse],
  ['sort', sort],
  ['dictsort', dictsort],
  ['unique', unique],
  ['min', extreme('min', 1)],
  ['max', extreme('max', -1)],
  ['sum', sum],
  ['map', map],
  ['select', select('select', true, false)],
  ['reject', select('reject', false, false)],
  ['selectattr', select('selectattr', true, true)],
  ['rejectattr', select('rejectattr', false, true)],
  ['items', items],
  ['random', random],
];
