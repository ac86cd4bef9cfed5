import { choiceIndex, isDefaultUnknown, type Answers } from './answers';
import type { Variable } from './contextFile';
import { readDict } from './givenAnswers';
import { Dict, List, type Value } from './jinja/values';
import type { Template } from './template';
import { yesOrNo } from './yesOrNo';

/**
 * What a person would give cookiecutter at its own prompts: texts, booleans, objects, and of a choice the place of the
 * option, from 0. What was not answered, or left to a default that is not known, is not in it.
 */
export function promptAnswers(template: Template, answers: Answers): Dict {
  const given = new Dict();
  for (const variable of template.context.variables) {
    const text = answers.get(variable.name);
    if (text === undefined || (text === '' && isDefaultUnknown(template, answers, variable.name))) continue;
    const value = promptAnswer(template, answers, variable, text);
    if (value !== undefined) given.set(variable.name, value);
  }
  return given;
}

function promptAnswer(
  template: Template,
  answers: Answers,
  variable: Variable,
  text: string,
): Value | undefined {
  switch (variable.kind) {
    case 'text':
      return text;
    case 'boolean':
      return yesOrNo(text);
    case 'dict':
      return readDict(text);
    case 'choice':
      return BigInt(choiceIndex(template, answers, variable, text));
    case 'detailed':
    case 'private':
    case 'rendered':
      return undefined;
  }
}

/** What a script gave, as cookiecutter's `extra_context` takes it: an object merged, a choice as the file has it. */
export function extraContext(template: Template): Dict {
  const extra = new Dict();
  for (const [name, text] of template.context.changes.given ?? []) {
    const variable = template.context.variables.find((one) => one.name === name);
    if (!variable) continue;
    const { raw } = variable;
    // What was given to a choice is its first option by now.
    if (raw instanceof List) extra.set(name, raw.items[0] ?? text);
    else extra.set(name, (raw instanceof Dict ? readDict(text) : undefined) ?? text);
  }
  return extra;
}
