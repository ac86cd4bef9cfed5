import { choiceIndex, isDefaultUnknown, type Answers } from '../template/answers';
import type { Variable } from '../template/contextFile';
import { readDict } from '../template/givenAnswers';
import { Dict, type Value } from '../jinja/values';
import type { Template } from '../template/template';
import { yesOrNo } from '../template/yesOrNo';

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
    // cookiecutter itself knows no choice with questions of its own.
    case 'detailed':
    case 'private':
    case 'rendered':
      return undefined;
  }
}
