import type { Row } from './artefact';

/** A row of a project's training data that the tester's form was filled with. */
export interface DataRow {
  /** Its number in the data, from 1. */
  number: number;
  row: Row;
  /** What happened: a number, a label, or of a model with several outputs one of these by the name of each. */
  actual: unknown;
  /** Whether the row must not be stored or shown to others: it stays in the memory of this window. */
  isPrivate: boolean;
}

/**
 * Whether a row that somebody wrote still tells of a row of the data: half of its columns, or more, hold the same values.
 */
export function tellsOf(written: Readonly<Record<string, unknown>>, { row }: Pick<DataRow, 'row'>): boolean {
  const names = Object.keys(row);
  const same = names.filter((name) => (written[name] ?? null) === (row[name] ?? null));
  return names.length > 0 && 2 * same.length >= names.length;
}

/** Whether a row is a row of the data unchanged. */
export function isDataRow(
  written: Readonly<Record<string, unknown>>,
  { row }: Pick<DataRow, 'row'>,
): boolean {
  const names = new Set([...Object.keys(row), ...Object.keys(written)]);
  return [...names].every((name) => (written[name] ?? null) === (row[name] ?? null));
}
