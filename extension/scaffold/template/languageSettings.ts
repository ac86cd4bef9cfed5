import type { Failure } from '../../../contract/failure';
import { DEFAULT_ENVIRONMENT, DEFAULT_SYNTAX, type Environment, type Syntax } from '../jinja/environment';
import { truthy } from '../jinja/operators';
import { print } from '../jinja/printing';
import { Dict, List, type Value } from '../jinja/values';

type Setting = Exclude<keyof Syntax, 'extraTags'>;

/** What `_jinja2_env_vars` may set, by the names of Jinja's class Environment. */
export const FLAGS: Record<string, Setting> = {
  trim_blocks: 'trimBlocks',
  lstrip_blocks: 'lstripBlocks',
};
export const TEXTS: Record<string, Setting> = {
  block_start_string: 'blockStart',
  block_end_string: 'blockEnd',
  variable_start_string: 'variableStart',
  variable_end_string: 'variableEnd',
  comment_start_string: 'commentStart',
  comment_end_string: 'commentEnd',
  line_statement_prefix: 'lineStatementPrefix',
  line_comment_prefix: 'lineCommentPrefix',
};

/** Settings that change nothing of the result. */
const WITHOUT_EFFECT = ['optimized', 'cache_size', 'auto_reload', 'enable_async'];

/** Extensions that come with Jinja, with the tags that they bring. */
const JINJA_EXTENSIONS: Record<string, readonly string[]> = {
  'jinja2.ext.do': ['do'],
  'jinja2.ext.loopcontrols': ['break', 'continue'],
};

/** cookiecutter's extensions, which are part of the evaluator. */
const EXTENSIONS = [
  'cookiecutter.extensions.JsonifyExtension',
  'cookiecutter.extensions.RandomStringExtension',
  'cookiecutter.extensions.SlugifyExtension',
  'cookiecutter.extensions.TimeExtension',
  'cookiecutter.extensions.UUIDExtension',
  'jinja2_time.TimeExtension',
];

/**
 * Reads `_jinja2_env_vars`.
 *
 * @param invalid makes the failure of a wrong file. @param unsupported that of a setting Bellhop does not have.
 */
export function readEnvironment(
  value: Value | undefined,
  invalid: (what: string) => Failure,
  unsupported: (what: string) => Failure,
): Environment {
  if (value === undefined) return DEFAULT_ENVIRONMENT;
  if (!(value instanceof Dict)) throw invalid('"_jinja2_env_vars" must be an object');
  const syntax: Partial<Record<Setting, boolean | string>> = {};
  let autoescape = false;
  for (const [key, setting] of value.entries()) {
    const name = print(key);
    const flag = FLAGS[name];
    const text = TEXTS[name];
    if (flag) syntax[flag] = truthy(setting);
    else if (name === 'autoescape') autoescape = truthy(setting);
    else if (text) {
      // null is Jinja's own default of the two prefixes.
      if (setting === null && text.startsWith('line')) continue;
      if (typeof setting !== 'string' || setting === '') {
        throw invalid(`"${name}" of "_jinja2_env_vars" must be a text`);
      }
      syntax[text] = setting;
    } else if (name === 'newline_sequence' && (setting === '\n' || setting === '\r\n' || setting === '\r')) {
      syntax.newlineSequence = setting;
    } else if (!WITHOUT_EFFECT.includes(name)) throw unsupported(`"_jinja2_env_vars" sets ${name}`);
  }
  return {
    ...DEFAULT_ENVIRONMENT,
    autoescape,
    syntax: { ...DEFAULT_SYNTAX, ...(syntax as Partial<Syntax>) },
  };
}

/** What `_extensions` names: tags to switch on, and the extensions in Python that Bellhop does not have. */
export function readExtensions(
  value: Value | undefined,
  invalid: (what: string) => Failure,
): { tags: string[]; unknown: string[] } {
  if (value === undefined) return { tags: [], unknown: [] };
  if (!(value instanceof List)) throw invalid('"_extensions" must be a list of texts');
  const names = value.items.map(print).filter((name) => !EXTENSIONS.includes(name));
  return {
    tags: names.flatMap((name) => JINJA_EXTENSIONS[name] ?? []),
    unknown: names.filter((name) => JINJA_EXTENSIONS[name] === undefined),
  };
}
