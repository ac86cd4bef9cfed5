import { randomInt, randomUUID } from 'node:crypto';
import { asInteger, asText, bind } from './arguments';
import type { Budget } from './limits';
import { Namespace } from './namespace';
import { iterate, truthy } from './operators';
import { unsupported, wrong } from './problem';
import { Callable, Dict, Range, Structure, type Arguments, type Value } from './values';

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

/** What `cycler()` gives: goes through its entries over and over. */
class Cycler extends Structure {
  override readonly typeName = 'Cycler';
  readonly #items: readonly Value[];
  #at = 0;

  constructor(items: readonly Value[]) {
    super();
    if (items.length === 0) throw wrong("'cycler' needs something to go through");
    this.#items = items;
  }

  override attribute(name: string): Value | undefined {
    const current = this.#items[this.#at] ?? null;
    if (name === 'current') return current;
    if (name === 'next') {
      return new Callable('next', () => {
        const now = this.#items[this.#at] ?? null;
        this.#at = (this.#at + 1) % this.#items.length;
        return now;
      });
    }
    if (name !== 'reset') return undefined;
    return new Callable('reset', () => {
      this.#at = 0;
      return null;
    });
  }
}

/** What `joiner()` gives: nothing the first time, then the separator. */
class Joiner extends Structure {
  override readonly typeName = 'Joiner';
  readonly #separator: Value;
  #used = false;

  constructor(separator: Value) {
    super();
    this.#separator = separator;
  }

  override call = (): Value => {
    if (this.#used) return this.#separator;
    this.#used = true;
    return '';
  };

  override attribute(name: string): Value | undefined {
    if (name === 'sep') return this.#separator;
    return name === 'used' ? this.#used : undefined;
  }
}

function range({ positional, named }: Arguments): Value {
  if (named.size > 0 || positional.length < 1 || positional.length > 3) {
    throw wrong("'range' takes 1 to 3 numbers");
  }
  const [a = 0, b, step = 1] = positional.map((value) => asInteger('range', value));
  if (step === 0) throw wrong("the step of 'range' cannot be zero");
  return b === undefined ? new Range(0, a, 1) : new Range(a, b, step);
}

function dict({ positional, named }: Arguments, budget: Budget): Dict {
  const [from, ...more] = positional;
  if (more.length > 0) throw wrong("'dict' takes one dict or list");
  const made = new Dict(from instanceof Dict ? from.entries() : []);
  if (from !== undefined && !(from instanceof Dict)) {
    for (const pair of iterate(from, budget)) {
      const [key, value, ...rest] = iterate(pair, budget);
      if (key === undefined || value === undefined || rest.length > 0) throw wrong("'dict' needs pairs");
      made.set(key, value);
    }
  }
  for (const [key, value] of named) made.set(key, value);
  return made;
}

function randomText(args: Arguments, budget: Budget): Value {
  const [length, punctuation = false] = bind('random_ascii_string', args, 'length', 'punctuation?');
  const characters = truthy(punctuation) ? LETTERS + PUNCTUATION : LETTERS;
  const size = Math.max(0, asInteger('random_ascii_string', length));
  budget.size(size);
  budget.step(size);
  return Array.from({ length: size }, () => characters[randomInt(characters.length)]).join('');
}

function lipsum(): Value {
  // Its text is random and its words are Jinja's own.
  throw unsupported("the function 'lipsum'");
}

const GLOBALS = new Map<string, Value>([
  ['range', new Callable('range', range)],
  ['dict', new Callable('dict', dict)],
  ['namespace', new Callable('namespace', (args, budget) => new Namespace(dict(args, budget)))],
  ['cycler', new Callable('cycler', ({ positional }) => new Cycler(positional))],
  [
    'joiner',
    new Callable('joiner', (args) => new Joiner(asText('joiner', bind('joiner', args, 'sep?')[0] ?? ', '))),
  ],
  ['lipsum', new Callable('lipsum', lipsum)],
  ['random_ascii_string', new Callable('random_ascii_string', randomText)],
  ['uuid4', new Callable('uuid4', (args) => { bind('uuid4', args); return randomUUID(); })], // prettier-ignore
]);

/** What a name means when the template did not set it: a function of Jinja or cookiecutter, or undefined. */
export function globalValue(name: string): Value | undefined {
  return GLOBALS.get(name);
}
