import {
  columnsOf,
  type InputSchema,
  type NamedColumn,
  type Output,
  type Prediction,
  type Scalar,
} from '../../../contract/artefact';
import { Failure } from '../../../contract/failure';
import { isRecord } from '../../../contract/version';
import type { Separator } from './csv';

/** Reads the cells of a file as the rows of a model. */
export interface RowReader {
  /** A row with the model's columns; other cells are left out. What cannot be read stays a text, for validation to refuse. */
  row(cells: readonly string[]): Record<string, unknown>;
}

/**
 * How the cells of a file with this header become rows.
 *
 * @throws Failure `columns-missing` where the file lacks columns that the model needs.
 */
export function rowReader(header: readonly string[], input: InputSchema, separator: Separator): RowReader {
  const columns = columnsOf(input).map((named) => ({ named, at: header.indexOf(named.name) }));
  const missing = columns.filter(({ named, at }) => named.required && at === -1);
  if (missing.length > 0) {
    const names = missing.map(({ named }) => named.name).join(', ');
    throw new Failure(
      'columns-missing',
      `The file has no column ${names}, which the model needs; its columns are ${header.slice(0, 20).join(', ')}.`,
      'Add the columns, or rename those that hold them.',
    );
  }
  const present = columns.filter(({ at }) => at !== -1);
  return {
    row: (cells) =>
      Object.fromEntries(
        present.map(({ named, at }) => [named.name, valueOf(cells[at] ?? '', named, separator)]),
      ),
  };
}

/** A cell as a value of its column. An empty one is null; with semicolons between cells a comma may stand for the point. */
function valueOf(cell: string, { kind }: NamedColumn, separator: Separator): Scalar {
  if (cell === '') return null;
  if (kind === 'string') return cell;
  const text = cell.trim();
  if (kind === 'boolean') {
    if (/^(true|1|yes)$/i.test(text)) return true;
    return /^(false|0|no)$/i.test(text) ? false : cell;
  }
  const number = Number(separator === ';' ? text.replace(/^([-+]?\d*),(\d+)$/, '$1.$2') : text);
  return Number.isFinite(number) && text !== '' ? number : cell;
}

/** The columns that scoring adds to a file, and what they hold for a row. */
export interface ResultColumns {
  header: string[];
  cells(prediction: Prediction): string[];
}

/** One column for each value that the model predicts, and one for each probability, with names that the file lacks. */
export function resultColumns(header: readonly string[], outputs: readonly Output[]): ResultColumns {
  const several = outputs.length > 1;
  const names = outputs.flatMap(({ name, probabilities }) => {
    const end = several ? `_${name}` : '';
    const labels = probabilities?.labels ?? [];
    return [`prediction${end}`, ...labels.map((label) => `probability${end}_${String(label)}`)];
  });
  const cells = (prediction: Prediction): string[] =>
    outputs.flatMap(({ name, probabilities }) => {
      const given: unknown = prediction;
      const value = several && isRecord(given) ? given[name] : given;
      if (!probabilities) return [cellOf(value)];
      const { label, probabilities: found } = isRecord(value) ? value : {};
      const shares = isRecord(found) ? found : {};
      return [cellOf(label), ...probabilities.labels.map((each) => cellOf(shares[String(each)]))];
    });
  return { header: names.map((name) => free(name, header)), cells };
}

/** A name that none of the others has. */
export function free(name: string, others: readonly string[]): string {
  return others.includes(name) ? free(`${name}_`, others) : name;
}

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : JSON.stringify(value);
}
