import { Failure } from '../../../contract/failure';
import { answerInvalid } from './answerRules';
import { parseJson } from './jsonReader';
import { print } from '../jinja/printing';
import { Dict, List, type Value } from '../jinja/values';
import { applyOverrides } from './overrides';
import { yesOrNo } from './yesOrNo';

/**
 * Puts what a script gave as `key=value` in the place of a template's defaults, as cookiecutter does: a choice moves to
 * the front of its list, a yes or no is read as one, private names count as well, and the rest is a default like any
 * other, which is rendered. An object is given as JSON and merged into the template's own. Changes `context` in place.
 *
 * @param replay the answers of an earlier run, which cannot be given again.
 * @returns the names that the template does not have, which are passed over.
 * @throws Failure `answer-invalid`.
 */
export function applyGiven(context: Dict, given: ReadonlyMap<string, string>, replay: Dict): string[] {
  const ignored: string[] = [];
  for (const [name, text] of given) {
    if (replay.has(name)) throw answerInvalid(name, text, 'the replay file answers it already.');
    const place = context.has(name) ? { holder: context, key: name } : findDetail(context, name);
    if (place) replace(place.holder, place.key, name, text);
    // `template` names one of several templates, and is read before a template is opened.
    else if (name !== 'template') ignored.push(name);
  }
  return ignored;
}

function replace(holder: Dict, key: string, name: string, text: string): void {
  const own = holder.get(key) ?? null;
  const refuse = (why: string) => answerInvalid(name, text, why);
  if (own instanceof List) {
    const option = own.items.find((item) => optionName(item) === text);
    if (option === undefined) throw refuse(`Choose one of ${own.items.map(optionName).join(', ')}.`);
    holder.set(key, new List([option, ...own.items.filter((item) => item !== option)]));
  } else if (own instanceof Dict) {
    const value = readDict(text);
    if (!value) throw refuse('Give a JSON object, such as {"key": "value"}.');
    applyOverrides(holder, new Dict([[key, value]]));
  } else if (typeof own === 'boolean') {
    const answer = yesOrNo(text);
    if (answer === undefined) throw refuse('Answer yes or no.');
    holder.set(key, answer);
  } else holder.set(key, text);
}

/** Where the answer `choice.option.question` or `choice.option` of a ccds.json has its default. */
function findDetail(context: Dict, name: string): { holder: Dict; key: string } | undefined {
  for (const [choice, options] of context.entries()) {
    if (!(options instanceof List) || !name.startsWith(`${print(choice)}.`)) continue;
    for (const option of options.items) {
      const [entry] = option instanceof Dict ? option.entries() : [];
      if (!entry || !(option instanceof Dict)) continue;
      const [optionKey, details] = entry;
      const prefix = `${print(choice)}.${print(optionKey)}`;
      if (name === prefix && details instanceof List) return { holder: option, key: print(optionKey) };
      const question = name.slice(prefix.length + 1);
      if (name.startsWith(`${prefix}.`) && details instanceof Dict && details.has(question)) {
        return { holder: details, key: question };
      }
    }
  }
  return undefined;
}

/** An option as it is named: that of a ccds.json is an object with one entry. */
function optionName(option: Value): string {
  const [entry] = option instanceof Dict ? option.entries() : [];
  return print(entry ? entry[0] : option);
}

/** The object that a text holds as JSON, or undefined. */
export function readDict(text: string): Dict | undefined {
  try {
    const value = parseJson(text, 'the answer');
    return value instanceof Dict ? value : undefined;
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}
