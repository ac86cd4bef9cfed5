import type { NamedColumn, Scalar } from './artefact';

/**
 * What makes a value of a column ordinary: of its type and as training saw it, so that there is nothing to convert, to
 * refuse or to warn of. Nearly all values are, and are let pass by one look.
 */
export interface OrdinaryColumn {
  named: NamedColumn;
  /** Numbers are ordinary from `least` to `most`. */
  least: number;
  most: number;
  /** The ordinary texts or booleans; all where undefined. */
  values: ReadonlySet<unknown> | undefined;
  takesNull: boolean;
}

export function ordinaryColumn(named: NamedColumn): OrdinaryColumn {
  const { column, kind, nullable, required } = named;
  const observed = column['x-observed'];
  const allowed = [column.enum, observed?.categories].filter((values) => values !== undefined);
  const [first, second] = allowed;
  // A number or date out of a list takes the long way: it is rare.
  const isListed = kind === 'number' || kind === 'integer' ? allowed.length > 0 : column.format === 'date';
  return {
    named,
    least: isListed
      ? Infinity
      : Math.max(column.minimum ?? -Infinity, observed?.minimum ?? -Number.MAX_VALUE),
    most: isListed ? -Infinity : Math.min(column.maximum ?? Infinity, observed?.maximum ?? Number.MAX_VALUE),
    values: isListed
      ? new Set()
      : first && new Set(second ? first.filter((value) => second.includes(value)) : first),
    takesNull: nullable || !required,
  };
}

export function isOrdinary(column: OrdinaryColumn, value: unknown): value is Scalar {
  const { kind } = column.named;
  if (typeof value === 'number') {
    if (kind === 'integer' ? !Number.isSafeInteger(value) : kind !== 'number') return false;
    return value >= column.least && value <= column.most;
  }
  if (value === null) return column.takesNull;
  return typeof value === kind && (column.values === undefined || column.values.has(value));
}
