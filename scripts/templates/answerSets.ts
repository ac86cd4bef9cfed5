import { breaksRule } from '../../extension/scaffold/template/answerRules';
import { withDetails } from '../../extension/scaffold/template/detailedChoice';
import type { Template } from '../../extension/scaffold/template/template';

/** What is hard to get right in a text: Danish letters, quotes, percent and ampersand. */
const HARD = ` Æbleø 'q' "Q" 50 % & å`;

/**
 * The answers that a template is tried with: its defaults, a second set that is as different as can be, and one for
 * every other option that has questions of its own.
 */
export function answerSets(template: Template): Record<string, string>[] {
  const second = hardTexts(template);
  for (const variable of withDetails(template.context.variables)) {
    const { name } = variable;
    if (variable.kind === 'boolean') second[name] = variable.raw ? 'no' : 'yes';
    if (variable.kind === 'choice') {
      const last = variable.raw.items.at(-1);
      if (typeof last === 'string') second[name] = last;
    }
    if (variable.kind === 'detailed') second[name] = variable.options.at(-1)?.key ?? '';
  }
  const others = template.context.variables.flatMap((variable) =>
    variable.kind === 'detailed'
      ? variable.options.slice(1, -1).map(({ key }) => ({ ...second, [variable.name]: key }))
      : [],
  );
  return [{}, second, ...others];
}

/** The name of a question, and the answers that it has. */
export type Choice = [name: string, answers: string[]];

/** The most sets of choices that one template is tried with. */
const MOST_COMBINATIONS = 256;

/**
 * Every combination of a template's choices and yes-or-no answers, once with the default texts and once with hard ones;
 * evenly picked ones where there are more than 256.
 *
 * @returns the sets, and how many combinations there are in all.
 */
export function allCombinations(template: Template): { sets: Record<string, string>[]; combinations: number } {
  const options = choicesOf(template);
  const combinations = options.reduce((product, [, values]) => product * values.length, 1);
  const tried = Math.min(combinations, MOST_COMBINATIONS);
  const chosen = Array.from({ length: tried }, (_, at) =>
    combination(options, Math.floor((at * combinations) / tried)),
  );
  const texts = hardTexts(template);
  return { sets: [...chosen, ...chosen.map((one) => ({ ...texts, ...one }))], combinations };
}

/** A template's choices and yes-or-no answers, by name. */
export function choicesOf(template: Template): Choice[] {
  return withDetails(template.context.variables).flatMap((variable): Choice[] => {
    if (variable.kind === 'boolean') return [[variable.name, ['yes', 'no']]];
    if (variable.kind === 'detailed') return [[variable.name, variable.options.map(({ key }) => key)]];
    if (variable.kind !== 'choice') return [];
    return [[variable.name, variable.raw.items.filter((item) => typeof item === 'string')]];
  });
}

/** Every combination of choices. */
export function combinationsOf(choices: readonly Choice[]): Record<string, string>[] {
  const count = choices.reduce((product, [, values]) => product * values.length, 1);
  return Array.from({ length: count }, (_, at) => combination(choices, at));
}

/** Few combinations in which each two answers to two choices meet: always the one with most that did not meet yet. */
export function pairwise(choices: readonly Choice[]): Record<string, string>[] {
  const all = combinationsOf(choices).map((answers) => ({ answers, pairs: pairsOf(answers) }));
  const open = new Set(all.flatMap(({ pairs }) => pairs));
  const news = ({ pairs }: { pairs: string[] }): number => pairs.filter((pair) => open.has(pair)).length;
  const chosen: Record<string, string>[] = [];
  while (open.size > 0) {
    const { answers, pairs } = all.reduce((best, one) => (news(one) > news(best) ? one : best));
    for (const pair of pairs) open.delete(pair);
    chosen.push(answers);
  }
  return chosen;
}

function pairsOf(answers: Record<string, string>): string[] {
  const given = Object.entries(answers).map(([name, value]) => `${name}=${value}`);
  return given.flatMap((one, at) => given.slice(at + 1).map((other) => `${one} ${other}`));
}

/** The combination at a place: a number whose digits are the places of the answers. */
function combination(choices: readonly Choice[], place: number): Record<string, string> {
  let rest = place;
  return Object.fromEntries(
    choices.map(([name, values]) => {
      const value = values[rest % values.length] ?? '';
      rest = Math.floor(rest / values.length);
      return [name, value];
    }),
  );
}

/** Each text with what is hard appended, where the template's own rule for it lets that pass. */
function hardTexts(template: Template): Record<string, string> {
  return Object.fromEntries(
    withDetails(template.context.variables).flatMap((variable): [string, string][] => {
      const { name, kind, raw } = variable;
      // A default that is computed from other answers shows more when it is left alone.
      if (kind !== 'text' || typeof raw !== 'string' || /\{[{%]/.test(raw)) return [];
      const rule = template.context.rules.get(name);
      const hard = raw + HARD;
      return rule && breaksRule(rule, hard) !== undefined ? [] : [[name, hard]];
    }),
  );
}
