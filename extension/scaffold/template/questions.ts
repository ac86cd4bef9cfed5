import type { Failure } from '../../../contract/failure';
import type { Variable } from './contextFile';
import { print } from '../jinja/printing';
import { Dict, List, type Value } from '../jinja/values';

/** One question of a template, in the order of asking. */
export interface Question {
  name: string;
  /** What to ask, plain text. */
  prompt: string;
  /** A dict is answered with a JSON object. */
  kind: 'text' | 'boolean' | 'choice' | 'dict';
  /** Only of a choice. The first is the default. */
  choices?: { value: string; label: string }[];
  /** Asked only where the choice `name` is answered with `choice`; see `isAsked`. */
  onlyIf?: { name: string; choice: string };
  /** One that few people care about: the editor asks it only of those who want more. */
  isMore?: boolean;
}

/** The names in `_bellhop.more`, which cookiecutter passes over. @param invalid makes the failure of a wrong file. */
export function readMore(value: Value | undefined, invalid: (what: string) => Failure): ReadonlySet<string> {
  const more = value instanceof Dict ? value.get('more') : undefined;
  if (more === undefined) return new Set();
  if (!(more instanceof List)) throw invalid('"_bellhop.more" must be a list');
  return new Set(more.items.map(print));
}

/** The questions of a template, dicts last, since their defaults may use all other answers. */
export function readQuestions(
  variables: readonly Variable[],
  prompts: Value | undefined,
  more: ReadonlySet<string>,
): Question[] {
  const questions = variables
    .flatMap((variable) => readQuestion(variable, prompts))
    .map((question) => (more.has(question.name) ? { ...question, isMore: true } : question));
  return [
    ...questions.filter(({ kind }) => kind !== 'dict'),
    ...questions.filter(({ kind }) => kind === 'dict'),
  ];
}

function readQuestion(variable: Variable, prompts: Value | undefined): Question[] {
  if (variable.kind === 'private' || variable.kind === 'rendered') return [];
  if (variable.kind === 'detailed') return readDetailed(variable, prompts);
  const { name, kind } = variable;
  const given = prompts instanceof Dict ? prompts.get(name) : undefined;
  const text = given instanceof Dict ? given.get('__prompt__') : given;
  const prompt = typeof text === 'string' && text !== '' ? plainText(text) : name;
  if (variable.kind !== 'choice') return [{ name, prompt, kind }];
  const choices = variable.raw.items.map((option) => {
    const value = print(option);
    const label = given instanceof Dict ? given.get(value) : undefined;
    return { value, label: typeof label === 'string' ? plainText(label) : value };
  });
  return [{ name, prompt, kind, choices }];
}

/** The choice, then the questions of each of its options. */
function readDetailed(variable: Variable & { kind: 'detailed' }, prompts: Value | undefined): Question[] {
  const { name, options } = variable;
  const choice: Variable = { kind: 'choice', name, raw: new List(options.map(({ key }) => key)) };
  const details = options.flatMap(({ key, details }) =>
    details
      .flatMap((detail) => readQuestion(detail, prompts))
      .map((question) => ({ ...question, onlyIf: { name, choice: key } })),
  );
  return [...readQuestion(choice, prompts), ...details];
}

/** A prompt without the markup that cookiecutter's terminal shows as colours: `[bold]Name[/]`. */
export function plainText(prompt: string): string {
  return prompt.replace(/(\\?)\[([a-z#/@][^[\]]*)\]/g, (_all, escaped: string, tag: string) =>
    escaped === '' ? '' : `[${tag}]`,
  );
}
