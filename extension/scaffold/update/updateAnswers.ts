import { Failure } from '../../../contract/failure';
import { checkAnswer, isAsked, recordedAnswer, type Answers } from '../template/answers';
import { print } from '../jinja/printing';
import type { Dict } from '../jinja/values';
import type { Template } from '../template/template';

/** Asks what is not answered in `answers` yet, and puts it there. */
export type AskTheRest = (template: Template, answers: Map<string, string>) => Promise<void>;

/** The answers of a record, as a person gives them to `template`. What is private is the template's own. */
export function recordedAnswers(template: Template, recorded: Dict): Map<string, string> {
  const answers = new Map<string, string>();
  for (const question of template.questions) {
    if (!isAsked(template, answers, question)) continue;
    const value = recordedAnswer(template, question, recorded);
    if (value !== undefined) answers.set(question.name, value);
  }
  return answers;
}

/**
 * The answers that the new version of a template is rendered with: those given now, else the recorded ones, else, for
 * what it did not ask before and for a recorded answer that it no longer takes, what `ask` finds out; without `ask` the
 * default of the former and a failure for the latter.
 *
 * @returns also what a person may want to know, in words.
 * @throws Failure `answer-invalid`; what `ask` throws.
 */
export async function answersForUpdate(
  template: Template,
  recorded: Dict,
  given: Answers,
  ask?: AskTheRest,
): Promise<{ answers: Map<string, string>; notes: string[] }> {
  const notes: string[] = [];
  const answers = new Map([...recordedAnswers(template, recorded), ...given]);
  for (const question of template.questions) {
    const { name } = question;
    const value = answers.get(name);
    if (value === undefined) {
      if (!recorded.has(name) && isAsked(template, answers, question)) {
        notes.push(`The template asks "${name}" now.`);
      }
      continue;
    }
    const refused = checkAnswer(template, answers, name, value);
    if (refused === undefined) continue;
    if (!ask || given.has(name)) throw notTaken(name, value, refused);
    notes.push(`The template no longer takes the answer "${value}" to "${name}".`);
    answers.delete(name);
  }
  for (const name of given.keys()) {
    if (template.questions.every((question) => question.name !== name)) {
      notes.push(`The template does not ask "${name}"; the answer is ignored.`);
    }
  }
  for (const name of gone(template, recorded)) notes.push(`The template no longer asks "${name}".`);
  await ask?.(template, answers);
  return { answers, notes };
}

function gone(template: Template, recorded: Dict): string[] {
  const asked = new Set(template.questions.map(({ name }) => name));
  return recorded
    .entries()
    .map(([name]) => print(name))
    .filter((name) => !name.startsWith('_') && !asked.has(name));
}

function notTaken(name: string, value: string, refused: string): Failure {
  return new Failure(
    'answer-invalid',
    `The template does not take the answer "${value.slice(0, 200)}" to "${name}": ${refused}`,
    `Give another one, as ${name}=… on the command line.`,
  );
}
