import { formatField } from './fieldFormat';
import type { Budget } from './limits';
import { print, represent } from './printing';
import { unsupported, wrong } from './problem';
import { Undefined, type Arguments, type Value } from './values';

const PIECE = /\{\{|\}\}|\{([^{}!:]*)(?:!([^{}:]*))?(?::([^{}]*))?\}|[{}]/gu;

/** Python's `str.format`. Fields name a value by position or by keyword; a field inside a field is refused. */
export function formatBraces(template: string, args: Arguments, budget: Budget): string {
  let automatic = 0;
  let numbered = false;
  const result = template.replace(
    PIECE,
    (all: string, name?: string, conversion?: string, specification?: string) => {
      if (all === '{{') return '{';
      if (all === '}}') return '}';
      if (name === undefined) throw unsupported(`the '${all}' here in a text for format()`);
      if (/^\d+$/.test(name)) numbered = true;
      if (numbered && (name === '' || automatic > 0)) throw wrong('format() mixes {} with {0}');
      const value = find(name === '' ? String(automatic++) : name, args);
      if (value instanceof Undefined) value.use();
      return formatField(convert(value, conversion), specification ?? '', budget);
    },
  );
  budget.size(result.length);
  return result;
}

function find(name: string, args: Arguments): Value {
  if (/[.[]/.test(name)) throw unsupported(`the field '{${name}}'`);
  const value = /^\d+$/.test(name) ? args.positional[Number(name)] : args.named.get(name);
  if (value === undefined) throw wrong(`format() has no value for '{${name}}'`);
  return value;
}

function convert(value: Value, conversion: string | undefined): Value {
  if (conversion === undefined) return value;
  if (conversion === 's') return print(value);
  if (conversion === 'r') return represent(value);
  throw unsupported(`the conversion '!${conversion}'`);
}
