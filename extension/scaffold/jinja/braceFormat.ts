import { attribute, item } from './attributes';
import { formatField } from './fieldFormat';
import type { Budget } from './limits';
import { replaceEach } from './percentFormat';
import { print, represent } from './printing';
import { unsupported, wrong } from './problem';
import { Undefined, type Arguments, type Value } from './values';

/** A field: what it names, how to convert that, and its format, in which further fields may stand. */
const PIECE = /\{\{|\}\}|\{([^{}!:]*)(?:!([^{}:]*))?(?::((?:[^{}]|\{[^{}]*\})*))?\}|[{}]/gu;
const INNER = /\{([^{}!:]*)\}/gu;
const STEP = /\.([^.[\]]+)|\[([^\]]+)\]/gu;

/** Python's `str.format`. Fields name a value by position or by keyword, and go on with `.name` or `[key]`. */
export function formatBraces(template: string, args: Arguments, budget: Budget): string {
  let automatic = 0;
  let numbered = false;
  const named = (name: string): Value => {
    const [, first = '', rest = ''] = /^([^.[]*)(.*)$/s.exec(name) ?? [];
    if (/^\d+$/.test(first)) numbered = true;
    if (numbered && (first === '' || automatic > 0)) throw wrong('format() mixes {} with {0}');
    const start = find(first === '' ? String(automatic++) : first, args);
    return follow(start, rest, name);
  };
  return replaceEach(template, PIECE, budget, (match) => {
    const [all = '', name, conversion, specification = ''] = match as (string | undefined)[];
    if (all === '{{') return '{';
    if (all === '}}') return '}';
    if (name === undefined) throw wrong(`the '${all}' in the text for format() has no other end`);
    const value = convert(named(name), conversion);
    const format = replaceEach(specification, INNER, budget, ([, inner = '']) => print(named(inner)));
    return formatField(value, format, budget);
  });
}

function find(name: string, args: Arguments): Value {
  const value = /^\d+$/.test(name) ? args.positional[Number(name)] : args.named.get(name);
  if (value === undefined) throw wrong(`format() has no value for '{${name}}'`);
  return value;
}

function follow(start: Value, path: string, field: string): Value {
  let value = start;
  let end = 0;
  for (const step of path.matchAll(STEP)) {
    if (step.index !== end) break;
    end += step[0].length;
    const [, name, key = ''] = step;
    const next: Value =
      name === undefined ? item(value, /^\d+$/.test(key) ? BigInt(key) : key) : attribute(value, name);
    if (next instanceof Undefined) throw next.problem();
    value = next;
  }
  if (end !== path.length) throw wrong(`'{${field}}' is not a field of format()`);
  return value;
}

function convert(value: Value, conversion: string | undefined): Value {
  if (value instanceof Undefined && conversion !== 'r') value.use();
  if (conversion === undefined) return value;
  if (conversion === 's') return print(value);
  if (conversion === 'r') return represent(value);
  throw unsupported(`the conversion '!${conversion}'`);
}
