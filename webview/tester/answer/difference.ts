import type { Prediction } from '../../../contract/artefact';
import type { TesterModel } from '../../../contract/testerMessages';
import { toleranceOf } from '../../../contract/tolerance';
import { type Measure, measuresOf, readMeasure } from '../measure';

type Row = Record<string, unknown>;

/** What was sent and what came back, as far as a later answer is compared with it. */
export interface Past {
  rows: Row[];
  predictions: Prediction[];
  /** The target's title and the model's version then. */
  from: string;
  /** Whether the row came from a data source, by its key. */
  byKey?: boolean;
}

export interface ScoreChange {
  measure: Measure;
  before: number;
  now: number;
}

/** How the first row's prediction differs from the one before: its numbers, and the columns that were changed. */
export interface Change {
  scores: ScoreChange[];
  columns: { name: string; before: unknown; now: unknown }[];
}

/** What changed between two answers of one row each; undefined where they have several. */
export function changeSince(past: Past, now: Past, model: Pick<TesterModel, 'outputs'>): Change | undefined {
  const [before, after] = [past.rows[0], now.rows[0]];
  if (past.rows.length !== 1 || now.rows.length !== 1 || !before || !after) return undefined;
  const scores = scoreChanges(past.predictions[0], now.predictions[0], model);
  const names = [...new Set([...Object.keys(after), ...Object.keys(before)])];
  const columns = names
    .map((name) => ({ name, before: own(before, name), now: own(after, name) }))
    .filter((each) => !isSame(each.before, each.now));
  return { scores, columns };
}

/** A row's prediction beside the one that training computed for the same row. */
export interface GoldenChange {
  agrees: boolean;
  /** Those beyond the tolerance; empty where only a label or a text differs. */
  scores: ScoreChange[];
}

/**
 * Compares a row's prediction with its golden score: |a - b| <= tolerance * max(|b|, scale), probabilities within
 * `probability`, anything else equal.
 *
 * @returns undefined where the row is no golden one.
 */
export function goldenChange(
  row: Row,
  prediction: Prediction,
  model: Pick<TesterModel, 'outputs' | 'golden' | 'input'>,
): GoldenChange | undefined {
  const { golden } = model;
  const names = model.input['x-order'];
  const found = golden.rows.find((each) =>
    names.every((name) => isSame(own(each.row, name), own(row, name))),
  );
  if (!found) return undefined;
  const beyond = scoreChanges(found.prediction, prediction, model).filter(
    ({ measure, before, now }) =>
      Math.abs(now - before) > toleranceOf(before, measure.label !== undefined, golden),
  );
  const rest =
    JSON.stringify(withoutNumbers(found.prediction)) === JSON.stringify(withoutNumbers(prediction));
  return { agrees: beyond.length === 0 && rest, scores: beyond };
}

function scoreChanges(
  before: Prediction | undefined,
  now: Prediction | undefined,
  model: Pick<TesterModel, 'outputs'>,
): ScoreChange[] {
  return measuresOf(model).flatMap((measure) => {
    const [then, after] = [readMeasure(before, measure, model), readMeasure(now, measure, model)];
    return then === undefined || after === undefined ? [] : [{ measure, before: then, now: after }];
  });
}

/** The prediction with each number as a nought: what is left must be equal. */
function withoutNumbers(prediction: unknown): unknown {
  return JSON.parse(
    JSON.stringify(prediction, (_, value: unknown) => (typeof value === 'number' ? 0 : value)),
  ) as unknown;
}

/** Whether two values mean the same to a model: a value that is not given counts as null. */
function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
}

function own(row: Row, name: string): unknown {
  return Object.hasOwn(row, name) ? row[name] : undefined;
}
