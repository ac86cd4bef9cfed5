import { Failure } from '../../contract/failure';
import type { Variable } from './contextFile';
import { breaksRule } from './answerRules';
import { withDetails } from './detailedChoice';
import { readDict } from './givenAnswers';
import { Budget } from './jinja/limits';
import { print } from './jinja/printing';
import { render } from './jinja/render';
import { Dict, List, type Value } from './jinja/values';
import { jsonText } from './jsonText';
import type { Question } from './questions';
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
  return variable.kind === 'choice' ? print(variable.raw.items[0] ?? '') : '';
}

/** Whether a question is asked: one that belongs to an option of a choice, only where that option is chosen. */
export function isAsked(template: Template, answers: Answers, { onlyIf }: Question): boolean {
  if (!onlyIf) return true;
  const choice = answers.get(onlyIf.name) ?? defaultAnswer(template, answers, onlyIf.name);
  return choice === onlyIf.choice;
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
  if (variable.kind === 'choice' || variable.kind === 'detailed') {
    if (choiceIndex(template, answers, variable, value) !== -1) return undefined;
    const values = resolve(template, answers, name);
    const options = ifKnown(template, () => renderedOptions(template, variable, values));
    return `Choose one of ${(options?.map(print) ?? optionNames(variable)).join(', ')}.`;
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
export function choiceIndex(template: Template, answers: Answers, variable: Choice, given: string): number {
  return chosenOption(template, variable, resolve(template, answers, variable.name), given);
}

/** The answers as text: what was typed, and the defaults of the rest. */
export function answersAsText(template: Template, answers: Answers, values: Dict): Record<string, string> {
  const asked = template.questions.filter((question) => isAsked(template, answers, question));
  return Object.fromEntries(
    asked.map((question) => {
      const variable = find(template, question.name);
      return [question.name, variable ? written(variable, answered(question, values)) : ''];
    }),
  );
}

/** The value of a question; that of an option's question lies in the value of the choice. */
function answered({ name, onlyIf }: Question, values: Dict): Value {
  if (!onlyIf) return values.get(name) ?? null;
  const chosen = values.get(onlyIf.name);
  const details = chosen instanceof Dict ? chosen.get(onlyIf.choice) : undefined;
  const key = name.slice(`${onlyIf.name}.${onlyIf.choice}.`.length);
  return (details instanceof Dict ? details.get(key) : details) ?? null;
}

function find(template: Template, name: string): Variable | undefined {
  return withDetails(template.context.variables).find((one) => one.name === name);
}

/** The values before a variable is asked, or all of them: dicts come after everything else, as in cookiecutter. */
function resolve(template: Template, answers: Answers, before?: string): Dict {
  const values = new Dict([], true);
  const valueOf = (variable: Variable): Value => {
    const given = answers.get(variable.name);
    if (variable.kind === 'detailed') {
      const at = given === undefined ? 0 : chosenOption(template, variable, values, given);
      const option = variable.options[Math.max(at, 0)];
      return new Dict(option ? [[option.key, option.value(option.details.map(valueOf))]] : []);
    }
    const proposed = () => defaultValue(template, variable, values);
    if (given === undefined) return proposed();
    // Not known either where the empty answer stands for a default that is not.
    if (given === '' && template.context.unknownExtensions.length > 0) proposed();
    return givenValue(template, variable, values, given);
  };
  const settle = (variable: Variable) => {
    const known = ifKnown(template, () => valueOf(variable));
    // What is not known has no value here, so that nothing is rendered from a wrong one.
    if (known !== undefined) values.set(variable.name, known);
  };
  const { variables } = template.context;
  for (const variable of variables) {
    if (variable.kind === 'dict') continue;
    if (before !== undefined && withDetails([variable]).some(({ name }) => name === before)) return values;
    settle(variable);
  }
  for (const variable of variables) {
    const isDict = variable.kind === 'dict' || (variable.kind === 'rendered' && variable.raw instanceof Dict);
    if (!isDict) continue;
    if (variable.name === before) return values;
    settle(variable);
  }
  return values;
}

function defaultValue(template: Template, variable: Variable, values: Dict): Value {
  if (variable.kind === 'private') return variable.raw;
  if (variable.kind === 'choice' || variable.kind === 'detailed') {
    return renderedOptions(template, variable, values)[0] ?? '';
  }
  return renderValue(template, variable.name, variable.raw, values);
}

function givenValue(template: Template, variable: Variable, values: Dict, given: string): Value {
  switch (variable.kind) {
    case 'boolean':
      return yesOrNo(given) ?? variable.raw;
    case 'dict':
      return readDict(given) ?? defaultValue(template, variable, values);
    case 'choice': {
      const options = renderedOptions(template, variable, values);
      return options[chosenOption(template, variable, values, given)] ?? given;
    }
    case 'text':
    case 'detailed':
      return given;
    case 'private':
    case 'rendered':
      return defaultValue(template, variable, values);
  }
}

/** What `make` gives, or undefined where that takes an extension that Bellhop does not have. */
function ifKnown<T>(template: Template, make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (template.context.unknownExtensions.length === 0 || !(error instanceof Failure)) throw error;
    return undefined;
  }
}

type Choice = Variable & { kind: 'choice' | 'detailed' };

/** The place of the chosen option, from 0, or -1. */
function chosenOption(template: Template, variable: Choice, values: Dict, given: string): number {
  const rendered = ifKnown(template, () => renderedOptions(template, variable, values)) ?? [];
  const at = rendered.findIndex((option) => print(option) === given);
  // A script may name the choice as it stands in the file, where it can be a template itself.
  return at !== -1 ? at : optionNames(variable).indexOf(given);
}

function renderedOptions(template: Template, variable: Choice, values: Dict): Value[] {
  const options = variable.kind === 'choice' ? variable.raw.items : variable.options.map(({ key }) => key);
  return options.map((option) => renderValue(template, variable.name, option, values));
}

/** The options as they stand in the file. */
function optionNames(variable: Choice): string[] {
  return variable.kind === 'choice' ? variable.raw.items.map(print) : variable.options.map(({ key }) => key);
}

function renderValue(template: Template, name: string, value: Value, values: Dict): Value {
  const again = (inner: Value) => renderValue(template, name, inner, values);
  if (value === null || typeof value === 'boolean') return value;
  if (value instanceof List) return new List(value.items.map(again));
  if (value instanceof Dict) return new Dict(value.entries().map(([key, item]) => [again(key), again(item)]));
  const { file, environment } = template.context;
  return render(print(value), `${file} ("${name}")`, [['cookiecutter', values]], new Budget(), environment);
}

function written(variable: Variable, value: Value): string {
  if (variable.kind === 'boolean') return value === true ? 'yes' : 'no';
  if (variable.kind === 'dict' && value instanceof Dict) return jsonText(value);
  if (variable.kind === 'detailed' && value instanceof Dict) return print(value.keys()[0] ?? '');
  return variable.kind === 'text' && value === null ? '' : print(value);
}
