import type { NamedColumn, Scalar } from '../../contract/artefact';
import type { ElementType, GraphValue, Place } from '../engine/engine';

/** How one column reaches the graph. */
export interface Feed {
  column: NamedColumn;
  type: ElementType;
  /** 2 where the graph wants [rows, 1], else 1. */
  rank: number;
  /** What stands for null in a column of texts; the empty text where absent. */
  nullText?: string;
  /** Where it is handed over together with other columns. */
  place?: Place;
}

/** The element types that can hold a column without losing what it means, by the column's type. */
const ACCEPTED: Record<NamedColumn['kind'], readonly ElementType[]> = {
  number: ['float32', 'float64'],
  integer: ['int64', 'int32', 'float32', 'float64'],
  boolean: ['bool', 'int64', 'int32', 'float32', 'float64'],
  string: ['string'],
};

/** Null becomes NaN or a text; the other types have no value that could stand for it. */
const HOLDS_NULL: readonly ElementType[] = ['float32', 'float64', 'string'];

/** The values that a type can hold where a column's own type promises less. */
const RANGES: Partial<Record<ElementType, { least: number; most: number; expected: string }>> = {
  int32: { least: -(2 ** 31), most: 2 ** 31 - 1, expected: 'an integer from -2147483648 to 2147483647' },
  float32: { least: -3.4e38, most: 3.4e38, expected: 'a number from -3.4e38 to 3.4e38' },
};

/** The feed of a column into a graph input, or what is wrong with the input, in words. */
export function feedOf(column: NamedColumn, input: GraphValue): Feed | string {
  const type = ACCEPTED[column.kind].find((accepted) => accepted === input.type);
  const what = `${column.kind} column "${column.name}"`;
  if (!type) return `the ${what} meets a graph input of type ${input.type}`;
  if ((column.nullable || !column.required) && !HOLDS_NULL.includes(type)) {
    return `the ${what} may be null, which a graph input of type ${input.type} cannot hold`;
  }
  const [rows, width] = input.shape;
  const rank = input.shape.length;
  if (rows !== null || rank > 2 || (rank === 2 && width !== 1 && width !== null)) {
    const shape = input.shape.map((size) => size ?? 'N').join(', ');
    return `the ${what} meets a graph input of shape [${shape}] instead of [N] or [N, 1]`;
  }
  const { nullText, place } = input;
  return { column, type, rank, ...(nullText === undefined ? {} : { nullText }), ...(place ? { place } : {}) };
}

/** Whether `beyondType` may find a value that the validator lets pass. */
export function isLimited({ column, type }: Feed): boolean {
  return type in RANGES && (column.kind === 'number' || column.kind === 'integer');
}

/** What the graph's type takes, as `expected` of a problem, when the value is beyond it; else undefined. */
export function beyondType({ type }: Feed, value: Scalar | undefined): string | undefined {
  const range = RANGES[type];
  if (!range || typeof value !== 'number') return undefined;
  return value < range.least || value > range.most ? range.expected : undefined;
}
