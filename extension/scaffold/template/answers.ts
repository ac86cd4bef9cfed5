import { breaksRule } from './answerRules';
import type { Variable } from './contextFile';
import { withDetails } from './detailedChoice';
import { readDict } from './givenAnswers';
import { print } from '../jinja/printing';
import { Dict, type Value } from '../jinja/values';
import { jsonText } from './jsonText';
import type { Question } from './questions';
import {
  chosenOption,
  defaultValue,
  ifKnown,
  isChoice,
  optionsInFile,
  renderedOptions,
  resolve,
  type ChoiceVariable,
} from './resolveAnswers';
import type { Template } from './template';
import { yesOrNo } from './yesOrNo';

/**
 * The answers that a person typed, by the name of the question, taken as they are; the others take their defaults. What
 * a script gives as `key=value` changes these defaults: see `ContextChanges.given`.
 */
export type Answers = ReadonlyMap<string, string>;

/**
 * The answer that is proposed: the template's default, rendered from the earlier answers. A yes or no is `yes` or `no`,
 * an object is JSON, and what has no default, or one that `isDefaultUnknown`, is empty.
 *
 * @throws Failure template-… when the default cannot be rendered.
 */
export function defaultAnswer(template: Template, answers: Answers, name: string): string {
  const variable = find(template, name);
  if (!variable) return '';
  const values = resolve(template, answers, name);
  const value = ifKnown(template, () => defaultValue(template, variable, values));
  if (value !== undefined) return written(variable, value);
  // A choice is given as it stands in the file; the first one is the default.
  return isChoice(variable) ? print(optionsInFile(variable)[0] ?? '') : '';
}

/**
 * Whether the default takes an extension that Bellhop does not have, or an answer that was left to such a default. An
 * empty answer, which is proposed, then stands for the default that cookiecutter will render.
 */
export function isDefaultUnknown(template: Template, answers: Answers, name: string): boolean {
  const variable = find(template, name);
  if (variable?.kind !== 'text' && variable?.kind !== 'dict') return false;
  const values = resolve(template, answers, name);
  return ifKnown(template, () => defaultValue(template, variable, values)) === undefined;
}

/** Whether a question is asked: one that belongs to an option of a choice, only where that option is chosen. */
export function isAsked(template: Template, answers: Answers, { onlyIf }: Question): boolean {
  if (!onlyIf) return true;
  const choice = answers.get(onlyIf.name) ?? defaultAnswer(template, answers, onlyIf.name);
  return choice === onlyIf.choice;
}

/** The options of a choice as the earlier answers render them, each with what it is called. */
export function offeredChoices(
  template: Template,
  answers: Answers,
  { name, choices = [] }: Question,
): { value: string; label: string }[] {
  const variable = find(template, name);
  if (!variable || !isChoice(variable)) return [];
  const values = resolve(template, answers, name);
  const rendered = ifKnown(template, () => renderedOptions(template, variable, values));
  return choices.map(({ value, label }, at) => {
    const shown = print(rendered?.[at] ?? value);
    return { value: shown, label: label === value ? shown : label };
  });
}

/** A sentence that says why the answer is refused, or undefined when it may be given. */
export function checkAnswer(
  template: Template,
  answers: Answers,
  name: string,
  value: string,
): string | undefined {
  const question = template.questions.find((one) => one.name === name);
  const variable = find(template, name);
  if (!question || !variable) return `The template does not ask "${name}".`;
  if (value === '' && isDefaultUnknown(template, answers, name)) return undefined;
  if (variable.kind === 'boolean') return yesOrNo(value) === undefined ? 'Answer yes or no.' : undefined;
  if (variable.kind === 'dict') {
    return readDict(value) ? undefined : 'Give a JSON object, such as {"key": "value"}.';
  }
  if (isChoice(variable)) {
    if (choiceIndex(template, answers, variable, value) !== -1) return undefined;
    const offered = offeredChoices(template, answers, question).map((choice) => choice.value);
    return `Choose one of ${offered.join(', ')}.`;
  }
  if (variable.raw === null && value === '') return 'An answer is needed.';
  if (/\p{Cc}/u.test(value)) return 'One line of text without control characters, please.';
  return checkRule(template, name, value);
}

/** A sentence that says which rule of `_bellhop` an answer breaks; a default is held to these alone. */
export function checkRule(template: Template, name: string, value: string): string | undefined {
  const rule = template.context.rules.get(name);
  return rule && breaksRule(rule, value);
}

/** What all variables are that are known, in the order of the file, from the answers and the defaults. */
export function resolveAll(template: Template, answers: Answers): Dict {
  const values = resolve(template, answers);
  const ordered = template.context.variables.flatMap(({ name }): [Value, Value][] => {
    const value = values.get(name);
    return value === undefined ? [] : [[name, value]];
  });
  return new Dict(ordered, true);
}

/** The variables that are asked, as the template's file has them: what is typed does not change it. */
export function original(template: Template): Dict {
  const asked = template.context.variables.filter(({ name }) => !name.startsWith('_'));
  return new Dict(asked.map(({ name, raw }) => [name, raw]));
}

/** The place of the option that an answer to a choice names, from 0, or -1. */
export function choiceIndex(
  template: Template,
  answers: Answers,
  variable: ChoiceVariable,
  given: string,
): number {
  return chosenOption(template, variable, resolve(template, answers, variable.name), given);
}

/** The answers as text: what was typed, and the defaults of the rest. */
export function answersAsText(template: Template, answers: Answers, values: Dict): Record<string, string> {
  const asked = template.questions.filter((question) => isAsked(template, answers, question));
  return Object.fromEntries(
    asked.map((question) => {
      const variable = find(template, question.name);
      return [question.name, variable ? written(variable, valueOf(question, values)) : ''];
    }),
  );
}

/** The answer that values of an earlier run hold, as a person gives it; undefined where they hold none. */
export function recordedAnswer(template: Template, question: Question, values: Dict): string | undefined {
  const variable = find(template, question.name);
  const value = valueOf(question, values);
  if (!variable || value === null) return undefined;
  // The question may have been of another kind.
  return variable.kind === 'boolean' && typeof value !== 'boolean' ? print(value) : written(variable, value);
}

/** The value of a question; that of an option's question lies in the value of the choice. */
function valueOf({ name, onlyIf }: Question, values: Dict): Value {
  if (!onlyIf) return values.get(name) ?? null;
  const chosen = values.get(onlyIf.name);
  const details = chosen instanceof Dict ? chosen.get(onlyIf.choice) : undefined;
  const key = name.slice(`${onlyIf.name}.${onlyIf.choice}.`.length);
  return (details instanceof Dict ? details.get(key) : details) ?? null;
}

function find(template: Template, name: string): Variable | undefined {
  return withDetails(template.context.variables).find((one) => one.name === name);
}

function written(variable: Variable, value: Value): string {
  if (variable.kind === 'boolean') return value === true ? 'yes' : 'no';
  if (variable.kind === 'dict' && value instanceof Dict) return jsonText(value);
  if (variable.kind === 'detailed' && value instanceof Dict) return print(value.keys()[0] ?? '');
  return variable.kind === 'text' && value === null ? '' : print(value);
}
