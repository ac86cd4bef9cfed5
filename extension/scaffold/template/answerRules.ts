import { Script, createContext, type Context } from 'node:vm';
import { Failure } from '../../../contract/failure';
import { print } from '../jinja/printing';
import { Dict, List, type Value } from '../jinja/values';
import { withoutSecrets } from '../sources/gitSource';

/** What a template's private key `_bellhop` asks of one answer; cookiecutter ignores it. */
export interface AnswerRule {
  /** A regular expression that the answer must hold to. */
  pattern: string | undefined;
  /** The sentence that is shown when it does not. */
  message: string | undefined;
  /** Answers that are refused whatever the pattern says. */
  reserved: readonly string[];
}

/** The longest answer, in characters, that a rule looks at. */
const LONGEST = 200;
/** By the clock: on a busy machine a match of microseconds was seen to wait for more than 200. */
const PATTERN_MILLISECONDS = 2_000;
const MATCH = new Script('new RegExp(pattern, "u").test(value)');

/**
 * Reads `{"answers": {"name": {"pattern", "message", "reserved"}}}`.
 *
 * @param invalid makes the failure of a wrong file.
 */
export function readRules(
  value: Value | undefined,
  invalid: (what: string) => Failure,
): ReadonlyMap<string, AnswerRule> {
  const rules = new Map<string, AnswerRule>();
  if (value === undefined) return rules;
  const answers = value instanceof Dict ? value.get('answers') : undefined;
  if (answers === undefined) return rules;
  if (!(answers instanceof Dict)) throw invalid('"_bellhop.answers" must be an object');
  for (const [key, rule] of answers.entries()) {
    const name = print(key);
    if (!(rule instanceof Dict)) throw invalid(`"_bellhop.answers.${name}" must be an object`);
    rules.set(name, readRule(name, rule, invalid));
  }
  return rules;
}

function readRule(name: string, rule: Dict, invalid: (what: string) => Failure): AnswerRule {
  const text = (key: string) => {
    const value = rule.get(key);
    if (value === undefined || typeof value === 'string') return value;
    throw invalid(`"${key}" of the rule for "${name}" must be a text`);
  };
  const pattern = text('pattern');
  if (pattern !== undefined) {
    try {
      new RegExp(pattern, 'u');
    } catch {
      throw invalid(`the pattern of the rule for "${name}" is not a regular expression`);
    }
  }
  const reserved = rule.get('reserved') ?? new List([]);
  if (!(reserved instanceof List)) throw invalid(`"reserved" of the rule for "${name}" must be a list`);
  return {
    pattern,
    message: text('message'),
    reserved: reserved.items.filter((item) => typeof item === 'string'),
  };
}

/** A sentence that says what is wrong with the answer, or undefined when it holds to the rule. */
export function breaksRule(rule: AnswerRule, value: string): string | undefined {
  if (value.length > LONGEST) return `At most ${LONGEST} characters, please.`;
  if (rule.reserved.includes(value)) return `"${value}" is reserved; choose another name.`;
  if (rule.pattern === undefined || matches(rule.pattern, value)) return undefined;
  return rule.message ?? `"${value}" does not match ${rule.pattern}.`;
}

/** Made once: a context of its own costs more than everything else that an answer takes. */
const sandbox = { pattern: '', value: '' };
let context: Context | undefined;

/** A pattern comes with the template and could run for years on a short text, so it gets a time limit. */
function matches(pattern: string, value: string): boolean {
  Object.assign(sandbox, { pattern, value });
  context ??= createContext(sandbox);
  try {
    return MATCH.runInContext(context, { timeout: PATTERN_MILLISECONDS }) === true;
  } catch {
    return false;
  }
}

/** The failure of an answer, without the password of a URL in it. @param refused a sentence that says why. */
export function answerInvalid(name: string, value: string, refused: string): Failure {
  return new Failure(
    'answer-invalid',
    `The answer "${withoutSecrets(value).slice(0, 200)}" to "${name}" is refused: ${refused}`,
    `Give another answer to "${name}".`,
  );
}
