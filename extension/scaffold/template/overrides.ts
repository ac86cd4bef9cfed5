import { equals } from '../jinja/operators';
import { represent } from '../jinja/printing';
import { Dict, List, type Value } from '../jinja/values';
import { yesOrNo } from './yesOrNo';

/**
 * Puts a person's own defaults into what cookiecutter.json says, as cookiecutter does: names that the file does not
 * have are passed over, a choice moves to the front of its list, objects are merged recursively, and a text for a yes
 * or no is read as one. Changes `context` in place.
 *
 * @returns what is wrong, in words. cookiecutter stops there: what came before holds, the rest is left out.
 */
export function applyOverrides(context: Dict, overrides: Dict): string | undefined {
  return apply(context, overrides, false);
}

function apply(context: Dict, overrides: Dict, inObject: boolean): string | undefined {
  for (const [name, given] of overrides.entries()) {
    const own = context.get(name);
    let problem: string | undefined;
    if (own === undefined) {
      if (inObject) context.set(name, given);
    } else if (own instanceof List && !inObject) problem = choose(context, name, own, given);
    else if (own instanceof Dict && given instanceof Dict) problem = apply(own, given, true);
    else if (typeof own === 'boolean' && typeof given === 'string') {
      const answer = yesOrNo(given);
      if (answer === undefined) problem = `"${given}" for ${represent(name)} is neither yes nor no`;
      else context.set(name, answer);
    } else context.set(name, given);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function choose(context: Dict, name: Value, options: List, given: Value): string | undefined {
  const has = (item: Value) => options.items.some((option) => equals(option, item));
  if (given instanceof List) {
    if (!given.items.every(has)) return notAChoice(name, options, given);
    context.set(name, given);
    return undefined;
  }
  const at = options.items.findIndex((option) => equals(option, given));
  const [chosen] = options.items.slice(at, at + 1);
  if (at < 0 || chosen === undefined) return notAChoice(name, options, given);
  context.set(name, new List([chosen, ...options.items.filter((_option, index) => index !== at)]));
  return undefined;
}

function notAChoice(name: Value, options: List, given: Value): string {
  return `${represent(given)} for ${represent(name)} is none of ${represent(options)}`;
}
