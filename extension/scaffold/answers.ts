import { Failure } from '../../contract/failure';
import type { Variable } from './contextFile';
import { breaksRule } from './answerRules';
import { Budget } from './jinja/limits';
import { print } from './jinja/printing';
import { render } from './jinja/render';
import { Dict, List, type Value } from './jinja/values';
import { parseJson } from './jsonReader';
import { jsonText } from './jsonText';
import type { Template } from './template';
import { yesOrNo } from './yesOrNo';

/** The answers that a person or a script gave, by the name of the variable; the others take their defaults. */
export type Answers = ReadonlyMap<string, string>;

/**
 * The answer that is proposed: the template's default, rendered from the earlier answers. A yes or no is `yes` or `no`,
 * an object is JSON, and what has no default is empty.
 *
 * @throws Failure template-… when the default cannot be rendered.
 */
export function defaultAnswer(template: Template, answers: Answers, name: string): string {
  const variable = template.context.variables.find((one) => one.name === name);
  if (!variable) return '';
  const values = resolve(template, answers, name);
  return written(variable, defaultValue(template, variable, values));
}

/** A sentence that says why the answer is refused, or undefined when it may be given. */
export function checkAnswer(
  template: Template,
  answers: Answers,
  name: string,
  value: string,
): string | undefined {
  const question = template.questions.find((one) => one.name === name);
  const variable = template.context.variables.find((one) => one.name === name);
  if (!question || !variable) return `The template does not ask "${name}".`;
  if (variable.kind === 'boolean') return yesOrNo(value) === undefined ? 'Answer yes or no.' : undefined;
  if (variable.kind === 'dict') {
    return readDict(value) ? undefined : 'Give a JSON object, such as {"key": "value"}.';
  }
  if (variable.kind === 'choice') {
    const options = renderedOptions(template, variable, resolve(template, answers, name)).map(print);
    if (options.includes(value) || variable.raw.items.map(print).includes(value)) return undefined;
    return `Choose one of ${options.join(', ')}.`;
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

/** What all variables are, in the order of the file, from the answers and the defaults. */
export function resolveAll(template: Template, answers: Answers): Dict {
  const values = resolve(template, answers);
  const ordered = template.context.variables.map(({ name }): [Value, Value] => [
    name,
    values.get(name) ?? null,
  ]);
  return new Dict(ordered, true);
}

/** The variables that are asked, as the template's file has them, with the given answers in place. */
export function original(template: Template, answers: Answers): Dict {
  const dict = new Dict();
  for (const variable of template.context.variables) {
    if (!variable.name.startsWith('_')) dict.set(variable.name, originalValue(variable, answers));
  }
  return dict;
}

/** The answers as text: what was given, and the defaults of the rest. */
export function answersAsText(template: Template, values: Dict): Record<string, string> {
  return Object.fromEntries(
    template.questions.map(({ name }) => {
      const variable = template.context.variables.find((one) => one.name === name);
      return [name, variable ? written(variable, values.get(name) ?? null) : ''];
    }),
  );
}

function originalValue(variable: Variable, answers: Answers): Value {
  const given = answers.get(variable.name);
  if (given === undefined) return variable.raw;
  if (variable.kind === 'text') return given;
  if (variable.kind === 'boolean') return yesOrNo(given) ?? variable.raw;
  if (variable.kind === 'dict') return readDict(given) ?? variable.raw;
  if (variable.kind !== 'choice') return variable.raw;
  const chosen = variable.raw.items.filter((option) => print(option) === given).slice(0, 1);
  const others = variable.raw.items.filter((option) => print(option) !== given);
  return new List([...chosen, ...others]);
}

/** The values before a variable is asked, or all of them: dicts come after everything else, as in cookiecutter. */
function resolve(template: Template, answers: Answers, before?: string): Dict {
  const values = new Dict([], true);
  const budget = new Budget();
  const value = (variable: Variable) => {
    const given = answers.get(variable.name);
    return given === undefined
      ? defaultValue(template, variable, values, budget)
      : givenValue(template, variable, values, given, budget);
  };
  const { variables } = template.context;
  for (const variable of variables) {
    if (variable.kind === 'dict') continue;
    if (variable.name === before) return values;
    values.set(variable.name, value(variable));
  }
  for (const variable of variables) {
    const isDict = variable.kind === 'dict' || (variable.kind === 'rendered' && variable.raw instanceof Dict);
    if (!isDict) continue;
    if (variable.name === before) return values;
    values.set(variable.name, value(variable));
  }
  return values;
}

function defaultValue(template: Template, variable: Variable, values: Dict, budget = new Budget()): Value {
  if (variable.kind === 'private') return variable.raw;
  if (variable.kind === 'choice') return renderedOptions(template, variable, values, budget)[0] ?? '';
  return renderValue(template, variable.name, variable.raw, values, budget);
}

function givenValue(
  template: Template,
  variable: Variable,
  values: Dict,
  given: string,
  budget: Budget,
): Value {
  switch (variable.kind) {
    case 'boolean':
      return yesOrNo(given) ?? variable.raw;
    case 'dict':
      return readDict(given) ?? defaultValue(template, variable, values, budget);
    case 'choice': {
      const options = renderedOptions(template, variable, values, budget);
      const chosen = options.find((option) => print(option) === given);
      // A script may name the choice as it stands in the file, where it can be a template itself.
      return chosen ?? options[variable.raw.items.map(print).indexOf(given)] ?? given;
    }
    case 'text':
      return given;
    case 'private':
    case 'rendered':
      return defaultValue(template, variable, values, budget);
  }
}

function readDict(text: string): Dict | undefined {
  try {
    const value = parseJson(text, 'the answer');
    return value instanceof Dict ? value : undefined;
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

function renderedOptions(
  template: Template,
  variable: Variable & { kind: 'choice' },
  values: Dict,
  budget = new Budget(),
): Value[] {
  return variable.raw.items.map((option) => renderValue(template, variable.name, option, values, budget));
}

function renderValue(template: Template, name: string, value: Value, values: Dict, budget: Budget): Value {
  const again = (inner: Value) => renderValue(template, name, inner, values, budget);
  if (value === null || typeof value === 'boolean') return value;
  if (value instanceof List) return new List(value.items.map(again));
  if (value instanceof Dict) return new Dict(value.entries().map(([key, item]) => [again(key), again(item)]));
  const { file, environment } = template.context;
  return render(print(value), `${file} ("${name}")`, [['cookiecutter', values]], budget, environment);
}

function written(variable: Variable, value: Value): string {
  if (variable.kind === 'boolean') return value === true ? 'yes' : 'no';
  if (variable.kind === 'dict' && value instanceof Dict) return jsonText(value);
  return variable.kind === 'text' && value === null ? '' : print(value);
}
