import { Failure } from '../../../contract/failure';
import type { Answers } from './answers';
import type { Variable } from './contextFile';
import { withDetails } from './detailedChoice';
import { readDict } from './givenAnswers';
import { Budget } from '../jinja/limits';
import { print } from '../jinja/printing';
import { render } from '../jinja/render';
import { Dict, List, type Value } from '../jinja/values';
import type { Template } from './template';
import { yesOrNo } from './yesOrNo';

/** A variable that is answered with one of its options. */
export type ChoiceVariable = Variable & { kind: 'choice' | 'detailed' };

/**
 * The values before a variable is asked, or all of them: dicts come after everything else, as in cookiecutter. What
 * only Python can render has none.
 */
export function resolve(template: Template, answers: Answers, before?: string): Dict {
  const values = new Dict([], true);
  const value = (variable: Variable): Value => {
    const given = answers.get(variable.name);
    if (variable.kind === 'detailed') {
      const chosen = given === undefined ? 0 : chosenOption(template, variable, values, given);
      const option = variable.options[Math.max(chosen, 0)];
      return new Dict(option ? [[option.key, option.value(option.details.map(value))]] : []);
    }
    const proposed = (): Value => defaultValue(template, variable, values);
    if (given === undefined) return proposed();
    // Not known either where the empty answer stands for a default that is not.
    if (given === '' && template.context.unknownExtensions.length > 0) proposed();
    return givenValue(template, variable, values, given);
  };
  const settle = (variable: Variable): void => {
    const known = ifKnown(template, () => value(variable));
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

/** What a variable is when nobody answers it. Throws Failure template-…. */
export function defaultValue(template: Template, variable: Variable, values: Dict): Value {
  if (variable.kind === 'private') return variable.raw;
  if (isChoice(variable)) return renderedOptions(template, variable, values)[0] ?? '';
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
export function ifKnown<T>(template: Template, make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (template.context.unknownExtensions.length === 0 || !(error instanceof Failure)) throw error;
    return undefined;
  }
}

export function isChoice(variable: Variable): variable is ChoiceVariable {
  return variable.kind === 'choice' || variable.kind === 'detailed';
}

/** The place of the chosen option, from 0, or -1. */
export function chosenOption(
  template: Template,
  variable: ChoiceVariable,
  values: Dict,
  given: string,
): number {
  const rendered = ifKnown(template, () => renderedOptions(template, variable, values)) ?? [];
  const at = rendered.findIndex((option) => print(option) === given);
  // A script may name the choice as it stands in the file, where it can be a template itself.
  return at !== -1 ? at : optionsInFile(variable).map(print).indexOf(given);
}

/** The options as they stand in the file. */
export function optionsInFile(variable: ChoiceVariable): Value[] {
  return variable.kind === 'choice' ? variable.raw.items : variable.options.map(({ key }) => key);
}

/** The options as a person sees them. Throws Failure template-…. */
export function renderedOptions(template: Template, variable: ChoiceVariable, values: Dict): Value[] {
  return optionsInFile(variable).map((option) => renderValue(template, variable.name, option, values));
}

function renderValue(template: Template, name: string, value: Value, values: Dict): Value {
  const again = (inner: Value) => renderValue(template, name, inner, values);
  if (value === null || typeof value === 'boolean') return value;
  if (value instanceof List) return new List(value.items.map(again));
  if (value instanceof Dict) return new Dict(value.entries().map(([key, item]) => [again(key), again(item)]));
  const { file, environment } = template.context;
  return render(
    print(value),
    `${file} ("${name}")`,
    [['cookiecutter', values]],
    budgetOf(values),
    environment,
  );
}

const budgets = new WeakMap<Dict, Budget>();

/** One budget for all that is rendered from the same values: a thousand defaults may not take a thousand times as long. */
function budgetOf(values: Dict): Budget {
  const budget = budgets.get(values) ?? new Budget();
  budgets.set(values, budget);
  return budget;
}
