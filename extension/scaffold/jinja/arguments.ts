import { numeric, typeName, Markup, Undefined, type Arguments, type Value } from './values';
import { wrong } from './problem';

/**
 * The arguments in the order of the parameters, by position or by name.
 *
 * @param what the name of the filter, test or method, for messages.
 * @param parameters names in order; one that ends in `?` may be missing.
 */
export function bind(what: string, args: Arguments, ...parameters: string[]): (Value | undefined)[] {
  const names = parameters.map((name) => name.replace('?', ''));
  if (args.positional.length > names.length) {
    throw wrong(`'${what}' takes ${names.length} arguments at most, not ${args.positional.length}`);
  }
  for (const name of args.named.keys()) {
    if (!names.includes(name)) throw wrong(`'${what}' has no argument '${name}'`);
    if (names.indexOf(name) < args.positional.length) {
      throw wrong(`'${what}' got the argument '${name}' twice`);
    }
  }
  return names.map((name, at) => {
    const value = args.positional[at] ?? (at < args.positional.length ? null : args.named.get(name));
    if (value === undefined && !parameters[at]?.endsWith('?')) {
      throw wrong(`'${what}' needs the argument '${name}'`);
    }
    return value;
  });
}

/** The value as a text; anything else is refused. */
export function asText(what: string, value: Value | undefined): string {
  if (typeof value === 'string') return value;
  if (value instanceof Markup) return value.text;
  throw refuse(what, 'a text', value);
}

/** A text, or undefined where the argument is missing or None. */
export function asOptionalText(what: string, value: Value | undefined): string | undefined {
  return value === undefined || value === null ? undefined : asText(what, value);
}

/** The value as an integer that JavaScript counts with; `fallback` where the argument is missing. */
export function asInteger(what: string, value: Value | undefined, fallback?: number): number {
  if (value === undefined && fallback !== undefined) return fallback;
  const number = value === undefined ? undefined : numeric(value);
  if (typeof number !== 'bigint') throw refuse(what, 'an integer', value);
  return Number(number);
}

function refuse(what: string, wanted: string, value: Value | undefined): Error {
  if (value instanceof Undefined) return value.problem();
  return wrong(
    `'${what}' needs ${wanted}, not a ${value === undefined ? 'missing argument' : typeName(value)}`,
  );
}
