import { asInteger, bind } from './arguments';
import { ownAttribute } from './attributes';
import { spend } from './limits';
import { equals } from './operators';
import { wrong } from './problem';
import type { Filter, Runtime } from './runtime';
import { all, follow, sortBy } from './sequenceFilters';
import { List, Iterator, Group, Undefined, type Arguments, type Value } from './values';

function batch(input: Value, args: Arguments, runtime: Runtime): Value {
  const [size, fill = null] = bind('batch', args, 'linecount', 'fill_with?');
  const length = asInteger('batch', size);
  const batches: Value[][] = [];
  for (const entry of all(input, runtime)) {
    const current = batches.at(-1);
    if (current && current.length !== length) current.push(entry);
    else batches.push([entry]);
  }
  const last = batches.at(-1);
  if (last && fill !== null) {
    runtime.budget.entries(length);
    while (last.length < length) last.push(fill);
  }
  return new Iterator(batches.map((entries) => new List(entries)));
}

function slice(input: Value, args: Arguments, runtime: Runtime): Value {
  const [count, fill = null] = bind('slice', args, 'slices', 'fill_with?');
  const slices = asInteger('slice', count);
  if (slices === 0) throw wrong("'slice' cannot make no slices");
  runtime.budget.entries(slices);
  const entries = all(input, runtime);
  const size = Math.floor(entries.length / slices);
  const longer = entries.length - size * slices;
  const made: Value[] = [];
  let start = 0;
  for (let at = 0; at < slices; at++) {
    const end = start + size + (at < longer ? 1 : 0);
    const part = entries.slice(start, end);
    if (fill !== null && at >= longer) part.push(fill);
    made.push(new List(part));
    start = end;
  }
  return new Iterator(made);
}

function groupby(input: Value, args: Arguments, runtime: Runtime): Value {
  const [path = null, otherwise = null, caseSensitive = false] = bind(
    'groupby', args, 'attribute', 'default?', 'case_sensitive?',
  ); // prettier-ignore
  const read = (entry: Value) => {
    const value = follow(entry, path);
    return value instanceof Undefined && otherwise !== null ? otherwise : value;
  };
  const key = (entry: Value) => {
    const value = read(entry);
    if (typeof value !== 'string' || caseSensitive === true) return value;
    spend(value.length / 20);
    return value.toLowerCase();
  };
  const groups: { key: Value; entries: Value[] }[] = [];
  for (const entry of sortBy(all(input, runtime), key, false)) {
    const current = groups.at(-1);
    const own = key(entry);
    if (current && equals(current.key, own)) current.entries.push(entry);
    else groups.push({ key: own, entries: [entry] });
  }
  return new List(groups.map(({ entries }) => new Group([read(entries[0] ?? null), new List(entries)])));
}

function attr(input: Value, args: Arguments): Value {
  const [name = null] = bind('attr', args, 'name');
  if (input instanceof Undefined) throw input.problem();
  if (typeof name !== 'string') throw wrong("'attr' needs the name of an attribute");
  return ownAttribute(input, name);
}

/** The filters that put entries together or take them apart. */
export const GROUP_FILTERS: readonly (readonly [string, Filter])[] = [
  ['batch', batch],
  ['slice', slice],
  ['groupby', groupby],
  ['attr', attr],
];
