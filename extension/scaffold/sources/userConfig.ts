import path from 'node:path';
import { Failure } from '../../../contract/failure';
import { Dict, List, type Value } from '../jinja/values';

/** What a person's cookiecutter configuration says. */
export interface UserConfig {
  /** Defaults for every template, by the name of the variable: `openTemplate` takes them. */
  defaults: Dict;
  /** What a prefix such as `gh` stands for; `{0}` is what follows its colon. */
  abbreviations: ReadonlyMap<string, string>;
  /** Where templates are kept that are named without a path. */
  templatesFolder: string;
  replayFolder: string;
}

const ABBREVIATIONS: readonly [string, string][] = [
  ['gh', 'https://github.com/{0}.git'],
  ['gl', 'https://gitlab.com/{0}.git'],
  ['bb', 'https://bitbucket.org/{0}'],
];

/**
 * Where the configuration lies, a YAML file: the variable COOKIECUTTER_CONFIG, which must then exist, or
 * `.cookiecutterrc` in the home folder, which need not.
 */
export function userConfigFile(env: NodeJS.ProcessEnv, home: string): { file: string; required: boolean } {
  const named = env['COOKIECUTTER_CONFIG'];
  return named === undefined
    ? { file: path.join(home, '.cookiecutterrc'), required: false }
    : { file: named, required: true };
}

/**
 * Reads a configuration.
 *
 * @param parsed the content of the YAML file; undefined or null where there is none.
 * @param file its path, for messages.
 * @throws Failure `config-invalid`.
 */
export function readUserConfig(
  parsed: unknown,
  file: string,
  env: NodeJS.ProcessEnv,
  home: string,
): UserConfig {
  const invalid = (what: string) =>
    new Failure('config-invalid', `${file}: ${what}.`, 'Correct the file and try again.');
  const config = toValue(parsed ?? {}, invalid);
  if (!(config instanceof Dict)) throw invalid('an object is expected at the top');
  const dict = (key: string) => {
    const value = config.get(key) ?? new Dict();
    if (value instanceof Dict) return value;
    throw invalid(`"${key}" must be an object`);
  };
  const folder = (key: string, byDefault: string) => {
    const value = config.get(key) ?? byDefault;
    if (typeof value === 'string') return expanded(value, env, home);
    throw invalid(`"${key}" must be the path of a folder`);
  };
  const own = dict('abbreviations')
    .entries()
    .map(([name, value]): [string, string] => {
      if (typeof name === 'string' && typeof value === 'string') return [name, value];
      throw invalid('"abbreviations" must hold texts');
    });
  return {
    defaults: dict('default_context'),
    abbreviations: new Map([...ABBREVIATIONS, ...own]),
    templatesFolder: folder('cookiecutters_dir', '~/.cookiecutters'),
    replayFolder: folder('replay_dir', '~/.cookiecutter_replay'),
  };
}

function expanded(folder: string, env: NodeJS.ProcessEnv, home: string): string {
  const named = folder.replace(/\$(?:(\w+)|\{([^}]*)\})/g, (all, plain?: string, braced?: string) => {
    return env[plain ?? braced ?? ''] ?? all;
  });
  return path.resolve(named.replace(/^~(?=$|[/\\])/, () => home));
}

function toValue(value: unknown, invalid: (what: string) => Failure, depth = 0): Value {
  if (depth > 100) throw invalid('it nests too deeply');
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return new List(value.map((item) => toValue(item, invalid, depth + 1)));
  if (typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    return new Dict(
      Object.entries(value).map(([key, item]) => [key, toValue(item, invalid, depth + 1)] as const),
    );
  }
  throw invalid('it holds what is neither text, number, yes or no, list nor object');
}
