import { isRecord } from '../../../../contract/version';
import { type Field, valueOf } from '../fields';
import { readPython } from './pythonLiteral';
import { readFrame, readSeparated, readSeries, type Table } from './tables';

/** What became of a text that was pasted. */
export type Pasted =
  | {
      kind: 'rows';
      rows: Record<string, unknown>[];
      /** Columns of the model that the text has not. */
      missing: string[];
      /** Columns of the text that the model has not; they are left out. */
      unknown: string[];
    }
  /** `cut`: pandas left something out of its print. `header`: which column is which cannot be told. */
  | { kind: 'refused'; why: 'empty' | 'cut' | 'header' | 'unreadable' };

/** What stands for "no value" in prints and sheets. */
const NOTHING = new Set(['', 'nan', 'none', 'null', 'na', 'n/a', '<na>', 'nat', '#n/a']);

/**
 * The rows in a text from a spreadsheet (tabs, semicolons or commas, with or without a line of names), in the print of a
 * DataFrame or Series, in a Python dict or list of dicts, or in JSON. Columns are found by name or title.
 */
export function readPasted(text: string, fields: readonly Field[]): Pasted {
  const trimmed = text.replace(/^\ufeff/, '');
  if (trimmed.trim() === '') return { kind: 'refused', why: 'empty' };
  if (/^\s*[[{(]/.test(trimmed)) {
    const records = recordsOf(literal(trimmed.trim()));
    return records ? ofRecords(records, fields) : { kind: 'refused', why: 'unreadable' };
  }
  const isSeparated = /\t/.test(trimmed);
  if (!isSeparated && /^\s*\.\.\.|\s\.\.\.\s/m.test(trimmed)) return { kind: 'refused', why: 'cut' };
  const printed = isSeparated ? undefined : (readSeries(trimmed) ?? frameOf(trimmed));
  return ofTable(printed ?? withHeader(readSeparated(trimmed), fields), fields);
}

function frameOf(text: string): Table | undefined {
  const inner = text.replace(/^(\s*\n)+/, '');
  return /^\s/.test(inner) ? readFrame(inner) : undefined;
}

function literal(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return readPython(text)?.value;
  }
}

/** A list of rows, one row, a request's body, or a dict of columns as `DataFrame.to_dict()` and `"list"` give it. */
function recordsOf(value: unknown): Record<string, unknown>[] | undefined {
  if (Array.isArray(value)) return value.length > 0 && value.every(isRecord) ? value : undefined;
  if (!isRecord(value)) return undefined;
  if (Array.isArray(value['rows'])) return recordsOf(value['rows']);
  const columns = Object.entries(value);
  if (columns.length === 0) return undefined;
  const isNested = columns.every(([, each]) => Array.isArray(each) || isRecord(each));
  if (!isNested) return [value];
  const lists = columns.map(([name, each]) => [name, Object.values(each as object)] as const);
  const length = lists[0]?.[1].length ?? 0;
  if (length === 0 || lists.some(([, each]) => each.length !== length)) return undefined;
  return Array.from({ length }, (_, row) =>
    Object.fromEntries(lists.map(([name, each]) => [name, each[row] as unknown])),
  );
}

function ofRecords(records: Record<string, unknown>[], fields: readonly Field[]): Pasted {
  const columns = new Columns([...new Set(records.flatMap((row) => Object.keys(row)))], fields);
  if (columns.known.length === 0) return { kind: 'refused', why: 'header' };
  const rows = records.map((row) =>
    Object.fromEntries(
      columns.known
        .filter(({ name }) => Object.hasOwn(row, name))
        .map(({ name, field }) => [field.name, row[name]]),
    ),
  );
  return { kind: 'rows', rows, missing: columns.missing, unknown: columns.unknown };
}

function ofTable({ header, cells }: Table, fields: readonly Field[]): Pasted {
  const columns = new Columns(header ?? [], fields);
  if (columns.known.length === 0) return { kind: 'refused', why: 'header' };
  if (cells.length === 0) return { kind: 'refused', why: 'empty' };
  const rows = cells.map((row) =>
    Object.fromEntries(
      columns.known
        .map(({ field, at }) => [field.name, cellValue(field, row[at] ?? '')] as const)
        .filter(([, value]) => value !== undefined),
    ),
  );
  return { kind: 'rows', rows, missing: columns.missing, unknown: columns.unknown };
}

/** Without a line of names the cells are the model's columns in order, if there are just as many. */
function withHeader(rows: string[][], fields: readonly Field[]): Table {
  const [first = [], ...rest] = rows;
  if (first.some((cell) => fieldCalled(cell, fields))) return { header: first, cells: rest };
  if (rows.every((row) => row.length === fields.length)) {
    return { header: fields.map(({ name }) => name), cells: rows };
  }
  return { cells: rows };
}

/** What a cell of a sheet or print stands for: undefined where it has no value. */
export function cellValue(field: Field, cell: string): unknown {
  const text = cell.trim();
  if (NOTHING.has(text.toLowerCase())) return valueOf(field, '');
  const { kind } = field.named;
  if (kind === 'boolean') return valueOf(field, text.toLowerCase());
  if (kind === 'string') return field.named.column.format === 'date' ? text.slice(0, 10) : text;
  return valueOf(field, kind === 'integer' ? text.replace(/\.0+$/, '') : withPoint(text));
}

/**
 * "44,5" of a sheet with a decimal comma is 44.5. "1,234" may be either and stays as it is, for a person to correct.
 */
function withPoint(text: string): string {
  return /^[+-]?\d+,(\d{1,2}|\d{4,})$/.test(text) ? text.replace(',', '.') : text;
}

class Columns {
  readonly known: { name: string; field: Field; at: number }[] = [];
  readonly missing: string[];
  readonly unknown: string[] = [];

  constructor(names: readonly string[], fields: readonly Field[]) {
    for (const [at, name] of names.entries()) {
      const field = fieldCalled(name, fields);
      if (field && !this.known.some((each) => each.field === field)) this.known.push({ name, field, at });
      else if (name.trim() !== '') this.unknown.push(name.trim());
    }
    const found = new Set(this.known.map(({ field }) => field));
    this.missing = fields.filter((field) => !found.has(field)).map(({ name }) => name);
  }
}

function fieldCalled(name: string, fields: readonly Field[]): Field | undefined {
  const wanted = name.trim();
  const folded = wanted.toLowerCase();
  return (
    fields.find((field) => field.name === wanted) ??
    fields.find((field) => field.name.toLowerCase() === folded || field.label.toLowerCase() === folded)
  );
}
