import { Failure } from '../../../contract/failure';
import { readRules, type AnswerRule } from './answerRules';
import { detailedOptions, type DetailedOption } from './detailedChoice';
import { applyGiven } from './givenAnswers';
import type { Environment } from '../jinja/environment';
import { print } from '../jinja/printing';
import { Dict, List, type Value } from '../jinja/values';
import { parseJson } from './jsonReader';
import { readEnvironment, readExtensions } from './languageSettings';
import { applyOverrides } from './overrides';
import { readMore, readQuestions, type Question } from './questions';
import { UnknownExtensions } from './unknownExtensions';

/**
 * One entry of cookiecutter.json with its value there. What is private is not asked: copied as it stands, or rendered.
 * A text may be null, which has no default.
 */
export type Variable = { name: string } & (
  | { kind: 'text'; raw: string | bigint | number | null }
  | { kind: 'boolean'; raw: boolean }
  | { kind: 'choice'; raw: List }
  | { kind: 'detailed'; raw: List; options: DetailedOption[] }
  | { kind: 'dict'; raw: Dict }
  | { kind: 'private' | 'rendered'; raw: Value }
);

/** What a cookiecutter.json says. */
export interface ContextFile {
  /** Its path, for messages. */
  file: string;
  /** In the order of the file. */
  variables: Variable[];
  questions: Question[];
  rules: ReadonlyMap<string, AnswerRule>;
  /** Globs of `_copy_without_render`. */
  copyOnly: string[];
  /** The line end of `_new_lines`, which is otherwise each file's own. */
  lineEnd: string | undefined;
  /** The settings of the template language. */
  environment: Environment;
  /** The extensions that only Python has. Where there are any, the template can be asked but not rendered. */
  unknownExtensions: string[];
  /** What it was read with. */
  changes: ContextChanges;
  /** The questions that `ContextChanges.given` answers: they need not be asked. */
  given: ReadonlySet<string>;
  /** What was passed over, in words. */
  warnings: string[];
}

/** Each file of the template is held against each glob. */
const MOST_GLOBS = 1000;
const LONGEST_GLOB = 1000;

/** What changes the file's own defaults. */
export interface ContextChanges {
  /** A person's own defaults, from the user config. */
  defaults?: Dict;
  /**
   * What a script gave as `key=value`. As in cookiecutter it takes the place of the file's default, and so may be a
   * template itself; an answer that a person types is taken as it is.
   */
  given?: ReadonlyMap<string, string>;
  /** The answers of an earlier run: they are taken as they are, and not asked again. */
  replay?: Dict;
}

/**
 * Who reads the file. cookiecutter-data-science has its own `ccds.json`, with choices that have questions of their own,
 * and lets a template use names that are not there.
 */
export type Dialect = 'cookiecutter' | 'ccds';

export interface ReadOptions extends ContextChanges {
  dialect?: Dialect;
  /** What becomes of a template with extensions that Bellhop does not have; it is refused where nothing is said. */
  extensions?: 'refuse' | 'ignore';
}

/**
 * Reads and checks the text of a cookiecutter.json or a ccds.json.
 *
 * @throws Failure template-invalid, template-unsupported (of which UnknownExtensions), answer-invalid (of `given`).
 */
