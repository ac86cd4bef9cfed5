import { withDetails } from '../../extension/scaffold/detailedChoice';
import type { Template } from '../../extension/scaffold/template';

/** What is hard to get right in a text: Danish letters, quotes, percent and ampersand. */
const HARD = ` Æbleø 'q' "Q" 50 % & å`;

/**
 * The answers that a template is tried with: its defaults, a second set that is as different as can be, and one for
 * every other option that has questions of its own.
 */
export function answerSets(template: Template): Record<string, string>[] {
  const second: Record<string, string> = {};
  for (const variable of withDetails(template.context.variables)) {
    const { name } = variable;
    if (variable.kind === 'boolean') second[name] = variable.raw ? 'no' : 'yes';
    if (variable.kind === 'choice') {
      const last = variable.raw.items.at(-1);
      if (typeof last === 'string') second[name] = last;
    }
    if (variable.kind === 'detailed') second[name] = variable.options.at(-1)?.key ?? '';
    // A default that is computed from other answers shows more when it is left alone.
    if (variable.kind === 'text' && typeof variable.raw === 'string' && !/\{[{%]/.test(variable.raw)) {
      second[name] = variable.raw + HARD;
    }
  }
  const others = template.context.variables.flatMap((variable) =>
    variable.kind === 'detailed'
      ? variable.options.slice(1, -1).map(({ key }) => ({ ...second, [variable.name]: key }))
      : [],
  );
  return [{}, second, ...others];
}
