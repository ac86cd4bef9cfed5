import { isFeatureKey } from '../../../contract/featureKey';
import type { RowValidator } from '../../../contract/rows';
import type { TesterAnswer } from '../../../contract/testerMessages';
import type { TesterText } from '../../../contract/testerText';
import type { Field } from '../form/fields';
import { type Mark, problemMark, warningMark } from '../form/marks';
import { type KeyDraft, keyRequest } from './keyDraft';

/** What is to be said about a request by key. */
export interface KeyMarks {
  key?: Mark;
  /** Column to its mark. */
  fields: ReadonlyMap<string, Mark>;
  /** How many things keep it from being sent. */
  problems: number;
}

/**
 * What the validator finds in the overrides, and what an answer that still belongs to the request said. A column that is not
 * overridden is not missing; whatever an answer answers 404 to is said of the key.
 */
export function keyMarksOf(
  draft: KeyDraft,
  fields: readonly Field[],
  validator: RowValidator,
  answer: TesterAnswer | undefined,
  text: TesterText,
): KeyMarks {
  const { featureKey, overrides } = keyRequest(draft, fields);
  const marks = new Map<string, Mark>();
  let problems = isFeatureKey(featureKey) ? 0 : 1;
  for (const { named, name } of fields) {
    if (!Object.hasOwn(overrides, name)) continue;
    const got = overrides[name];
    const expected = validator.problemOf(named, got);
    const observed = validator.warningOf(named, got);
    if (expected !== undefined) {
      problems += 1;
      marks.set(name, problemMark({ got, expected }, text));
    } else if (observed !== undefined) marks.set(name, warningMark(observed, text));
  }
  const take = (column: string | undefined, mark: Mark): void => {
    if (column !== undefined && !marks.has(column)) marks.set(column, mark);
  };
  const { problem, prediction } = answer ?? {};
  for (const each of problem?.errors ?? []) take(each.column, problemMark(each, text));
  for (const { column, observed } of prediction?.warnings ?? []) take(column, warningMark(observed, text));
  const key = problems === 0 ? refusedKey(answer) : missingKey(featureKey, text);
  return { ...(key && { key }), fields: marks, problems };
}

function missingKey(featureKey: string, text: TesterText): Mark | undefined {
  return isFeatureKey(featureKey) ? undefined : { level: 'problem', text: text.featureKeyMissing };
}

function refusedKey(answer: TesterAnswer | undefined): Mark | undefined {
  if (answer?.status !== 404 || !answer.problem) return undefined;
  const { detail, title } = answer.problem;
  return { level: 'problem', text: detail === '' ? title : detail };
}
