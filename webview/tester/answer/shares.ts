import type { Additive, Golden } from '../../../contract/artefact';
import { toleranceOf } from '../../../contract/tolerance';

type Row = Record<string, unknown>;

/** The share of one column, on the scale of the link. */
export interface Share {
  column: string;
  share: number;
}

/** How a row's score comes about: `of(own) = of(base)` and all shares. */
export interface Shares {
  /** The score of the base row. */
  base: number;
  own: number;
  /** The largest first. */
  shares: Share[];
}

/** What is asked to find the shares of a row. */
export interface SharesQuestion {
  /** The columns in which the row is not as the base row; each other has no share. */
  columns: string[];
  /** The base row, the row itself, and for each of `columns` the base row with the row's value in it. */
  rows: Row[];
}

interface Link {
  of: (score: number) => number;
  /** How far `of` moves when the score moves by one. */
  slope: (score: number) => number;
}

const LINKS: Record<Additive['link'], Link> = {
  identity: { of: (score) => score, slope: () => 1 },
  log: { of: Math.log, slope: (score) => 1 / score },
  logit: {
    of: (score) => Math.log(score / (1 - score)),
    slope: (score) => 1 / (score * (1 - score)),
  },
};

export function sharesQuestion({ base }: Additive, row: Row): SharesQuestion {
  const columns = Object.keys(base).filter((column) => (valueIn(row, column) ?? null) !== base[column]);
  return { columns, rows: [base, row, ...columns.map((column) => withColumn(base, row, column))] };
}

/**
 * The shares of a row, found out of the scores of the rows that `sharesQuestion` gives, in their order.
 *
 * @param isProbability whether the scores are probabilities, which agree to within another bound.
 * @returns undefined where they do not add up to the row's score, as closely as scores of the model agree: another model
 * answered, or a probability of 0 or 1, of which nothing can be said.
 */
export function sharesOf(
  { link }: Additive,
  columns: readonly string[],
  scores: readonly (number | undefined)[],
  isProbability: boolean,
  golden: Golden,
): Shares | undefined {
  const { of, slope } = LINKS[link];
  const [base = NaN, own = NaN, ...single] = scores.map((score) => score ?? NaN);
  const start = of(base);
  const shares = columns.map((column, at) => ({ column, share: of(single[at] ?? NaN) - start }));
  const blur = (score: number): number => slope(score) * toleranceOf(score, isProbability, golden);
  const rest = of(own) - start - sum(shares.map(({ share }) => share));
  // Each score may be as far off as scores agree; that of the base row is in every share.
  const allowed = blur(own) + Math.abs(columns.length - 1) * blur(base) + sum(single.map(blur));
  // Not a number where a score has no link.
  if (!(Math.abs(rest) <= allowed && Number.isFinite(allowed))) return undefined;
  return { base, own, shares: shares.sort((a, b) => Math.abs(b.share) - Math.abs(a.share)) };
}

function withColumn(base: Row, row: Row, column: string): Row {
  if (Object.hasOwn(row, column)) return { ...base, [column]: row[column] };
  // Left out as in the row: a column that may be left out may not be null for that.
  return Object.fromEntries(Object.entries(base).filter(([name]) => name !== column));
}

/** A row's value; of no column that it inherits, whatever a schema calls it. */
export function valueIn(row: Row, column: string): unknown {
  return Object.hasOwn(row, column) ? row[column] : undefined;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
