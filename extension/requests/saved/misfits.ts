import type { NamedColumn } from '../../../contract/artefact';
import type { PathStep } from '../../../contract/jsonPath';
import { nearest } from '../../../contract/nearest';
import { RowValidator } from '../../../contract/rows';
import type { SavedRequest } from '../../../contract/savedRequest';
import type { TesterModel } from '../../../contract/testerMessages';
import { shortJson } from './compare';

type SavedRow = Record<string, unknown>;

/** What the form of a model says of its rows. */
export type RowModel = Pick<TesterModel, 'input' | 'examples'>;

/** One way in which a saved request no longer fits the model's input schema, in all rows that have it. */
export interface Misfit {
  column: string;
  /** One sentence without a full stop. */
  message: string;
  /** The place in the file of the first row that has it. */
  at: PathStep[];
  /** What makes the rows fit again, in words and as a change of one row; absent where only a person can tell. */
  fix?: { title: string; apply: (row: SavedRow) => SavedRow };
}

/**
 * In what a saved request no longer fits a model: a column that was renamed, that is gone or new, or that takes other
 * values. A request that expects to be refused always fits.
 */
export function misfitsOf(request: SavedRequest, model: RowModel): Misfit[] {
  if ((request.expect?.status ?? 200) >= 400) return [];
  const validator = new RowValidator(model.input);
  const found = new Map<string, Misfit>();
  for (const [row, values] of request.rows.entries()) {
    for (const misfit of misfitsOfRow(values, row, validator, model)) {
      // The same in another row is the same misfit, since its fix changes every row.
      const key = `${misfit.column} ${misfit.fix?.title ?? misfit.message}`;
      if (!found.has(key)) found.set(key, misfit);
    }
  }
  return [...found.values()];
}

/** The rows of a saved request after every fix. */
export function fittedRows(request: SavedRequest, model: RowModel): SavedRow[] {
  let { rows } = request;
  // A column that was renamed may hold a value that is not taken any more: that shows in a second look.
  for (let look = 0; look < 2; look++) {
    const misfits = misfitsOf({ ...request, rows }, model);
    rows = rows.map((row) => misfits.reduce((fitted, { fix }) => fix?.apply(fitted) ?? fitted, row));
  }
  return rows;
}

function misfitsOfRow(values: SavedRow, row: number, validator: RowValidator, model: RowModel): Misfit[] {
  const { columns } = validator;
  const at = (column: string): PathStep[] => ['rows', row, column];
  const names = new Set(columns.map(({ name }) => name));
  const absent = new Set(columns.filter(({ name }) => !Object.hasOwn(values, name)).map(({ name }) => name));
  const misfits: Misfit[] = [];
  for (const extra of Object.keys(values)) {
    if (names.has(extra)) continue;
    const renamed = nearest(extra, [...absent]);
    if (renamed !== undefined) absent.delete(renamed);
    misfits.push({ ...(renamed === undefined ? gone(extra) : moved(extra, renamed)), at: at(extra) });
  }
  for (const named of columns) {
    const { name, required } = named;
    if (absent.has(name)) {
      if (required) misfits.push({ ...added(named, model), at: ['rows', row] });
    } else if (Object.hasOwn(values, name)) {
      const expected = validator.problemOf(named, values[name]);
      if (expected !== undefined) {
        misfits.push({ ...refused(named, values[name], expected, model), at: at(name) });
      }
    }
  }
  return misfits;
}

type Found = Omit<Misfit, 'at'>;

function moved(before: string, column: string): Found {
  return {
    column: before,
    message: `the model has no column "${before}", but "${column}"`,
    fix: {
      title: `Rename "${before}" to "${column}"`,
      apply: (row) =>
        Object.fromEntries(
          Object.entries(row).map(([name, value]) => [name === before ? column : name, value]),
        ),
    },
  };
}

function gone(column: string): Found {
  return {
    column,
    message: `the model has no column "${column}"`,
    fix: {
      title: `Remove "${column}"`,
      apply: (row) => Object.fromEntries(Object.entries(row).filter(([name]) => name !== column)),
    },
  };
}

function added(named: NamedColumn, model: RowModel): Found {
  const { name } = named;
  const message = `the model needs a column "${name}"`;
  const value = ordinaryValue(named, model);
  if (value === undefined) return { column: name, message };
  return {
    column: name,
    message,
    fix: {
      title: `Add "${name}" as ${shortJson(value)}`,
      apply: (row) => (Object.hasOwn(row, name) ? row : { ...row, [name]: value }),
    },
  };
}

function refused(named: NamedColumn, got: unknown, expected: string, model: RowModel): Found {
  const { name } = named;
  const message = `"${name}" is ${shortJson(got)}, but the model takes ${expected}`;
  const value = ordinaryValue(named, model);
  if (value === undefined) return { column: name, message };
  return {
    column: name,
    message,
    fix: {
      title: `Set "${name}" to ${shortJson(value)} instead of ${shortJson(got)}`,
      apply: (row) => (shortJson(row[name] ?? null) === shortJson(got) ? { ...row, [name]: value } : row),
    },
  };
}

/** A value that the model takes: that of its first example, else null where it may be. */
function ordinaryValue({ name, nullable }: NamedColumn, { examples }: RowModel): unknown {
  const value = examples.find(({ row }) => Object.hasOwn(row, name))?.row[name];
  return value ?? (nullable ? null : undefined);
}
