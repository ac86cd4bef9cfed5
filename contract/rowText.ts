import type { Column, NamedColumn, Scalar } from './artefact';
import { isRecord } from './version';

/** The words that the validator says of values: what a column takes, what training saw, what was sent. */

/** What a column takes, in words: "an integer of at least 1", "one of a, b". */
export function expectation({ column, kind, nullable }: NamedColumn): string {
  const orNull = nullable ? ' or null' : '';
  const rejects = column['x-on-unseen'] === 'reject' ? column['x-observed'] : undefined;
  const allowed = column.enum ?? rejects?.categories;
  if (allowed) return `one of ${listed(allowed)}${orNull}`;
  if (column.format === 'date') return `a date such as 2026-01-31${orNull}`;
  const noun = { number: 'a number', integer: 'an integer', string: 'a text', boolean: 'true or false' }[
    kind
  ];
  const range = rangeText(
    largest(column.minimum, rejects?.minimum),
    smallest(column.maximum, rejects?.maximum),
  );
  return `${noun}${range}${suggestion(column)}${orNull}`;
}

/** Some categories that training saw, for a column that takes others too. */
function suggestion(column: Column): string {
  const seen = column['x-observed']?.categories;
  return seen ? `, such as ${seen.slice(0, 5).map(String).join(', ')}` : '';
}

/** What training saw of a column, in words: "1 to 7", "one of a, b". */
export function observation({ column }: NamedColumn): string {
  const observed = column['x-observed'] ?? {};
  if (observed.categories) return `one of ${listed(observed.categories)}`;
  return rangeText(observed.minimum, observed.maximum).replace(/^ (from )?/, '');
}

function rangeText(minimum: number | undefined, maximum: number | undefined): string {
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`;
  if (minimum !== undefined) return ` of at least ${minimum}`;
  return maximum === undefined ? '' : ` of at most ${maximum}`;
}

function largest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.max(a, b);
}

function smallest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);
}

function listed(values: readonly Scalar[]): string {
  const shown = values.slice(0, 20).map(String).join(', ');
  return values.length > 20 ? `${shown} and ${values.length - 20} more` : shown;
}

/** What was sent, short enough to be sent back: long texts are cut, nested values named by their kind. */
export function brief(value: unknown): unknown {
  if (value === undefined) return null;
  if (typeof value === 'string') return value.length > 100 ? `${value.slice(0, 100)}…` : value;
  // JSON has no infinity: as it is, 1e400 would come back as null.
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return isRecord(value) ? 'an object' : value;
}
