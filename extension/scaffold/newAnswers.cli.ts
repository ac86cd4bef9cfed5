import { Failure } from '../../contract/failure';
import { ask } from '../commandLine/ask';
import type { NestedTemplate } from './nestedTemplates';
import { checkAnswer, defaultAnswer, type Template } from './template';

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

/**
 * The answers that the template asks for. The others are passed over, as cookiecutter does: a script may serve several
 * templates with one set of answers.
 */
export function answersFor(
  template: Template,
  given: ReadonlyMap<string, string>,
  say: (text: string) => void,
): Map<string, string> {
  const names = template.questions.map(({ name }) => name);
  for (const name of given.keys()) {
    if (!names.includes(name) && name !== 'template') {
      say(`The template does not ask "${name}"; the answer is ignored.`);
    }
  }
  return new Map(Array.from(given).filter(([name]) => names.includes(name)));
}

/** Asks what is not answered yet, on the terminal. */
export async function askTheRest(
  template: Template,
  answers: Map<string, string>,
  signal: AbortSignal,
): Promise<void> {
  for (const { name, prompt, choices } of template.questions) {
    if (answers.has(name)) continue;
    const options = choices ? ` (${choices.map(({ value }) => value).join(', ')})` : '';
    let problem: string | undefined = '';
    while (problem !== undefined) {
      const question = `${problem}${prompt}${options}`;
      const value = await ask(question, defaultAnswer(template, answers, name), signal);
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
