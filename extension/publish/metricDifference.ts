import type { Metric } from '../../contract/artefact';

/** A metric of two versions; one of them may not have it. */
export interface MetricDifference {
  title: string;
  before?: number;
  after?: number;
}

/** The metrics of a version beside those of the version before, those that are gone last. */
export function metricDifferences(before: readonly Metric[], after: readonly Metric[]): MetricDifference[] {
  const old = new Map(before.map(({ name, value }) => [name, value]));
  const now = after.map(({ name, title, value }): MetricDifference => {
    const was = old.get(name);
    return { title, after: value, ...(was !== undefined && { before: was }) };
  });
  const gone = before.filter(({ name }) => !after.some((metric) => metric.name === name));
  return [...now, ...gone.map(({ title, value }) => ({ title, before: value }))];
}
