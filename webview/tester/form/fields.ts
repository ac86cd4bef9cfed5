import { columnsOf, type InputSchema, type NamedColumn, type Scalar } from '../../../contract/artefact';
import type { TesterText } from '../../../contract/testerText';
import { fill } from '../text';

/** One entry of a select: the text that stands for the value, and the words for it. */
export interface Choice {
  text: string;
  label: string;
}

/** The text of a control that stands for null where an empty one does not. No value can be it: it holds a line feed. */
export const NULL_TEXT = 'null\n';

/** How one column is asked for. */
export interface Field {
  named: NamedColumn;
  name: string;
  label: string;
  unit?: string;
  description?: string;
  control: 'text' | 'number' | 'choice' | 'date';
  choices: Choice[];
  /** Whether a choice may be something that is not listed. */
  takesOthers: boolean;
  /** What an empty control stands for. */
  empty: 'null' | 'left out' | 'missing' | 'fetched';
  /** Limits, what training saw and what empty means, as short phrases. */
  hints: string[];
}

/** The fields of a form in the model's order. */
export function fieldsOf(input: InputSchema, text: TesterText): Field[] {
  return columnsOf(input).map((named) =>
    fieldOf(named, named.nullable ? 'null' : named.required ? 'missing' : 'left out', text),
  );
}

/** The same fields for what replaces features of a data source: each may stay empty. */
export function overrideFieldsOf(input: InputSchema, text: TesterText): Field[] {
  return columnsOf(input).map((named) => fieldOf(named, 'fetched', text));
}

function fieldOf(named: NamedColumn, empty: Field['empty'], text: TesterText): Field {
  const { name, column } = named;
  const choices = choicesOf(named, text);
  return {
    named,
    name,
    label: column.title ?? name,
    ...(column['x-unit'] !== undefined && { unit: column['x-unit'] }),
    ...(column.description !== undefined && { description: column.description }),
    control: controlOf(named, choices),
    choices,
    takesOthers: named.kind !== 'boolean' && !column.enum && column['x-on-unseen'] !== 'reject',
    empty,
    hints: hintsOf(named, empty, choices, text),
  };
}

function controlOf({ kind, column }: NamedColumn, choices: Choice[]): Field['control'] {
  if (choices.length > 0) return 'choice';
  if (column.format === 'date') return 'date';
  return kind === 'string' ? 'text' : 'number';
}

function choicesOf({ column, kind }: NamedColumn, text: TesterText): Choice[] {
  const labels = column['x-labels'] ?? {};
  if (kind === 'boolean') {
    return [
      { text: 'true', label: labels['true'] ?? text.yes },
      { text: 'false', label: labels['false'] ?? text.no },
    ];
  }
  const values: Scalar[] = column.enum ?? column['x-observed']?.categories ?? [];
  return values
    .filter((value) => value !== null)
    .map((value) => {
      const known = String(value);
      const label = Object.hasOwn(labels, known) ? labels[known] : undefined;
      return { text: known, label: label === undefined ? known : `${known} – ${label}` };
    });
}

function hintsOf(
  { column }: NamedColumn,
  empty: Field['empty'],
  choices: Choice[],
  text: TesterText,
): string[] {
  const hints: string[] = [];
  const limits = rangeText(column.minimum, column.maximum, text);
  if (limits !== undefined) hints.push(fill(text.allowed, { limits }));
  const seen = column['x-observed'];
  const observed = rangeText(seen?.minimum, seen?.maximum, text);
  if (observed !== undefined && choices.length === 0) {
    const rejects = column['x-on-unseen'] === 'reject';
    hints.push(rejects ? fill(text.allowed, { limits: observed }) : fill(text.trainingSaw, { observed }));
  }
  if (empty === 'null' && choices.length === 0) hints.push(text.emptyIsNull);
  if (empty === 'left out') hints.push(text.emptyIsLeftOut);
  return hints;
}

function rangeText(
  minimum: number | undefined,
  maximum: number | undefined,
  text: TesterText,
): string | undefined {
  if (minimum !== undefined && maximum !== undefined) return fill(text.between, { minimum, maximum });
  if (minimum !== undefined) return fill(text.atLeast, { minimum });
  return maximum === undefined ? undefined : fill(text.atMost, { maximum });
}

/** What a control shows for a value of a row; nothing for a missing value and null. */
export function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/**
 * The value that a control's text stands for: undefined means that the row leaves the column out. A text that is no
 * value of the column's type stays a text, for the validator to refuse.
 */
export function valueOf({ named, empty }: Field, text: string): unknown {
  if (text === NULL_TEXT) return null;
  if (text.trim() === '') return empty === 'null' ? null : undefined;
  switch (named.kind) {
    case 'number':
    case 'integer':
      return /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text) ? Number(text) : text;
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text;
    case 'string':
      return text;
  }
}
