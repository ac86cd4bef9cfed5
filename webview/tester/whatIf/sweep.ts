import type { NamedColumn, Scalar } from '../../../contract/artefact';

type Row = Record<string, unknown>;

/** The values of a column that a chart goes over, in order. */
export interface Sweep {
  values: Scalar[];
  /** Along a line, or one beside the other. */
  kind: 'line' | 'categories';
  /** Where the ends come from: what training saw, the hard limits, or the value itself, since nothing else is known. */
  from: 'observed' | 'limits' | 'value';
}

/** A chart that people read has no more categories than this. */
const MOST_CATEGORIES = 60;
const DAY = 86_400_000;

/**
 * The values to try for a column: its categories, both booleans, or so many steps over its range.
 *
 * @param value the row's own, used where nothing says what the range is.
 * @param steps the most numbers along a range.
 * @returns undefined where nothing can be tried: a text without categories, a range of one point.
 */
export function sweepOf(named: NamedColumn, value: unknown, steps: number): Sweep | undefined {
  const { column, kind, nullable } = named;
  const listed = kind === 'boolean' ? [false, true] : (column.enum ?? column['x-observed']?.categories);
  if (listed && listed.length > 0) {
    const values = listed.filter((each) => each !== null).slice(0, MOST_CATEGORIES);
    const from = column['x-observed']?.categories && !column.enum ? 'observed' : 'limits';
    return { values: nullable ? [...values, null] : values, kind: 'categories', from };
  }
  if (column.format === 'date') return dates(value);
  if (kind === 'string') return undefined;
  const range = rangeOf(named, value);
  if (!range) return undefined;
  const values = evenly(range.least, range.most, steps, kind === 'integer');
  return values.length < 2 ? undefined : { values, kind: 'line', from: range.from };
}

/** The rows that are asked: for each row in turn, one for each value. */
export function sweptRows(rows: readonly Row[], column: string, values: readonly Scalar[]): Row[] {
  return rows.flatMap((row) => values.map((value) => ({ ...row, [column]: value })));
}

function rangeOf(
  { column }: NamedColumn,
  value: unknown,
): { least: number; most: number; from: Sweep['from'] } | undefined {
  const seen = column['x-observed'];
  if (seen?.minimum !== undefined && seen.maximum !== undefined) {
    // A hard limit inside of what training saw holds all the same.
    const least = Math.max(seen.minimum, column.minimum ?? -Infinity);
    const most = Math.min(seen.maximum, column.maximum ?? Infinity);
    return least < most ? { least, most, from: 'observed' } : undefined;
  }
  if (column.minimum !== undefined && column.maximum !== undefined) {
    return { least: column.minimum, most: column.maximum, from: 'limits' };
  }
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined;
  const reach = value === 0 ? 1 : Math.abs(value) / 2;
  return {
    least: Math.max(value - reach, column.minimum ?? -Infinity),
    most: Math.min(value + reach, column.maximum ?? Infinity),
    from: 'value',
  };
}

/** Numbers from `least` to `most`, both among them; integers are all of them where they are few enough. */
function evenly(least: number, most: number, steps: number, isInteger: boolean): number[] {
  const [first, last] = isInteger ? [Math.ceil(least), Math.floor(most)] : [least, most];
  if (!(first < last)) return [];
  const count = isInteger ? Math.min(steps, last - first + 1) : steps;
  const points = Array.from({ length: count }, (_, index) => {
    const point = first + ((last - first) * index) / (count - 1);
    return isInteger ? Math.round(point) : Number(point.toPrecision(6));
  });
  // Rounding must not lead beyond the ends.
  [points[0], points[count - 1]] = [first, last];
  return [...new Set(points)];
}

/** A year before and after, in months of 30 days. */
function dates(value: unknown): Sweep | undefined {
  const middle = typeof value === 'string' ? Date.parse(`${value}T00:00:00Z`) : NaN;
  if (Number.isNaN(middle)) return undefined;
  const values = Array.from({ length: 25 }, (_, index) =>
    new Date(middle + (index - 12) * 30 * DAY).toISOString().slice(0, 10),
  );
  return { values, kind: 'categories', from: 'value' };
}
