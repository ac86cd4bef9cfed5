import { pathText, type PathStep } from '../../../contract/jsonPath';
import type { Tolerance } from '../../../contract/savedRequest';
import { isRecord } from '../../../contract/version';

/** Where two values differ first. `drift`: two numbers, beyond the tolerance. */
export interface Mismatch {
  kind: 'drift' | 'value' | 'missing';
  message: string;
  expected?: unknown;
  got?: unknown;
}

/** Longer values are cut in messages. */
const LONGEST_VALUE = 200;

/**
 * Compares an answer's value with the one expected, into lists and objects; their numbers agree within the tolerance.
 *
 * @param path where the value is in the answer.
 * @returns the first difference, or undefined.
 */
export function compare(
  expected: unknown,
  got: unknown,
  tolerance: Tolerance,
  path: readonly PathStep[],
): Mismatch | undefined {
  if (typeof expected === 'number' && typeof got === 'number') {
    return compareNumbers(expected, got, tolerance, path);
  }
  if (Array.isArray(expected) && Array.isArray(got)) {
    if (expected.length === got.length) return firstOf(expected.keys(), expected, got, tolerance, path);
    const message = `${pathText(path)} has ${got.length} items instead of ${expected.length}`;
    return { kind: 'value', message, expected, got };
  }
  if (isRecord(expected) && isRecord(got)) {
    const names = new Set([...Object.keys(expected), ...Object.keys(got)]);
    return firstOf(names, expected, got, tolerance, path);
  }
  if (expected === got) return undefined;
  const message = `${pathText(path)} is ${shortJson(got)} instead of ${shortJson(expected)}`;
  return { kind: 'value', message, expected, got };
}

/** A JSON value in one line, cut where it is long. */
export function shortJson(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length <= LONGEST_VALUE ? text : `${text.slice(0, LONGEST_VALUE)}…`;
}

/** A difference as people read it: three significant digits. */
export function digits(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function compareNumbers(
  expected: number,
  got: number,
  { absolute = 0, relative = 0 }: Tolerance,
  path: readonly PathStep[],
): Mismatch | undefined {
  const allowed = Math.max(absolute, relative * Math.abs(expected));
  const away = Math.abs(got - expected);
  if (away <= allowed) return undefined;
  const beyond =
    allowed === 0
      ? `${digits(away)} away, with no tolerance`
      : `${digits(away)} away, ${digits(away / allowed)} times the tolerance of ${digits(allowed)}`;
  const message = `${pathText(path)} drifted: ${got} instead of ${expected}, ${beyond}`;
  return { kind: 'drift', message, expected, got };
}

function firstOf(
  steps: Iterable<PathStep>,
  expected: object,
  got: object,
  tolerance: Tolerance,
  path: readonly PathStep[],
): Mismatch | undefined {
  for (const step of steps) {
    const found = compareMember(step, expected, got, tolerance, path);
    if (found) return found;
  }
  return undefined;
}

function compareMember(
  step: PathStep,
  expected: object,
  got: object,
  tolerance: Tolerance,
  path: readonly PathStep[],
): Mismatch | undefined {
  const inner = [...path, step];
  if (!Object.hasOwn(got, step)) {
    return {
      kind: 'missing',
      message: `the answer has no ${pathText(inner)}`,
      ...member('expected', expected, step),
    };
  }
  if (!Object.hasOwn(expected, step)) {
    const message = `the answer has ${pathText(inner)}, which is not expected`;
    return { kind: 'value', message, ...member('got', got, step) };
  }
  const [a, b] = [expected, got] as Record<PathStep, unknown>[];
  return compare(a?.[step], b?.[step], tolerance, inner);
}

function member<Key extends string>(key: Key, of: object, step: PathStep): Record<Key, unknown> {
  return { [key]: (of as Record<PathStep, unknown>)[step] } as Record<Key, unknown>;
}
