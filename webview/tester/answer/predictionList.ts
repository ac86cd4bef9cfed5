import type { Prediction } from '../../../contract/artefact';
import type { DataRow } from '../../../contract/dataRow';
import type { TesterModel } from '../../../contract/testerMessages';
import type { TesterText } from '../../../contract/testerText';
import { make } from '../dom';
import { fill, valueText } from '../text';
import { shownOutputs } from './shownOutputs';

/** So many rows are listed; the rest stays in the answer as text. */
const MOST_ROWS = 100;

/**
 * The predictions of several rows, one below the other.
 *
 * @param dataRowOf the row of the data that a row is unchanged: what happened in it stands beside the prediction.
 */
export function predictionList(
  all: Prediction[],
  model: TesterModel,
  text: TesterText,
  dataRowOf: (at: number) => DataRow | undefined,
): HTMLElement[] {
  const list = make('dl', { class: 'rows' });
  for (const [index, prediction] of all.slice(0, MOST_ROWS).entries()) {
    const data = dataRowOf(index);
    list.append(
      make('dt', {}, fill(text.row, { row: index + 1 })),
      ...predictionTexts(prediction, model).map((words) => make('dd', {}, words)),
      ...(data ? [make('dd', { class: 'hint' }, actualText(data, text))] : []),
    );
  }
  const nodes: HTMLElement[] =
    model.outputs.length > 1 ? [] : [make('p', { class: 'over' }, text.prediction)];
  nodes.push(list);
  if (all.length > MOST_ROWS) {
    nodes.push(make('p', { class: 'hint' }, fill(text.moreRows, { count: all.length - MOST_ROWS })));
  }
  return nodes;
}

/** What happened in a row of the data. */
export function actualText({ number, actual }: DataRow, text: TesterText): string {
  return fill(text.actual, { number, actual: valueText(actual) });
}

/** A prediction in words, one text for each output. */
export function predictionTexts(prediction: Prediction, model: Pick<TesterModel, 'outputs'>): string[] {
  return shownOutputs(prediction, model).map(({ title, value, unit }) => {
    const named = title === undefined ? value : `${title}: ${value}`;
    return unit === undefined ? named : `${named} ${unit}`;
  });
}
