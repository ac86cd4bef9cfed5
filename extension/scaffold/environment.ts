import type { Failure } from '../../contract/failure';
import { print } from './jinja/printing';
import { Dict, List, type Value } from './jinja/values';
import type { Environment } from './templateText';

type Name = keyof Environment;

/** What `_jinja2_env_vars` may set, by the names of Jinja's class Environment. */
const FLAGS: Record<string, Name> = { trim_blocks: 'trimBlocks', lstrip_blocks: 'lstripBlocks' };
const TEXTS: Record<string, Name> = {
  block_start_string: 'blockStart',
  block_end_string: 'blockEnd',
  variable_start_string: 'variableStart',
  variable_end_string: 'variableEnd',
  comment_start_string: 'commentStart',
  comment_end_string: 'commentEnd',
  line_statement_prefix: 'lineStatementPrefix',
  line_comment_prefix: 'lineCommentPrefix',
};

/** Settings that change nothing when they are what cookiecutter has anyway. */
const USUAL: Record<string, Value> = { autoescape: false, newline_sequence: '\n', enable_async: false };
/** Settings that change nothing of the result. */
const WITHOUT_EFFECT = ['optimized', 'cache_size', 'auto_reload'];

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
  if (value === undefined) return {};
  if (!(value instanceof Dict)) throw invalid('"_jinja2_env_vars" must be an object');
  const environment: Partial<Record<Name, boolean | string>> = {};
  for (const [key, setting] of value.entries()) {
    const name = print(key);
    const flag = FLAGS[name];
    const text = TEXTS[name];
    if (flag) environment[flag] = setting === true || (typeof setting === 'bigint' && setting !== 0n);
    else if (text && typeof setting === 'string' && setting !== '') environment[text] = setting;
    else if (text && setting !== null) throw invalid(`"${name}" of "_jinja2_env_vars" must be a text`);
    else if (!text && USUAL[name] !== setting && !WITHOUT_EFFECT.includes(name)) {
      throw unsupported(`"_jinja2_env_vars" sets ${name}`);
    }
  }
  return environment as Environment;
}

/** Refuses, by name, extensions written in Python that Bellhop does not have. */
export function refuseExtensions(
  value: Value | undefined,
  invalid: (what: string) => Failure,
  unsupported: (what: string) => Failure,
): void {
  if (value === undefined) return;
  if (!(value instanceof List)) throw invalid('"_extensions" must be a list of texts');
  const unknown = value.items.map(print).filter((name) => !EXTENSIONS.includes(name));
  if (unknown.length > 0) {
    throw unsupported(`"_extensions" names ${unknown.join(', ')}, written in Python`);
  }
}
