import type { NamedColumn, Prediction } from '../../../contract/artefact';
import type { TesterModel } from '../../../contract/testerMessages';
import { type Measure, readMeasure } from '../measure';
import { valueText } from '../text';
import type { ChartData, Series } from './chart/scene';
import { type Sweep, sweptRows } from './sweep';

type Row = Record<string, unknown>;

/** What was asked for a chart: rows of the request, each over the values of a column. */
export interface SweepQuestion {
  named: NamedColumn;
  sweep: Sweep;
  /** With the number of each in the request, from 0. */
  rows: { row: Row; index: number }[];
}

/** The rows that one batch asks: those of the request as they are, then each over the values. */
export function questionRows({ named, sweep, rows }: SweepQuestion): Row[] {
  const own = rows.map(({ row }) => row);
  return [...own, ...sweptRows(own, named.name, sweep.values)];
}

/** What a chart shows of the predictions for `questionRows`. */
export function chartData(
  question: SweepQuestion,
  predictions: readonly Prediction[],
  measure: Measure,
  model: Pick<TesterModel, 'outputs'>,
  words: {
    xTitle: string;
    yTitle: string;
    rowName: (index: number) => string;
    value: (value: unknown) => string;
  },
): ChartData {
  const { sweep, rows, named } = question;
  const count = sweep.values.length;
  const scores = predictions.map((each) => readMeasure(each, measure, model));
  const series = rows.map(({ row, index }, at): Series => {
    const own = scores[at];
    const place = placeOf(Object.hasOwn(row, named.name) ? row[named.name] : null, sweep);
    const first = rows.length + at * count;
    return {
      name: words.rowName(index),
      scores: scores.slice(first, first + count),
      ...(own !== undefined && place !== undefined && { own: { at: place, score: own } }),
    };
  });
  const values = sweep.kind === 'line' ? sweep.values.map(Number) : sweep.values.map(words.value);
  return { kind: sweep.kind, values, series, xTitle: words.xTitle, yTitle: words.yTitle };
}

/** Where a row's own value stands among the values, maybe between two; undefined outside of them. */
function placeOf(value: unknown, { values, kind }: Sweep): number | undefined {
  const exact = values.findIndex((each) => each === value || (value === undefined && each === null));
  if (exact !== -1) return exact;
  if (kind === 'categories' || typeof value !== 'number') return undefined;
  const after = values.findIndex((each) => Number(each) > value);
  if (after < 1) return undefined;
  const [low, high] = [Number(values[after - 1]), Number(values[after])];
  return after - 1 + (value - low) / (high - low);
}

/** A chart's data as lines of a table: a value and the score of each row. */
export function tableOf({ values, series, xTitle }: ChartData): unknown[][] {
  return [
    [xTitle, ...series.map(({ name }) => name)],
    ...values.map((value, index) => [value, ...series.map(({ scores }) => scores[index] ?? null)]),
  ];
}

/** The words of a value: a category's label where it has one. */
export function valueWords({ column }: NamedColumn, nothing: string): (value: unknown) => string {
  const labels = column['x-labels'] ?? {};
  return (value) => {
    if (value === null || value === undefined) return nothing;
    const known = valueText(value);
    return Object.hasOwn(labels, known) ? `${known} – ${labels[known] ?? ''}` : known;
  };
}
