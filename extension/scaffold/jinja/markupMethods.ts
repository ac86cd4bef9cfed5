import { asMarkup, escapeForPlace, escapeValue } from './escaping';
import { stripTags, unescapeEntities } from './entities';
import type { Budget } from './limits';
import { iterate } from './operators';
import { STRING_METHODS } from './stringMethods';
import { Callable, List, type Arguments, type Markup, type Value } from './values';

/** A method of a markup: that of a text, which escapes what it takes in and gives markup again. */
export function markupMethod(self: Markup, name: string): Callable | undefined {
  if (name === 'unescape') return new Callable(name, () => unescapeEntities(self.text));
  if (name === 'striptags') return new Callable(name, () => stripTags(self.text));
  const run = STRING_METHODS.get(name);
  const weight = 1 + self.text.length / 20;
  return (
    run &&
    new Callable(
      name,
      (args, budget) => asMarkup(run(self.text, takenIn(name, args, budget), budget)),
      weight,
    )
  );
}

function takenIn(name: string, args: Arguments, budget: Budget): Arguments {
  const { positional, named } = args;
  const [first = null, second, ...rest] = positional;
  if (name === 'format') {
    const fields = Array.from(named, ([key, value]): [string, Value] => [key, escapeForPlace(value)]);
    return { positional: positional.map(escapeForPlace), named: new Map(fields) };
  }
  if (name === 'join' && positional.length === 1) {
    const parts = Array.from(iterate(first, budget), (part) => escapeValue(part).text);
    return { positional: [new List(parts)], named };
  }
  if (second !== undefined && ['replace', 'ljust', 'rjust', 'center'].includes(name)) {
    return { positional: [first, escapeValue(second).text, ...rest], named };
  }
  return args;
}
