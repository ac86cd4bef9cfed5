import type { Failure } from '../../../contract/failure';
import { DEFAULT_ENVIRONMENT, DEFAULT_SYNTAX, type Environment, type Syntax } from '../jinja/environment';
import { truthy } from '../jinja/operators';
import { print } from '../jinja/printing';
import { Dict, List, type Value } from '../jinja/values';

/** What `_jinja2_env_vars` may set, by the names of Jinja's class Environment. */
export const FLAGS: Record<string, keyof Syntax> = {
  trim_blocks: 'trimBlocks',
  lstrip_blocks: 'lstripBlocks',
};
export const TEXTS: Record<string, keyof Syntax> = {
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

/** Extensions that are part of the evaluator. */
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
  const syntax: Partial<Record<keyof Syntax, boolean | string>> = {};
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

/** Reads `_extensions`: the names of those, written in Python, that Bellhop does not have. */
export function readUnknownExtensions(
  value: Value | undefined,
  invalid: (what: string) => Failure,
): string[] {
  if (value === undefined) return [];
  if (!(value instanceof List)) throw invalid('"_extensions" must be a list of texts');
  return value.items.map(print).filter((name) => !EXTENSIONS.includes(name));
}
