import { asInteger } from './arguments';
import { DICT_METHODS, LIST_METHODS, TUPLE_METHODS } from './collectionMethods';
import type { Budget } from './limits';
import {
  numeric,
  Callable,
  Dict,
  Group,
  List,
  Markup,
  Range,
  Structure,
  Tuple,
  Undefined,
  typeName,
  type Value,
} from './values';
import { markupMethod } from './markupMethods';
import { numberAttribute } from './numberMethods';
import { weight } from './operators';
import { unsupported, wrong } from './problem';
import { represent } from './printing';
import { STRING_METHODS } from './stringMethods';
import { characters } from './text';

/** What Python's types have and Bellhop does not: refused by name, where an unknown name would be undefined. */
const NOT_HERE: Record<string, readonly string[]> = {
  str: ['encode', 'format_map', 'maketrans', 'translate'],
  dict: ['fromkeys', 'move_to_end'],
  int: ['as_integer_ratio', 'from_bytes', 'to_bytes'],
  float: ['as_integer_ratio', 'fromhex', 'hex'],
  range: ['count', 'index', 'start', 'step', 'stop'],
};

/** `object.name`: a method first, then an item, as Jinja looks. What is neither is Undefined. */
export function attribute(object: Value, name: string): Value {
  if (object instanceof Undefined) throw object.problem();
  const found = method(object, name);
  if (found !== undefined) return found;
  const entry = itemByKey(object, name);
  return entry === undefined ? absent(object, name) : entry;
}

/** `object[index]`: an item first, then a method. What is neither is Undefined. */
export function item(object: Value, index: Value): Value {
  if (object instanceof Undefined) throw object.problem();
  if (index instanceof Undefined) throw index.problem();
  const found = itemByKey(object, index);
  if (found !== undefined) return found;
  if (typeof index !== 'string') return missing(object, index);
  return method(object, index) ?? absent(object, index);
}

function method(object: Value, name: string): Value | undefined {
  if (typeof object === 'string') return bound(object, name, STRING_METHODS.get(name));
  if (object instanceof Markup) return markupMethod(object, name);
  if (object instanceof Group) {
    const named = object.attribute(name);
    if (named !== undefined) return named;
  }
  if (object instanceof List) return bound(object, name, LIST_METHODS.get(name));
  if (object instanceof Tuple) return bound(object, name, TUPLE_METHODS.get(name));
  if (object instanceof Dict) return bound(object, name, DICT_METHODS.get(name));
  if (typeof object === 'bigint' || typeof object === 'number' || typeof object === 'boolean') {
    return numberAttribute(object, name);
  }
  return object instanceof Structure ? object.attribute(name) : undefined;
}

function bound<T extends Value>(
  object: T,
  name: string,
  run: ((self: T, args: Parameters<Callable['call']>[0], budget: Budget) => Value) | undefined,
): Callable | undefined {
  return run && new Callable(name, (args, budget) => run(object, args, budget), 1 + weight(object));
}

/** `object|attr(name)`: never an item. */
export function ownAttribute(object: Value, name: string): Value {
  return method(object, name) ?? absent(object, name);
}

function itemByKey(object: Value, key: Value): Value | undefined {
  if (object instanceof Dict) return object.has(key) ? (object.get(key) ?? null) : undefined;
  const index = numeric(key);
  if (typeof index !== 'bigint') return undefined;
  const at = Number(index);
  if (object instanceof Markup) {
    const char = characters(object.text).at(at);
    return char === undefined ? undefined : new Markup(char);
  }
  if (typeof object === 'string') return characters(object).at(at);
  if (object instanceof List || object instanceof Tuple) return object.items.at(at);
  if (object instanceof Range) {
    const place = at < 0 ? at + object.length : at;
    return place >= 0 && place < object.length ? object.at(place) : undefined;
  }
  return undefined;
}

/**
 * An attribute that the value does not have. Python's own machinery behind a value, which a template of cookiecutter
 * reaches, is refused; so is a method that Bellhop lacks.
 */
function absent(object: Value, name: string): Undefined {
  const type = object instanceof Dict ? 'dict' : typeName(object);
  if (name.startsWith('__') && name.endsWith('__')) throw unsupported(`the attribute '${name}'`);
  if (NOT_HERE[type]?.includes(name)) throw unsupported(`the attribute '${name}' of a ${type}`);
  return missing(object, name);
}

function missing(object: Value, name: Value): Undefined {
  const type = typeName(object);
  return new Undefined(
    typeof name === 'string'
      ? `'${type} object' has no attribute '${name}'`
      : `${type} object has no element ${represent(name)}`,
  );
}

/** `object[start:stop:step]`, each bound absent or None where it was not given. */
export function slice(object: Value, start: Value, stop: Value, step: Value, budget: Budget): Value {
  if (object instanceof Undefined) throw object.problem();
  const bounds = [start, stop, step].map((bound) => (bound === null ? undefined : asInteger('slice', bound)));
  const pick = <T>(items: ArrayLike<T>): T[] => {
    budget.entries(items.length);
    return pickItems(items, bounds[0], bounds[1], bounds[2] ?? 1);
  };
  if (typeof object === 'string') return pick(characters(object)).join('');
  if (object instanceof Markup) return new Markup(pick(characters(object.text)).join(''));
  if (object instanceof List) return new List(pick(object.items));
  if (object instanceof Tuple) return new Tuple(pick(object.items));
  if (object instanceof Range) {
    const { start: first, step: gap, length } = object;
    budget.entries(length);
    const kept = pickItems(
      Array.from({ length }, (_, at) => first + at * gap),
      bounds[0],
      bounds[1],
      bounds[2] ?? 1,
    );
    const by = gap * (bounds[2] ?? 1);
    const from = kept[0] ?? first;
    return new Range(from, from + kept.length * by, by);
  }
  throw wrong(`a ${typeName(object)} cannot be sliced`);
}

/** Python's slice: negative bounds count from the end, bounds beyond the ends are cut. */
function pickItems<T>(
  items: ArrayLike<T>,
  start: number | undefined,
  stop: number | undefined,
  step: number,
): T[] {
  if (step === 0) throw wrong('the step of a slice cannot be zero');
  const { length } = items;
  const [lowest, highest] = step > 0 ? [0, length] : [-1, length - 1];
  const clamp = (bound: number) => Math.min(highest, Math.max(lowest, bound < 0 ? bound + length : bound));
  const from = start === undefined ? (step > 0 ? lowest : highest) : clamp(start);
  const to = stop === undefined ? (step > 0 ? highest : lowest) : clamp(stop);
  const picked: T[] = [];
  for (let at = from; step > 0 ? at < to : at > to; at += step) picked.push(items[at] as T);
  return picked;
}
