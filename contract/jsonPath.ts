/**
 * JSONPath as far as an expectation needs it: the singular queries of RFC 9535 (section 2.3.5.1), which are a `$` and then
 * names and indices only, such as `$.predictions[0].label` or `$['a name'][-1]`. They mean one value or none, so that
 * "equals" has one meaning. Wildcards, slices and filters are refused.
 */

/** A member's name, or an index that may count from the end. */
export type PathStep = string | number;

const NAME = /\.([A-Za-z_\u{80}-\u{d7ff}\u{e000}-\u{10ffff}][\w\u{80}-\u{d7ff}\u{e000}-\u{10ffff}]*)/uy;
const INDEX = /\[\s*(0|-?[1-9]\d{0,14})\s*\]/y;
const QUOTED = /\[\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')\s*\]/uy;
const PLAIN_NAME = /^[A-Za-z_]\w*$/;

/** The steps of a path; undefined where the text is no singular query. */
export function parsePath(text: string): PathStep[] | undefined {
  if (!text.startsWith('$')) return undefined;
  const steps: PathStep[] = [];
  for (let at = 1; at < text.length;) {
    const found = stepAt(text, at);
    if (!found) return undefined;
    steps.push(found.step);
    at = found.end;
  }
  return steps;
}

/** The path of some steps, as `parsePath` reads it. */
export function pathText(steps: readonly PathStep[]): string {
  const parts = steps.map((step) => {
    if (typeof step === 'number') return `[${step}]`;
    return PLAIN_NAME.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
  });
  return `$${parts.join('')}`;
}

/** The value that the steps lead to; or the first steps, up to the one that leads nowhere. */
export function valueAt(
  document: unknown,
  steps: readonly PathStep[],
): { value: unknown; missing?: undefined } | { missing: PathStep[] } {
  let value = document;
  for (const [index, step] of steps.entries()) {
    const next = memberOf(value, step);
    if (!next) return { missing: steps.slice(0, index + 1) };
    ({ value } = next);
  }
  return { value };
}

function memberOf(value: unknown, step: PathStep): { value: unknown } | undefined {
  if (Array.isArray(value)) {
    if (typeof step !== 'number') return undefined;
    const index = step < 0 ? value.length + step : step;
    return index >= 0 && index < value.length ? { value: value[index] } : undefined;
  }
  if (typeof value !== 'object' || value === null || typeof step !== 'string') return undefined;
  return Object.hasOwn(value, step) ? { value: (value as Record<string, unknown>)[step] } : undefined;
}

function stepAt(text: string, at: number): { step: PathStep; end: number } | undefined {
  const [name, index, quoted] = [NAME, INDEX, QUOTED].map((pattern) => {
    pattern.lastIndex = at;
    return pattern.exec(text);
  });
  const found = name ?? index ?? quoted;
  if (!found) return undefined;
  const end = at + found[0].length;
  if (name) return { step: name[1] ?? '', end };
  if (index) return { step: Number(index[1]), end };
  const step = unquoted(found[1], found[2]);
  return step === undefined ? undefined : { step, end };
}

/** A quoted name without its escapes, which are JSON's, and `\'` between single quotes. */
function unquoted(double: string | undefined, single: string | undefined): string | undefined {
  const json =
    double ??
    (single ?? '').replace(/\\'|\\.|"/g, (part) => (part === "\\'" ? "'" : part === '"' ? '\\"' : part));
  try {
    return JSON.parse(`"${json}"`) as string;
  } catch {
    return undefined;
  }
}
