import assert from 'node:assert/strict';
import { parseJson } from '../../../extension/scaffold/template/jsonReader';
import {
  DEFAULT_ENVIRONMENT,
  DEFAULT_SYNTAX,
  type Environment,
  type Syntax,
} from '../../../extension/scaffold/jinja/environment';
import { print } from '../../../extension/scaffold/jinja/printing';
import { Dict, type Value } from '../../../extension/scaffold/jinja/values';
import { FLAGS, TEXTS } from '../../../extension/scaffold/template/languageSettings';

/** A template with what Jinja2 makes of it; an expected null is a refusal. */
export interface JinjaCase {
  template: string;
  expected: string | null;
  reason?: string;
  /** Jinja's own names of its settings. */
  settings?: Record<string, unknown>;
  files?: Record<string, string>;
  lenient?: boolean;
}

const NAMES: Record<string, keyof Syntax> = {
  ...FLAGS,
  ...TEXTS,
  newline_sequence: 'newlineSequence',
  keep_trailing_newline: 'keepTrailingNewline',
};

/** The environment that a case asks for. */
export function environmentOf(
  { settings = {}, files = {}, lenient = false }: JinjaCase,
  clock: number,
): Environment {
  const syntax = Object.entries(settings).flatMap(([name, value]) => {
    const own = NAMES[name];
    assert.ok(own !== undefined || name === 'autoescape', name);
    return own === undefined ? [] : [[own, value] as const];
  });
  return {
    ...DEFAULT_ENVIRONMENT,
    syntax: { ...DEFAULT_SYNTAX, ...Object.fromEntries(syntax) },
    autoescape: settings['autoescape'] === true,
    lenient,
    load: (name) => files[name],
    clock: () => clock,
  };
}

/** The member `context` of a JSON text as cookiecutter has it, where every object is an OrderedDict. */
export function contextOf(json: string): [string, Value][] {
  const all = parseJson(json, 'expressions.json');
  assert.ok(all instanceof Dict);
  const values = all.get('context');
  assert.ok(values instanceof Dict);
  return values.entries().map(([name, value]) => [print(name), value]);
}
