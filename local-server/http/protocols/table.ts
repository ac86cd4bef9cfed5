import type { NamedColumn } from '../../../contract/artefact';
import type { RowProblem } from '../../../contract/scoring';
import { brief } from '../../../contract/rowText';
import { MOST_EXTRA_COLUMNS, MOST_PROBLEMS } from '../../../contract/rows';
import { Slices } from '../../slices';
import { HttpProblem } from '../problem';

/** One column of a table as a protocol sends it: its name, and its value in each row. */
export interface TableColumn {
  readonly name: string;
  at(row: number): unknown;
}

/** So many rows are made in one go. */
const PIECE = 64;

/**
 * A table as rows for the validator. Numbers have no booleans: where a boolean column holds 0 or 1, false or true is
 * meant.
 *
 * @param own the model's columns.
 * @throws HttpProblem 400 where two columns have one name, or there are far too many.
 */
export async function rowsOf(
  table: readonly TableColumn[],
  count: number,
  own: readonly NamedColumn[],
): Promise<Record<string, unknown>[]> {
  refuseWide(table.length, own);
  refuseTwice(table);
  const booleans = new Set(own.filter(({ kind }) => kind === 'boolean').map(({ name }) => name));
  const isBoolean = table.map(({ name }) => booleans.has(name));
  const rows: Record<string, unknown>[] = [];
  const slices = new Slices();
  for (let row = 0; row < count; row++) {
    if (row % PIECE === 0 && slices.isOver) await slices.next();
    rows.push(
      Object.fromEntries(
        table.map((column, index) => {
          const value = column.at(row);
          return [column.name, isBoolean[index] && (value === 0 || value === 1) ? value === 1 : value];
        }),
      ),
    );
  }
  return rows;
}

/** @throws HttpProblem 400 where a table has so many columns that its rows would be refused for it. */
export function refuseWide(width: number, own: readonly NamedColumn[]): void {
  if (width <= own.length + MOST_EXTRA_COLUMNS) return;
  const detail = `There are ${width} columns instead of the model's ${own.length}.`;
  throw new HttpProblem(400, 'too-many-columns', detail, { general: 'There are too many columns.' });
}

function refuseTwice(table: readonly TableColumn[]): void {
  const names = new Set<string>();
  for (const { name } of table) {
    if (names.has(name)) {
      throw new HttpProblem(400, 'column-twice', `The column "${brief(name) as string}" is there twice.`);
    }
    names.add(name);
  }
}

/**
 * Lists of values as rows, one list a row.
 *
 * @param names the columns of the values, in order.
 * @throws HttpProblem 400 where a row is no list of as many values, or two columns have one name.
 */
export async function rowsOfLists(
  lists: readonly unknown[],
  names: readonly string[],
  own: readonly NamedColumn[],
): Promise<Record<string, unknown>[]> {
  refuseWide(names.length, own);
  const problems: RowProblem[] = [];
  const expected = `a list of ${names.length} values: ${names.slice(0, 20).map(brief).join(', ')}`;
  for (const [row, list] of lists.entries()) {
    if (problems.length === MOST_PROBLEMS) break;
    if (Array.isArray(list) && list.length === names.length) continue;
    problems.push({ row, got: brief(list), expected });
  }
  if (problems.length > 0) throw notATable(problems);
  const columns = names.map((name, index) => ({
    name,
    at: (row: number): unknown => (lists[row] as unknown[])[index],
  }));
  return rowsOf(columns, lists.length, own);
}

/**
 * Columns by name as rows; a column is a list of values, or of lists of one value each.
 *
 * @throws HttpProblem 400 where a column is no list, or they differ in length.
 */
export async function rowsOfColumns(
  columns: Readonly<Record<string, unknown>>,
  own: readonly NamedColumn[],
): Promise<Record<string, unknown>[]> {
  const table: TableColumn[] = [];
  const problems: RowProblem[] = [];
  let count: number | undefined;
  for (const [name, list] of Object.entries(columns)) {
    if (problems.length === MOST_PROBLEMS) break;
    if (!Array.isArray(list) || list.length !== (count ??= list.length)) {
      const expected = count === undefined ? 'a list of values' : `a list of ${count} values`;
      problems.push({ column: brief(name) as string, got: brief(list), expected });
      continue;
    }
    table.push({ name, at: (row) => onlyOf(list[row]) });
  }
  if (problems.length > 0) throw notATable(problems);
  return rowsOf(table, count ?? 0, own);
}

/** A column may come as [rows, 1]. */
function onlyOf(value: unknown): unknown {
  return Array.isArray(value) && value.length === 1 ? (value as unknown[])[0] : value;
}

function notATable(problems: RowProblem[]): HttpProblem {
  return new HttpProblem(400, 'rows-invalid', 'The rows have no common columns; see errors.', {
    errors: problems,
  });
}
