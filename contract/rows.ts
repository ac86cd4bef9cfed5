import {
  columnsOf,
  type Column,
  type InputSchema,
  type NamedColumn,
  type Row,
  type Scalar,
} from './artefact';
import { nearest } from './nearest';
import type { RowProblem, RowWarning } from './scoring';
import { isRecord } from './version';

/** At most this many problems are listed; the first twenty are enough to correct a body. */
export const MOST_PROBLEMS = 20;
/** A row may hold this many columns beside the model's own before it is refused as a whole. */
const MOST_EXTRA_COLUMNS = 256;
/** For so many different extra columns of a request the nearest name is looked for: each search takes a while. */
const MOST_SUGGESTIONS = 100;

export interface CheckedRows {
  /** The rows in the model's columns and types; empty when there are problems. */
  rows: Row[];
  problems: RowProblem[];
  warnings: RowWarning[];
}

/**
 * The one validator of rows: form, scorer and command line use it, and Flask is held to it by shared cases.
 *
 * Only a wrong type, a missing required column, a hard limit and `x-on-unseen: reject` refuse a row. A value outside
 * what training saw, an unknown category and a column that the model does not have come back as warnings. An integer
 * is accepted for a category coded as text. A column that is not required and not given counts as null.
 */
export class RowValidator {
  readonly columns: readonly NamedColumn[];
  private readonly names: ReadonlySet<string>;
  private readonly observedCategories: ReadonlyMap<string, ReadonlySet<Scalar>>;

  constructor(input: InputSchema) {
    this.columns = columnsOf(input);
    this.names = new Set(this.columns.map(({ name }) => name));
    this.observedCategories = new Map(
      this.columns.flatMap(({ name, column }) => {
        const categories = column['x-observed']?.categories;
        return categories ? [[name, new Set(categories)]] : [];
      }),
    );
  }

  /** Checks what a request holds as `rows`. An empty list and anything but a list of objects are refused. */
  check(rows: unknown): CheckedRows {
    const result: CheckedRows = { rows: [], problems: [], warnings: [] };
    if (!Array.isArray(rows) || rows.length === 0) {
      result.problems.push({ got: brief(rows), expected: 'a list of at least one row' });
      return result;
    }
    const seen = new Map<string, string>();
    for (const [index, row] of rows.entries()) {
      if (result.problems.length >= MOST_PROBLEMS) break;
      this.checkRow(row, index, result, seen);
    }
    if (result.problems.length > 0) {
      result.problems.length = Math.min(result.problems.length, MOST_PROBLEMS);
      result.rows = [];
    }
    return result;
  }

  /** What is wrong with one value of a column, as `expected` of a problem, or undefined. */
  problemOf(named: NamedColumn, value: unknown): string | undefined {
    const converted = convert(named, value);
    if (converted === undefined) return expectation(named);
    if (converted === null) return undefined;
    return this.beyondLimits(named, converted) ? expectation(named) : undefined;
  }

  /** What training saw, as `observed` of a warning, when the value lies outside it; else undefined. */
  warningOf(named: NamedColumn, value: unknown): string | undefined {
    const converted = convert(named, value);
    if (converted === undefined || converted === null) return undefined;
    return this.isUnseen(named, converted) ? observation(named) : undefined;
  }

  private checkRow(row: unknown, index: number, result: CheckedRows, seen: Map<string, string>): void {
    if (!isRecord(row)) {
      result.problems.push({ row: index, got: brief(row), expected: 'an object of column names and values' });
      return;
    }
    const given = Object.keys(row);
    if (given.length > this.columns.length + MOST_EXTRA_COLUMNS) {
      const expected = `the model's ${this.columns.length} columns`;
      result.problems.push({ row: index, got: `${given.length} columns`, expected });
      return;
    }
    const extra = given.filter((name) => !this.names.has(name));
    const checked: Row = {};
    for (const named of this.columns) {
      const { name } = named;
      if (!Object.hasOwn(row, name)) {
        if (named.required) result.problems.push(missing(named, index, extra));
        else checked[name] = null;
        continue;
      }
      const value = convert(named, row[name]);
      if (value === undefined || (value !== null && this.beyondLimits(named, value))) {
        result.problems.push({
          row: index,
          column: name,
          got: brief(row[name]),
          expected: expectation(named),
        });
        continue;
      }
      if (value !== null && this.isUnseen(named, value)) {
        result.warnings.push({ row: index, column: name, got: value, observed: observation(named) });
      }
      checked[name] = value;
    }
    for (const name of extra) {
      result.warnings.push({
        row: index,
        column: name,
        got: brief(row[name]),
        observed: this.unknown(name, seen),
      });
    }
    result.rows.push(checked);
  }

  /** What to say of a column that the model lacks. `seen` holds what was said: a body may name very many. */
  private unknown(name: string, seen: Map<string, string>): string {
    const said = seen.get(name);
    if (said !== undefined) return said;
    if (seen.size >= MOST_SUGGESTIONS) return 'no such column';
    const near = nearest(name, [...this.names]);
    const observed = `no such column${near === undefined ? '' : `; the nearest is "${near}"`}`;
    seen.set(name, observed);
    return observed;
  }

  private beyondLimits(named: NamedColumn, value: Exclude<Scalar, null>): boolean {
    const { minimum, maximum, enum: allowed } = named.column;
    if (typeof value === 'number') {
      if (minimum !== undefined && value < minimum) return true;
      if (maximum !== undefined && value > maximum) return true;
    }
    if (allowed && !allowed.includes(value)) return true;
    return named.column['x-on-unseen'] === 'reject' && this.isUnseen(named, value);
  }

  private isUnseen(named: NamedColumn, value: Exclude<Scalar, null>): boolean {
    const observed = named.column['x-observed'];
    if (!observed) return false;
    const categories = this.observedCategories.get(named.name);
    if (categories && !categories.has(value)) return true;
    if (typeof value !== 'number') return false;
    return (
      (observed.minimum !== undefined && value < observed.minimum) ||
      (observed.maximum !== undefined && value > observed.maximum)
    );
  }
}

/** The value in the column's type, null where that is allowed, undefined where the type is wrong. */
function convert(named: NamedColumn, value: unknown): Scalar | undefined {
  if (value === null) return named.nullable || !named.required ? null : undefined;
  switch (named.kind) {
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
    case 'integer':
      return Number.isSafeInteger(value) ? (value as number) : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'string':
      if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
      if (typeof value !== 'string') return undefined;
      return named.column.format === 'date' && !isDate(value) ? undefined : value;
  }
}

function isDate(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

function missing(named: NamedColumn, row: number, extra: string[]): RowProblem {
  const near = nearest(named.name, extra);
  const hint = near === undefined ? '' : ` (the row has "${near}")`;
  return { row, column: named.name, got: null, expected: `a value: the column is required${hint}` };
}

/** What a column takes, in words: "an integer of at least 1", "one of a, b". */
function expectation({ column, kind, nullable }: NamedColumn): string {
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
function observation({ column }: NamedColumn): string {
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
function brief(value: unknown): unknown {
  if (value === undefined) return null;
  if (typeof value === 'string') return value.length > 100 ? `${value.slice(0, 100)}…` : value;
  // JSON has no infinity: as it is, 1e400 would come back as null.
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return isRecord(value) ? 'an object' : value;
}
