import type { Metric } from '../../contract/artefact';

/** How a measure is beside that of another version. */
export type Verdict = 'better' | 'worse' | 'unchanged' | 'changed' | 'added' | 'removed';

export interface MetricChange {
  title: string;
  value?: number;
  /** The value of the other version. */
  other?: number;
  verdict?: Verdict;
}

/** Values that differ by less than this share are the same: another processor's arithmetic. */
const SAME = 1e-9;

/**
 * The measures of a version beside those of another, in the order of the first; what only the other has comes last.
 *
 * @param others absent where there is nothing to compare with.
 */
export function changesOf(metrics: Metric[], others: Metric[] | undefined): MetricChange[] {
  if (!others) return metrics.map(({ title, value }) => ({ title, value }));
  const byName = new Map(others.map((metric) => [metric.name, metric]));
  const named = new Set(metrics.map(({ name }) => name));
  return [
    ...metrics.map(({ name, title, value, better }): MetricChange => {
      const other = byName.get(name)?.value;
      if (other === undefined) return { title, value, verdict: 'added' };
      return { title, value, other, verdict: verdictOf(value, other, better) };
    }),
    ...others
      .filter(({ name }) => !named.has(name))
      .map(({ title, value }): MetricChange => ({ title, other: value, verdict: 'removed' })),
  ];
}

function verdictOf(value: number, other: number, better: Metric['better']): Verdict {
  if (Math.abs(value - other) <= SAME * Math.max(Math.abs(value), Math.abs(other))) return 'unchanged';
  switch (better) {
    case 'higher':
      return value > other ? 'better' : 'worse';
    case 'lower':
      return value < other ? 'better' : 'worse';
    case 'one':
      return Math.abs(value - 1) < Math.abs(other - 1) ? 'better' : 'worse';
    case undefined:
      return 'changed';
  }
}

/** A number with at most four digits that count, in thousands where it is large. */
export function figure(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: Math.abs(value) >= 1000 ? 7 : 4 });
}

/** A difference with its sign. */
export function signed(difference: number): string {
  return difference > 0 ? `+${figure(difference)}` : figure(difference).replace('-', '−');
}
