import { Failure } from '../../contract/failure';
import { ask } from '../commandLine/ask';
import type { NestedTemplate } from './template/nestedTemplates';
import { checkAnswer, defaultAnswer, isAsked, offeredChoices, type Template } from './template/template';

/** Reads `key=value ...`. Throws Failure wrong-use. */
export function readPairs(given: readonly string[]): Map<string, string> {
  return new Map(
    given.map((pair) => {
      const [, name, value] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
      if (name !== undefined && value !== undefined) return [name, value] as const;
      throw new Failure('wrong-use', `"${pair}" is not of the form key=value.`, 'Give answers as key=value.');
    }),
  );
}

/** Asks on the terminal what is neither answered nor given, and adds it to the answers. */
export async function askTheRest(
  template: Template,
  answers: Map<string, string>,
  signal: AbortSignal,
): Promise<void> {
  for (const question of template.questions) {
    const { name, prompt } = question;
    if (answers.has(name) || template.context.given.has(name) || !isAsked(template, answers, question)) {
      continue;
    }
    const choices = offeredChoices(template, answers, question).map(({ value }) => value);
    const options = choices.length > 0 ? ` (${choices.join(', ')})` : '';
    let problem: string | undefined = '';
    while (problem !== undefined) {
      const text = `${problem}${prompt}${options}`;
      const value = await ask(text, defaultAnswer(template, answers, name), signal);
      const refused = checkAnswer(template, answers, name, value);
      problem = refused === undefined ? undefined : `${refused}\n`;
      if (problem === undefined) answers.set(name, value);
    }
  }
}

/** One of several templates: the one that `template=NAME` gives, the one that is chosen, or the first. */
export async function chooseTemplate(
  offered: readonly NestedTemplate[],
  given: string | undefined,
  mayAsk: boolean,
  signal: AbortSignal,
): Promise<NestedTemplate> {
  const [first] = offered;
  const names = offered.map(({ name }) => name).join(', ');
  let wanted = given;
  if (wanted === undefined && mayAsk && first) {
    const list = offered.map(({ name, title, description }) => `  ${name}: ${title} (${description})\n`);
    wanted = await ask(`${list.join('')}Which template`, first.name, signal);
  }
  const chosen = wanted === undefined ? first : offered.find(({ name }) => name === wanted);
  if (chosen) return chosen;
  throw new Failure(
    'wrong-use',
    `There is no template "${wanted ?? ''}" among ${names}.`,
    'Give one of them as template=NAME.',
  );
}
