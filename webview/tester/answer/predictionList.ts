import type { Prediction } from '../../../contract/artefact';
import type { TesterModel } from '../../../contract/testerMessages';
import type { TesterText } from '../../../contract/testerText';
import { make } from '../dom';
import { fill } from '../text';
import { shownOutputs } from './shownOutputs';

/** So many rows are listed; the rest stays in the answer as text. */
const MOST_ROWS = 100;

/** The predictions of several rows, one below the other. */
export function predictionList(all: Prediction[], model: TesterModel, text: TesterText): HTMLElement[] {
  const list = make('dl', { class: 'rows' });
  for (const [index, prediction] of all.slice(0, MOST_ROWS).entries()) {
    list.append(
      make('dt', {}, fill(text.row, { row: index + 1 })),
      ...predictionTexts(prediction, model).map((words) => make('dd', {}, words)),
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

/** A prediction in words, one text for each output. */
export function predictionTexts(prediction: Prediction, model: Pick<TesterModel, 'outputs'>): string[] {
  return shownOutputs(prediction, model).map(({ title, value, unit }) => {
    const named = title === undefined ? value : `${title}: ${value}`;
    return unit === undefined ? named : `${named} ${unit}`;
  });
}
