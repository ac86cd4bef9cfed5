import { parsePath, pathText, valueAt, type PathStep } from '../../../contract/jsonPath';
import type { Expected, ValueExpectation } from '../../../contract/savedRequest';
import type { RowProblem } from '../../../contract/scoring';
import type { TesterAnswer } from '../../../contract/testerMessages';
import { compare, digits, shortJson, type Mismatch } from './compare';

/**
 * What was found wrong with the answer to a saved request. `refused`: rows no longer fit the model's input schema;
 * `drift`: a number differs by more than its tolerance.
 */
export interface Finding {
  kind: Mismatch['kind'] | 'refused' | 'status' | 'range' | 'latency' | 'unreadable' | 'unanswered';
  /** One sentence for people, without a full stop. */
  message: string;
  /** Both are JSON values; absent where there is nothing to compare. */
  expected?: unknown;
  got?: unknown;
  /** The place in the saved request that it is about: `['expect', 'values', 0, 'equals']`. */
  at: PathStep[];
}

/** Everything in which an answer is not as expected; empty when it is. */
export function checkAnswer(expected: Expected | undefined, answer: TesterAnswer): Finding[] {
  const status = expected?.status ?? 200;
  // The body is another document then: what is expected of its values would only be noise.
  if (answer.status !== status) return otherStatus(status, answer);
  const { latency_ms: limit, values = [] } = expected ?? {};
  const findings = checkValues(values, answer.body);
  if (limit !== undefined && answer.milliseconds > limit) {
    const got = answer.milliseconds;
    const message = `the answer took ${digits(got)} ms, ${digits(got - limit)} ms longer than the ${limit} ms expected`;
    findings.push({ kind: 'latency', message, expected: limit, got, at: ['expect', 'latency_ms'] });
  }
  return findings;
}

function otherStatus(expected: number, { status, problem, body }: TesterAnswer): Finding[] {
  if (expected < 400 && problem && problem.errors.length > 0) return problem.errors.map(refused);
  const said = problem ? [problem.title, problem.detail].filter(Boolean).join(': ') : shortJson(body);
  const message = `the status is ${status} instead of ${expected} (${said})`;
  return [{ kind: 'status', message, expected, got: status, at: ['expect', 'status'] }];
}

/** In the words of the validator, which are the same for every target. */
function refused({ row, column, got, expected }: RowProblem): Finding {
  const place = [
    ...(row === undefined ? [] : [`row ${row}`]),
    ...(column === undefined ? [] : [`column "${column}"`]),
  ].join(', ');
  const instead = got === null || got === undefined ? '' : `, got ${shortJson(got)}`;
  return {
    kind: 'refused',
    message: `the model refuses ${place === '' ? 'the rows' : place}: expected ${expected}${instead}`,
    at: ['rows', ...(row === undefined ? [] : [row, ...(column === undefined ? [] : [column])])],
  };
}

function checkValues(expectations: readonly ValueExpectation[], body: string): Finding[] {
  if (expectations.length === 0) return [];
  let document: unknown;
  try {
    document = JSON.parse(body);
  } catch {
    return [
      { kind: 'value', message: `the answer is not JSON: ${shortJson(body)}`, at: ['expect', 'values'] },
    ];
  }
  return expectations.flatMap((expectation, index) => {
    const found = checkValue(expectation, document);
    return found ? [{ ...found.finding, at: ['expect', 'values', index, found.key] }] : [];
  });
}

/** What is wrong with one value, and the key of the expectation that says so. */
interface FoundAt {
  key: keyof ValueExpectation;
  finding: Omit<Finding, 'at'>;
}

function checkValue(expectation: ValueExpectation, document: unknown): FoundAt | undefined {
  const steps = parsePath(expectation.path) ?? [];
  const found = valueAt(document, steps);
  if (found.missing) {
    const message = `the answer has no ${pathText(found.missing)}`;
    return { key: 'path', finding: { kind: 'missing', message } };
  }
  if ('equals' in expectation) {
    const finding = compare(expectation.equals, found.value, expectation.tolerance ?? {}, steps);
    return finding && { key: 'equals', finding };
  }
  return outOfRange(expectation, found.value);
}

function outOfRange(
  { path, minimum = -Infinity, maximum = Infinity }: ValueExpectation,
  got: unknown,
): FoundAt | undefined {
  if (typeof got !== 'number') {
    const message = `${path} is ${shortJson(got)} instead of a number`;
    return { key: 'path', finding: { kind: 'value', message, got } };
  }
  if (got < minimum) {
    const message = `${path} is ${got}, below the minimum ${minimum} by ${digits(minimum - got)}`;
    return { key: 'minimum', finding: { kind: 'range', message, expected: minimum, got } };
  }
  if (got > maximum) {
    const message = `${path} is ${got}, above the maximum ${maximum} by ${digits(got - maximum)}`;
    return { key: 'maximum', finding: { kind: 'range', message, expected: maximum, got } };
  }
  return undefined;
}
