import type { FieldEdit } from '../form/draft';
import { type Field, valueOf } from '../form/fields';

/** A request by key as somebody is writing it. */
export interface KeyDraft {
  featureKey: string;
  /** Column to what its control shows, `NULL_TEXT` for null; a column without an entry is not overridden. */
  fields: Record<string, string>;
  /** Columns whose select stands at "another value". */
  others: string[];
}

export const noKey: KeyDraft = { featureKey: '', fields: {}, others: [] };

/** The draft after the control of an override was changed. */
export function editOverride(draft: KeyDraft, { field, text, isOther }: FieldEdit): KeyDraft {
  const { name } = field;
  const fields = Object.entries(draft.fields).filter(([each]) => each !== name);
  const others = draft.others.filter((each) => each !== name);
  return {
    ...draft,
    fields: Object.fromEntries(text === '' ? fields : [...fields, [name, text]]),
    others: isOther ? [...others, name] : others,
  };
}

/** What is sent: the key without spaces around it, and only the columns that were filled in, in the model's order. */
export function keyRequest(
  { featureKey, fields: typed }: KeyDraft,
  fields: readonly Field[],
): { featureKey: string; overrides: Record<string, unknown> } {
  const given = fields.flatMap((field): [string, unknown][] => {
    const value = Object.hasOwn(typed, field.name) ? valueOf(field, typed[field.name] ?? '') : undefined;
    return value === undefined ? [] : [[field.name, value]];
  });
  return { featureKey: featureKey.trim(), overrides: Object.fromEntries(given) };
}