export function readContext(text: string, file: string, options: ReadOptions = {}): ContextFile {
  const { dialect = 'cookiecutter', extensions = 'refuse', ...changes } = options;
  const json = readContextJson(text, file);
  const invalid = (what: string) => contextInvalid(file, what);
  const unsupported = (what: string) =>
    new Failure(
      'template-unsupported',
      `${file}: ${what}, which Bellhop does not have.`,
      'Create the project with cookiecutter itself.',
    );
  const replay = changes.replay ?? new Dict();
  const problem = changes.defaults ? applyOverrides(json, changes.defaults) : undefined;
  const ignored = applyGiven(json, changes.given ?? new Map<string, string>(), replay);
  const settings = new Dict([...json.entries(), ...replay.entries()]);
  const { tags, unknown: unknownExtensions } = readExtensions(settings.get('_extensions'), invalid);
  const environment = readEnvironment(settings.get('_jinja2_env_vars'), invalid, unsupported);
  if (unknownExtensions.length > 0 && (extensions === 'refuse' || dialect === 'ccds')) {
    throw new UnknownExtensions(file, unknownExtensions);
  }
  const variables = [
    ...replay.entries().map(([name, raw]): Variable => ({ kind: 'private', name: print(name), raw })),
    ...json
      .entries()
      // cookiecutter takes the texts of its questions out of what a template sees; ccds leaves them.
      .filter(([name]) => !(name === '__prompts__' && dialect === 'cookiecutter') && !replay.has(name))
      .map(([name, value]) => readVariable(print(name), value, dialect, invalid)),
  ];
  return {
    file,
    variables,
    questions: readQuestions(variables, json.get('__prompts__'), readMore(json.get('_bellhop'), invalid)),
    rules: readRules(json.get('_bellhop'), invalid),
    copyOnly: readGlobs(settings.get('_copy_without_render'), invalid),
    lineEnd: readLineEnd(settings.get('_new_lines'), invalid),
    environment: {
      ...environment,
      syntax: { ...environment.syntax, extraTags: tags },
      lenient: dialect === 'ccds',
    },
    unknownExtensions,
    changes,
    given: new Set(changes.given?.keys()),
    warnings: [
      ...(problem === undefined ? [] : [`Your own default is passed over: ${problem}.`]),
      ...ignored.map((name) => `The template does not have "${name}"; the answer is ignored.`),
    ],
  };
}

/** The object that a cookiecutter.json holds. Throws Failure template-invalid. */
export function readContextJson(text: string, file: string): Dict {
  const json = parseJson(text, file);
  if (!(json instanceof Dict)) throw contextInvalid(file, 'an object with the variables is expected');
  return json;
}

export function contextInvalid(file: string, what: string): Failure {
  return new Failure('template-invalid', `${file}: ${what}.`, 'Correct the file and try again.');
}

function readVariable(
  name: string,
  raw: Value,
  dialect: Dialect,
  invalid: (what: string) => Failure,
): Variable {
  // ccds renders what is private only where it is an object.
  if (dialect === 'ccds' && name.startsWith('_')) {
    return { kind: raw instanceof Dict ? 'rendered' : 'private', name, raw };
  }
  if (name.startsWith('__')) return { kind: 'rendered', name, raw };
  if (name.startsWith('_')) return { kind: 'private', name, raw };
  if (typeof raw === 'boolean') return { kind: 'boolean', name, raw };
  if (raw instanceof Dict) return { kind: 'dict', name, raw };
  if (raw instanceof List) {
    if (raw.items.length === 0) throw invalid(`the list of choices of "${name}" is empty`);
    if (dialect === 'ccds' && raw.items[0] instanceof Dict) {
      return { kind: 'detailed', name, raw, options: detailedOptions(name, raw, invalid) };
    }
    return { kind: 'choice', name, raw };
  }
  if (raw === null || typeof raw === 'string' || typeof raw === 'bigint' || typeof raw === 'number') {
    return { kind: 'text', name, raw };
  }
  throw invalid(`"${name}" is no value of JSON`);
}

function readGlobs(value: Value | undefined, invalid: (what: string) => Failure): string[] {
  if (value === undefined) return [];
  // Python goes through a text letter by letter; a template that forgot the brackets gets what cookiecutter gives it.
  const items = typeof value === 'string' ? Array.from(value) : value instanceof List ? value.items : [null];
  if (items.length > MOST_GLOBS) throw invalid(`"_copy_without_render" holds more than ${MOST_GLOBS} globs`);
  return items.map((item) => {
    if (typeof item === 'string' && item.length <= LONGEST_GLOB) return item;
    throw invalid('"_copy_without_render" must be a list of globs');
  });
}

function readLineEnd(value: Value | undefined, invalid: (what: string) => Failure): string | undefined {
  if (value === undefined || value === null || value === '' || value === false) return undefined;
  if (value === '\n' || value === '\r' || value === '\r\n') return value;
  throw invalid('"_new_lines" must be a line end');
}
