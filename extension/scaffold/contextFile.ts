import { Failure } from '../../contract/failure';
import { readRules, type AnswerRule } from './answerRules';
import { print } from './jinja/printing';
import { Dict, List, type Value } from './jinja/values';
import { parseJson } from './jsonReader';
import type { Question } from './template';

/** One entry of cookiecutter.json. What is private is not asked: copied as it stands, or rendered. */
export type Variable =
  | { kind: 'text'; name: string; template: string }
  | { kind: 'boolean'; name: string; value: boolean }
  | { kind: 'choice'; name: string; options: string[] }
  | { kind: 'private' | 'rendered'; name: string; value: Value };

/** What a cookiecutter.json says. */
export interface ContextFile {
  /** Its path, for messages. */
  file: string;
  /** In the order of the file, which is the order of asking. */
  variables: Variable[];
  questions: Question[];
  rules: ReadonlyMap<string, AnswerRule>;
  /** Globs of `_copy_without_render`. */
  copyOnly: string[];
  /** The line end of `_new_lines`, which is otherwise each file's own. */
  lineEnd: string | undefined;
}

/** Reads and checks the text of a cookiecutter.json. Throws Failure template-invalid or template-unsupported. */
export function readContext(text: string, file: string): ContextFile {
  const json = parseJson(text, file);
  const invalid = (what: string) =>
    new Failure('template-invalid', `${file}: ${what}.`, 'Correct the file and try again.');
  if (!(json instanceof Dict)) throw invalid('an object with the variables is expected');
  refuseUnsupported(json, file);
  const variables = json
    .entries()
    .filter(([name]) => name !== '__prompts__')
    .map(([name, value]) => readVariable(print(name), value, file, invalid));
  const prompts = json.get('__prompts__');
  return {
    file,
    variables,
    questions: variables.flatMap((variable) => readQuestion(variable, prompts)),
    rules: readRules(json.get('_bellhop'), invalid),
    copyOnly: readTexts(json.get('_copy_without_render'), '_copy_without_render', invalid),
    lineEnd: readLineEnd(json.get('_new_lines'), invalid),
  };
}

function refuseUnsupported(json: Dict, file: string): void {
  const parts: Record<string, string> = {
    templates: 'a choice of several templates',
    template: 'a choice of several templates',
    _extensions: 'extensions written in Python',
    _jinja2_env_vars: 'settings of the template language',
  };
  for (const [key, what] of Object.entries(parts)) {
    const value = json.get(key);
    const empty =
      (value instanceof List && value.items.length === 0) || (value instanceof Dict && value.size === 0);
    if (value !== undefined && !empty) throw unsupported(file, `"${key}" asks for ${what}`);
  }
}

function unsupported(file: string, what: string): Failure {
  return new Failure(
    'template-unsupported',
    `${file}: ${what}, which Bellhop does not have.`,
    'Create the project with cookiecutter itself.',
  );
}

function readVariable(
  name: string,
  value: Value,
  file: string,
  invalid: (what: string) => Failure,
): Variable {
  if (name.startsWith('__')) return { kind: 'rendered', name, value };
  if (name.startsWith('_')) return { kind: 'private', name, value };
  if (typeof value === 'boolean') return { kind: 'boolean', name, value };
  if (value instanceof Dict) throw unsupported(file, `the variable "${name}" is an object`);
  if (value === null) throw unsupported(file, `the variable "${name}" is null`);
  if (value instanceof List) {
    const options = value.items.map((option) => {
      if (typeof option === 'string' || typeof option === 'bigint' || typeof option === 'number') {
        return print(option);
      }
      throw unsupported(file, `a choice of "${name}" is not a text`);
    });
    if (options.length === 0) throw invalid(`the list of choices of "${name}" is empty`);
    return { kind: 'choice', name, options };
  }
  return { kind: 'text', name, template: print(value) };
}

function readQuestion(variable: Variable, prompts: Value | undefined): Question[] {
  if (variable.kind === 'private' || variable.kind === 'rendered') return [];
  const { name, kind } = variable;
  const given = prompts instanceof Dict ? prompts.get(name) : undefined;
  const text = given instanceof Dict ? given.get('__prompt__') : given;
  const prompt = typeof text === 'string' && text !== '' ? plainText(text) : name;
  if (variable.kind !== 'choice') return [{ name, prompt, kind }];
  const choices = variable.options.map((value) => {
    const label = given instanceof Dict ? given.get(value) : undefined;
    return { value, label: typeof label === 'string' ? plainText(label) : value };
  });
  return [{ name, prompt, kind, choices }];
}

/** A prompt without the markup that cookiecutter's terminal shows as colours: `[bold]Name[/]`. */
function plainText(prompt: string): string {
  return prompt.replace(/(\\?)\[([a-z#/@][^[\]]*)\]/g, (_all, escaped: string, tag: string) =>
    escaped === '' ? '' : `[${tag}]`,
  );
}

function readTexts(value: Value | undefined, key: string, invalid: (what: string) => Failure): string[] {
  if (value === undefined) return [];
  if (!(value instanceof List)) throw invalid(`"${key}" must be a list of texts`);
  return value.items.map((item) => {
    if (typeof item === 'string') return item;
    throw invalid(`"${key}" must be a list of texts`);
  });
}

function readLineEnd(value: Value | undefined, invalid: (what: string) => Failure): string | undefined {
  if (value === undefined || value === null || value === '' || value === false) return undefined;
  if (value === '\n' || value === '\r' || value === '\r\n') return value;
  throw invalid('"_new_lines" must be a line end');
}
