import type { Example } from '../../../contract/artefact';
import { MOST_REQUEST_TEXT } from '../../../contract/testerMessages';
import type { TesterText } from '../../../contract/testerText';
import { isRecord } from '../../../contract/version';
import { type Field, textOf, valueOf } from './fields';
import { fill } from '../text';

/**
 * A request as somebody is writing it, in three views kept in step: controls for one row, a grid and JSON for all rows.
 * The rows are the truth; `fields` and `json` are what was typed for them.
 */
export interface Draft {
  /** As of the last time when the JSON was valid. */
  rows: Record<string, unknown>[];
  /** Which row the controls show, from 0. */
  at: number;
  /** Column to what its control shows. */
  fields: Record<string, string>;
  /** Columns whose select stands at "another value". */
  others: string[];
  json: string;
  /** Why `json` holds no rows; while set, `rows` are older than `json`. */
  broken?: string;
  /** Whether a person changed it: an untouched draft follows a new model's first example. */
  touched: boolean;
}

/** A change of one control. */
export interface FieldEdit {
  field: Field;
  text: string;
  /** Whether the field's select now stands at "another value", so that the text is typed beside it. */
  isOther: boolean;
}

/** The draft of an example, or an empty row where the model has none. */
export function draftOf(example: Example | undefined, fields: readonly Field[]): Draft {
  return withRows([{ ...example?.row }], 0, fields, false);
}

/** The draft after a control was changed. */
export function editField(
  draft: Draft,
  { field, text, isOther }: FieldEdit,
  fields: readonly Field[],
): Draft {
  const row = inOrder({ ...draft.rows[draft.at], [field.name]: valueOf(field, text) }, fields);
  const rows = draft.rows.with(draft.at, row);
  const others = draft.others.filter((name) => name !== field.name);
  return {
    rows,
    at: draft.at,
    fields: { ...draft.fields, [field.name]: text },
    others: isOther ? [...others, field.name] : others,
    json: jsonOf(rows),
    touched: true,
  };
}

/** The draft after a cell of the grid was changed; the controls then show its row. */
export function editCell(
  draft: Draft,
  { row, field, text }: { row: number; field: Field; text: string },
  fields: readonly Field[],
): Draft {
  const changed = inOrder({ ...draft.rows[row], [field.name]: valueOf(field, text) }, fields);
  return withRows(draft.rows.with(row, changed), row, fields, true);
}

/** The draft with other rows; an empty list becomes one empty row, since a request has at least one. */
export function replaceRows(
  rows: readonly Record<string, unknown>[],
  at: number,
  fields: readonly Field[],
): Draft {
  const kept = rows.length > 0 ? rows.map((row) => inOrder(row, fields)) : [{}];
  return withRows(kept, Math.max(0, Math.min(at, kept.length - 1)), fields, true);
}

/** The draft with its controls at another row. */
export function selectRow(draft: Draft, at: number, fields: readonly Field[]): Draft {
  const { broken, json, touched } = draft;
  const selected = withRows(draft.rows, Math.max(0, Math.min(at, draft.rows.length - 1)), fields, touched);
  return { ...selected, json, ...(broken !== undefined && { broken }) };
}

/** The draft after the JSON was changed; while it is broken the rows and the controls stay as they were. */
export function editJson(draft: Draft, json: string, fields: readonly Field[], text: TesterText): Draft {
  const parsed = rowsOf(json, text);
  if (typeof parsed === 'string') return { ...draft, json, broken: parsed, touched: true };
  return { ...withRows(parsed, Math.min(draft.at, parsed.length - 1), fields, true), json };
}

/** The draft under a new version of the model: an untouched one becomes the new first example. */
export function underModel(draft: Draft, example: Example | undefined, fields: readonly Field[]): Draft {
  if (!draft.touched) return draftOf(example, fields);
  const { json, broken } = draft;
  return { ...withRows(draft.rows, draft.at, fields, true), json, ...(broken !== undefined && { broken }) };
}

function withRows(
  rows: Record<string, unknown>[],
  at: number,
  fields: readonly Field[],
  touched: boolean,
): Draft {
  const row = rows[at] ?? {};
  const shown = fields.map((field) => ({
    field,
    text: Object.hasOwn(row, field.name) ? textOf(row[field.name]) : '',
  }));
  const isOther = (field: Field, value: string): boolean =>
    field.takesOthers &&
    field.control === 'choice' &&
    value !== '' &&
    !field.choices.some((choice) => choice.text === value);
  return {
    rows,
    at,
    fields: Object.fromEntries(shown.map(({ field, text }) => [field.name, text])),
    others: shown.filter(({ field, text }) => isOther(field, text)).map(({ field }) => field.name),
    json: jsonOf(rows),
    touched,
  };
}

/** The row with the model's columns first and in its order; columns without a value are left out. */
function inOrder(row: Record<string, unknown>, fields: readonly Field[]): Record<string, unknown> {
  const names = new Set(fields.map(({ name }) => name));
  const known = fields.map(({ name }) => [name, Object.hasOwn(row, name) ? row[name] : undefined] as const);
  const extra = Object.entries(row).filter(([name]) => !names.has(name));
  return Object.fromEntries([...known, ...extra].filter(([, value]) => value !== undefined));
}

function jsonOf(rows: Record<string, unknown>[]): string {
  return JSON.stringify({ rows }, null, 2);
}

/** The rows in a text of JSON, or why there are none. Takes a request's body, a list of rows or one row. */
export function rowsOf(json: string, text: TesterText): Record<string, unknown>[] | string {
  if (json.length > MOST_REQUEST_TEXT) return text.jsonTooLarge;
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch (error) {
    return fill(text.jsonBroken, { message: (error as Error).message });
  }
  const listed = isRecord(parsed) && Array.isArray(parsed['rows']) ? (parsed['rows'] as unknown[]) : parsed;
  const rows = Array.isArray(listed) ? (listed as unknown[]) : [listed];
  return rows.length > 0 && rows.every(isRecord) ? rows : text.jsonNotRows;
}
