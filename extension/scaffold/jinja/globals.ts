import { asInteger } from './arguments';
import { iterate } from './operators';
import { unsupported, wrong } from './problem';
import { Callable, Dict, Range, type Value } from './values';

/** Functions of Jinja and of cookiecutter that Bellhop does not have yet, refused by name. */
const NOT_HERE = new Set(['lipsum', 'cycler', 'joiner', 'namespace', 'random_ascii_string', 'uuid4']);

const GLOBALS = new Map<string, Value>([
  [
    'range',
    new Callable('range', ({ positional, named }) => {
      if (named.size > 0 || positional.length < 1 || positional.length > 3) {
        throw wrong("'range' takes 1 to 3 numbers");
      }
      const [a = 0, b, step = 1] = positional.map((value) => asInteger('range', value));
      if (step === 0) throw wrong("the step of 'range' cannot be zero");
      return b === undefined ? new Range(0, a, 1) : new Range(a, b, step);
    }),
  ],
  [
    'dict',
    new Callable('dict', ({ positional, named }, budget) => {
      const [from] = positional;
      const dict = new Dict(from instanceof Dict ? from.entries() : []);
      if (from !== undefined && !(from instanceof Dict)) {
        for (const pair of iterate(from, budget)) {
          const [key = null, value = null] = iterate(pair, budget);
          dict.set(key, value);
        }
      }
      for (const [key, value] of named) dict.set(key, value);
      return dict;
    }),
  ],
]);

/** What a name means when the template did not set it: a function of Jinja, or undefined. */
export function globalValue(name: string): Value | undefined {
  if (NOT_HERE.has(name)) throw unsupported(`the function '${name}'`);
  return GLOBALS.get(name);
}
