import { spend, undefinedIsLenient, type Budget } from './limits';
import { TemplateProblem, wrong } from './problem';

/**
 * A value inside a template, as Python has it: null is None, bigint is int, number is float, string is str. Nothing
 * else of JavaScript gets in, and attributes are looked up by name in tables (attributes.ts), never on the object.
 */
export type Value =
  | null
  | boolean
  | bigint
  | number
  | string
  | Markup
  | List
  | Tuple
  | Dict
  | View
  | Range
  | Iterator
  | Undefined
  | Callable
  | Structure;

export class List {
  readonly items: Value[];
  constructor(items: Value[]) {
    this.items = items;
  }
}

export class Tuple {
  readonly items: readonly Value[];
  constructor(items: readonly Value[]) {
    this.items = items;
  }
}

/** A tuple whose entries also have names, such as a group that `groupby` makes. */
export class Group extends Tuple {
  attribute(name: string): Value | undefined {
    if (name === 'grouper') return this.items[0];
    return name === 'list' ? this.items[1] : undefined;
  }
}

/** A dict in insertion order; keys are equal as in Python, so 1, 1.0 and True are one key. */
export class Dict {
  readonly #entries = new Map<string, [Value, Value]>();
  /** Python's OrderedDict, which is what a JSON file becomes in cookiecutter: it prints differently. */
  readonly ordered: boolean;

  constructor(entries: Iterable<readonly [Value, Value]> = [], ordered = false) {
    this.ordered = ordered;
    for (const [key, value] of entries) this.set(key, value);
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: Value): Value | undefined {
    return this.#entries.get(hash(key))?.[1];
  }

  has(key: Value): boolean {
    return this.#entries.has(hash(key));
  }

  set(key: Value, value: Value): void {
    const at = hash(key);
    const entry = this.#entries.get(at);
    if (entry) entry[1] = value;
    else this.#entries.set(at, [key, value]);
  }

  delete(key: Value): void {
    this.#entries.delete(hash(key));
  }

  clear(): void {
    this.#entries.clear();
  }

  keys(): Value[] {
    return Array.from(this.#entries.values(), ([key]) => key);
  }

  values(): Value[] {
    return Array.from(this.#entries.values(), ([, value]) => value);
  }

  entries(): [Value, Value][] {
    return Array.from(this.#entries.values(), ([key, value]) => [key, value]);
  }
}

/** What `keys()`, `values()` and `items()` of a dict give: it follows the dict. */
export class View {
  readonly kind: 'dict_keys' | 'dict_values' | 'dict_items';
  readonly dict: Dict;
  constructor(kind: View['kind'], dict: Dict) {
    this.kind = kind;
    this.dict = dict;
  }

  get items(): Value[] {
    if (this.kind === 'dict_keys') return this.dict.keys();
    return this.kind === 'dict_values'
      ? this.dict.values()
      : this.dict.entries().map((entry) => new Tuple(entry));
  }
}

export class Range {
  readonly start: number;
  readonly stop: number;
  readonly step: number;
  readonly length: number;
  constructor(start: number, stop: number, step: number) {
    this.start = start;
    this.stop = stop;
    this.step = step;
    this.length = Math.max(0, Math.ceil((stop - start) / step));
  }

  at(index: number): Value {
    return BigInt(this.start + index * this.step);
  }
}

/** What a lazy filter such as `map` gives: it can be gone through once. Python's type name goes with it. */
export class Iterator {
  readonly typeName: string;
  readonly source: globalThis.Iterator<Value>;
  constructor(source: Iterable<Value>, typeName = 'generator') {
    this.source = source[Symbol.iterator]();
    this.typeName = typeName;
  }
}

/** An unknown name or a missing item. Using it is an error that carries `message`, unless it is lenient. */
export class Undefined {
  readonly message: string;
  /** As the result of an inline `if` without `else`, which prints as nothing even under StrictUndefined. */
  readonly lenient: boolean;
  constructor(message: string, lenient = false) {
    this.message = message;
    this.lenient = lenient;
  }

  /** Fails, unless lenient. */
  use(): void {
    if (!this.lenient && !undefinedIsLenient()) throw this.problem();
  }

  problem(): TemplateProblem {
    return new TemplateProblem('undefined', this.message);
  }
}

/** The arguments of a call, a filter or a test. */
export interface Arguments {
  readonly positional: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
}

export class Callable {
  readonly name: string;
  readonly call: (args: Arguments, budget: Budget) => Value;
  /** The steps that a call takes beside those for its arguments, from the size of what it is a method of. */
  readonly weight: number;
  constructor(name: string, call: Callable['call'], weight = 1) {
    this.name = name;
    this.call = call;
    this.weight = weight;
  }
}

/** A value with attributes of its own, such as `loop`; some can be called. */
export abstract class Structure {
  abstract readonly typeName: string;
  /** What Python prints for it, at a depth among the values that hold it; absent where that is a memory address. */
  printed?(depth: number): string;

  abstract attribute(name: string): Value | undefined;
  /** Absent in what cannot be called. */
  call?: (args: Arguments, budget: Budget) => Value;
}

/** A text that is HTML already: escaping leaves it as it is, and escapes what is added to it. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Python's name of the type, for messages. */
export function typeName(value: Value): string {
  if (value === null) return 'NoneType';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'bigint') return 'int';
  if (typeof value === 'number') return 'float';
  if (typeof value === 'string') return 'str';
  if (value instanceof Markup) return 'Markup';
  if (value instanceof List) return 'list';
  if (value instanceof Tuple) return 'tuple';
  if (value instanceof Dict) return value.ordered ? 'collections.OrderedDict' : 'dict';
  if (value instanceof View) return value.kind;
  if (value instanceof Range) return 'range';
  if (value instanceof Undefined) return 'Undefined';
  if (value instanceof Callable) return 'builtin_function_or_method';
  return value.typeName;
}

/** A text that two values share exactly when they are the same dict key in Python. */
export function hash(value: Value): string {
  spend(1);
  if (value === null) return 'None';
  if (typeof value === 'string') {
    spend(value.length / 1000);
    return `s${value}`;
  }
  if (value instanceof Markup) return `s${value.text}`;
  if (typeof value === 'boolean') return value ? 'n1' : 'n0';
  if (typeof value === 'bigint') return `n${value}`;
  if (typeof value === 'number') return Number.isInteger(value) ? `n${BigInt(value)}` : `n${value}`;
  if (value instanceof Tuple) {
    const parts = value.items.map((item) => hash(item)).map((text) => `${text.length}:${text}`);
    spend(parts.reduce((sum, part) => sum + part.length / 100, 0));
    return `t${parts.join('')}`;
  }
  if (value instanceof Range) {
    const { length, start, step } = value;
    return `r${[length, length > 0 ? start : 0, length > 1 ? step : 0].join(' ')}`;
  }
  if (value instanceof Undefined) throw value.problem();
  throw wrong(`a ${typeName(value)} cannot be a key`);
}

/** The numbers as Python counts them: a boolean is 0 or 1. Anything else gives undefined. */
export function numeric(value: Value): bigint | number | undefined {
  if (typeof value === 'boolean') return value ? 1n : 0n;
  return typeof value === 'bigint' || typeof value === 'number' ? value : undefined;
}
