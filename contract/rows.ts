import { columnsOf, type InputSchema, type NamedColumn, type Row, type Scalar } from './artefact';
import { nearest } from './nearest';
import { isOrdinary, ordinaryColumn, type OrdinaryColumn } from './ordinary';
import { brief, expectation, observation } from './rowText';
import type { RowProblem, RowWarning } from './scoring';
import { isRecord } from './version';

/** At most this many problems are listed; the first twenty are enough to correct a body. */
export const MOST_PROBLEMS = 20;
/** At most this many warnings are listed; the others are counted. */
export const MOST_WARNINGS = 1000;
/** A row may hold this many columns beside the model's own before it is refused as a whole. */
export const MOST_EXTRA_COLUMNS = 256;
/** For so many different extra columns of a request the nearest name is looked for: each search takes a while. */
const MOST_SUGGESTIONS = 100;

/** What a warning says first of a column that the model lacks. */
export const NO_SUCH_COLUMN = 'no such column';

/** What is wrong or odd with the rows of one request. */
export class Findings {
  readonly problems: RowProblem[] = [];
  readonly warnings: RowWarning[] = [];
  /** How many warnings there are beyond those listed. */
  moreWarnings = 0;
  /** What was said of columns that the model lacks: a body may name very many. Most name none. */
  said: Map<string, string> | undefined;

  get isFull(): boolean {
    return this.problems.length >= MOST_PROBLEMS;
  }

  problem(problem: RowProblem): void {
    if (!this.isFull) this.problems.push(problem);
  }

  warn(warning: RowWarning): void {
    if (this.warnings.length < MOST_WARNINGS) this.warnings.push(warning);
    else this.moreWarnings += 1;
  }
}

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
  private readonly ordinary: readonly OrdinaryColumn[];

  constructor(input: InputSchema) {
    this.columns = columnsOf(input);
    this.names = new Set(this.columns.map(({ name }) => name));
    this.observedCategories = new Map(
      this.columns.flatMap(({ name, column }) => {
        const categories = column['x-observed']?.categories;
        return categories ? [[name, new Set(categories)]] : [];
      }),
    );
    this.ordinary = this.columns.map(ordinaryColumn);
  }

  /** Checks what a request holds as `rows`. An empty list and anything but a list of objects are refused. */
  check(rows: unknown): CheckedRows {
    const findings = new Findings();
    const list = this.listOf(rows, findings);
    const values = this.checkPiece(list, 0, findings);
    const { problems, warnings } = findings;
    if (problems.length > 0) return { rows: [], problems, warnings };
    const width = this.columns.length;
    const checked = list.map((_, row) =>
      Object.fromEntries(
        this.columns.map(({ name }, column) => [name, values[row * width + column] ?? null]),
      ),
    );
    return { rows: checked, problems, warnings };
  }

  /** The rows as a list, empty and with a problem where they are none. */
  listOf(rows: unknown, findings: Findings): readonly unknown[] {
    if (Array.isArray(rows) && rows.length > 0) return rows;
    findings.problem({ got: brief(rows), expected: 'a list of at least one row' });
    return [];
  }

  /**
   * Checks some rows of a request, so that a long list can be checked piece by piece.
   *
   * @param first the number of the first of them in the request.
   * @param findings of the whole request; it grows.
   * @returns the values in the columns' types, row after row, each in the order of `columns`. Where a problem was found
   *   they are incomplete.
   */
  checkPiece(rows: readonly unknown[], first: number, findings: Findings): Scalar[] {
    const values = new Array<Scalar>(rows.length * this.columns.length);
    for (let index = 0; index < rows.length && !findings.isFull; index++) {
      this.checkRow(rows[index], first + index, findings, values, index * this.columns.length);
    }
    return values;
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

  private checkRow(row: unknown, index: number, findings: Findings, values: Scalar[], at: number): void {
    if (!isRecord(row)) {
      findings.problem({ row: index, got: brief(row), expected: 'an object of column names and values' });
      return;
    }
    const { ordinary } = this;
    const given = Object.keys(row).length;
    if (given > ordinary.length + MOST_EXTRA_COLUMNS) {
      const expected = `the model's ${ordinary.length} columns`;
      findings.problem({ row: index, got: `${given} columns`, expected });
      return;
    }
    let own = 0;
    for (let position = 0; position < ordinary.length; position++) {
      const column = ordinary[position];
      if (!column) continue;
      const value = row[column.named.name];
      if (isOrdinary(column, value)) {
        own += 1;
        values[at + position] = value;
      } else {
        own += this.checkValue(column.named, row, index, findings, values, at + position);
      }
    }
    if (given !== own) this.warnOfExtra(row, index, findings);
  }

  /** Checks a value that is not ordinary. Gives 1 where the row has the column, else 0. */
  private checkValue(
    named: NamedColumn,
    row: Record<string, unknown>,
    index: number,
    findings: Findings,
    values: Scalar[],
    at: number,
  ): 0 | 1 {
    const { name } = named;
    if (!Object.hasOwn(row, name)) {
      if (named.required) findings.problem(this.missing(named, row, index));
      values[at] = null;
      return 0;
    }
    const value = convert(named, row[name]);
    if (value === undefined || (value !== null && this.beyondLimits(named, value))) {
      findings.problem({ row: index, column: name, got: brief(row[name]), expected: expectation(named) });
      return 1;
    }
    if (value !== null && this.isUnseen(named, value)) {
      findings.warn({ row: index, column: name, got: value, observed: observation(named) });
    }
    values[at] = value;
    return 1;
  }

  private extraOf(row: Record<string, unknown>): string[] {
    return Object.keys(row).filter((name) => !this.names.has(name));
  }

  private missing(named: NamedColumn, row: Record<string, unknown>, index: number): RowProblem {
    const near = nearest(named.name, this.extraOf(row));
    const hint = near === undefined ? '' : ` (the row has "${near}")`;
    return { row: index, column: named.name, got: null, expected: `a value: the column is required${hint}` };
  }

  private warnOfExtra(row: Record<string, unknown>, index: number, findings: Findings): void {
    for (const name of this.extraOf(row)) {
      const observed = this.unknown(name, (findings.said ??= new Map<string, string>()));
      findings.warn({ row: index, column: name, got: brief(row[name]), observed });
    }
  }

  /** What to say of a column that the model lacks. */
  private unknown(name: string, said: Map<string, string>): string {
    const before = said.get(name);
    if (before !== undefined) return before;
    if (said.size >= MOST_SUGGESTIONS) return NO_SUCH_COLUMN;
    const near = nearest(name, [...this.names]);
    const observed = `${NO_SUCH_COLUMN}${near === undefined ? '' : `; the nearest is "${near}"`}`;
    said.set(name, observed);
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
