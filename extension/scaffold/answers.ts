import type { Variable } from './contextFile';
import { breaksRule } from './answerRules';
import { Budget } from './jinja/limits';
import { print } from './jinja/printing';
import { render } from './jinja/render';
import { Dict, List, type Value } from './jinja/values';
import type { Template } from './template';

/** The words that cookiecutter takes for yes and no. */
const YES = ['1', 'true', 't', 'yes', 'y', 'on'];
const NO = ['0', 'false', 'f', 'no', 'n', 'off'];

/** The answers that a person or a script gave, by the name of the variable; the others take their defaults. */
export type Answers = ReadonlyMap<string, string>;

/**
 * The answer that is proposed: the template's default, rendered from the earlier answers. A yes or no is `yes` or `no`.
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
  const variable = template.context.variables.find((one) => one.name === name);
  if (!variable) return `The template does not ask "${name}".`;
  if (variable.kind === 'boolean') return yesOrNo(value) === undefined ? 'Answer yes or no.' : undefined;
  if (variable.kind === 'choice') {
    const options = renderedOptions(template, variable, resolve(template, answers, name));
    if (options.includes(value) || variable.options.includes(value)) return undefined;
    return `Choose one of ${options.join(', ')}.`;
  }
  if (/\p{Cc}/u.test(value)) return 'One line of text without control characters, please.';
  const rule = template.context.rules.get(name);
  return rule && breaksRule(rule, value);
}

/** What all variables are, in the order of the file, from the answers and the defaults. */
export function resolveAll(template: Template, answers: Answers): Dict {
  const values = resolve(template, answers);
  // As in cookiecutter, a rendered dict may use every answer, also later ones.
  for (const variable of template.context.variables) {
    if (variable.kind === 'rendered' && variable.value instanceof Dict) {
      values.set(variable.name, renderValue(template, variable.name, variable.value, values));
    }
  }
  return values;
}

/** The variables that are asked, as the template's file has them, with the given answers in place. */
export function original(template: Template, answers: Answers): Dict {
  const dict = new Dict();
  for (const variable of template.context.variables) {
    const given = answers.get(variable.name);
    if (variable.kind === 'text') dict.set(variable.name, given ?? variable.template);
    if (variable.kind === 'boolean') {
      dict.set(variable.name, given === undefined ? variable.value : (yesOrNo(given) ?? variable.value));
    }
    if (variable.kind === 'choice') {
      const chosen = variable.options.filter((option) => option === given).slice(0, 1);
      const others = variable.options.filter((option) => option !== given);
      dict.set(variable.name, new List([...chosen, ...others]));
    }
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

function resolve(template: Template, answers: Answers, before?: string): Dict {
  const values = new Dict([], true);
  for (const variable of template.context.variables) {
    if (variable.name === before) break;
    const given = answers.get(variable.name);
    values.set(
      variable.name,
      given === undefined
        ? defaultValue(template, variable, values)
        : givenValue(template, variable, values, given),
    );
  }
  return values;
}

function defaultValue(template: Template, variable: Variable, values: Dict): Value {
  switch (variable.kind) {
    case 'private':
    case 'boolean':
      return variable.value;
    case 'rendered':
      return renderValue(template, variable.name, variable.value, values);
    case 'text':
      return renderValue(template, variable.name, variable.template, values);
    case 'choice':
      return renderedOptions(template, variable, values)[0] ?? '';
  }
}

function givenValue(template: Template, variable: Variable, values: Dict, given: string): Value {
  switch (variable.kind) {
    case 'boolean':
      return yesOrNo(given) ?? variable.value;
    case 'choice': {
      // A script may name the choice as it stands in the file, where it can be a template itself.
      const options = renderedOptions(template, variable, values);
      return options.includes(given) ? given : (options[variable.options.indexOf(given)] ?? given);
    }
    case 'text':
      return given;
    case 'private':
    case 'rendered':
      return defaultValue(template, variable, values);
  }
}

function renderedOptions(
  template: Template,
  variable: Variable & { kind: 'choice' },
  values: Dict,
): string[] {
  return variable.options.map((option) => print(renderValue(template, variable.name, option, values)));
}

function renderValue(template: Template, name: string, value: Value, values: Dict): Value {
  const again = (inner: Value) => renderValue(template, name, inner, values);
  if (value === null || typeof value === 'boolean') return value;
  if (value instanceof List) return new List(value.items.map(again));
  if (value instanceof Dict) return new Dict(value.entries().map(([key, item]) => [again(key), again(item)]));
  const file = `${template.context.file} ("${name}")`;
  return render(print(value), file, [['cookiecutter', values]], new Budget());
}

function yesOrNo(text: string): boolean | undefined {
  const word = text.trim().toLowerCase();
  if (YES.includes(word)) return true;
  return NO.includes(word) ? false : undefined;
}

function written(variable: Variable, value: Value): string {
  if (variable.kind === 'boolean') return value === true ? 'yes' : 'no';
  return print(value);
}
