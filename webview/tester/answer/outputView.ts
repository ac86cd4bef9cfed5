import type { Prediction } from '../../../contract/artefact';
import type { TesterModel } from '../../../contract/testerMessages';
import type { TesterText } from '../../../contract/testerText';
import { make, setText } from '../dom';
import { mainMeasure, readMeasure } from '../measure';
import { fill, percentText, readable } from '../text';
import type { ShownOutput } from './shownOutputs';
import { meanOf, rankOf } from './trainingScores';

/** One output of one row: the value large, with what it means below. */
export function outputView(
  { title, value, unit, probabilities }: ShownOutput,
  { prediction, model }: { prediction: Prediction; model: TesterModel },
  text: TesterText,
): HTMLElement {
  const node = make('div', { class: 'output' });
  if (title !== undefined) node.append(make('p', { class: 'output-title' }, title));
  const large = make('span', { class: 'value' }, value);
  const line = make('p', { class: 'prediction' }, large);
  if (unit !== undefined) line.append(' ', make('span', { class: 'unit' }, unit));
  node.append(line);
  const measure = mainMeasure(model);
  const score = measure && readMeasure(prediction, measure, model);
  if (score !== undefined && model.quantiles && model.quantiles.length > 1) {
    node.append(standing(score, model.quantiles, text));
  }
  if (probabilities.length > 0) node.append(bars(probabilities, text));
  if (score !== undefined && measure?.label !== undefined) {
    const other = probabilities.find(({ label }) => label !== measure.label)?.label ?? '';
    node.append(thresholdControl(score, { label: measure.label, other }, { large, model }, text));
  }
  return node;
}

/** Where the score stands among those of the training data. */
function standing(score: number, quantiles: readonly number[], text: TesterText): HTMLElement {
  const rank = rankOf(score, quantiles);
  const [least = 0, most = 0] = [quantiles[0], quantiles.at(-1)];
  const words =
    score < least
      ? text.lowest
      : score > most
        ? text.highest
        : fill(text.higherThan, { percent: Math.round(rank * 100) });
  const pin = make('span', { class: 'pin' });
  pin.style.insetInlineStart = `${rank * 100}%`;
  const median = readable(quantiles[Math.floor(quantiles.length / 2)] ?? 0, 3);
  const mean = readable(meanOf(quantiles), 3);
  return make(
    'div',
    { class: 'standing' },
    make('p', {}, words),
    make('div', { class: 'scale', 'aria-hidden': 'true' }, pin),
    make('p', { class: 'hint' }, fill(text.trainingScores, { median, mean })),
  );
}

function bars(probabilities: ShownOutput['probabilities'], text: TesterText): HTMLElement {
  const list = make('dl', { class: 'bars', 'aria-label': text.probabilities });
  for (const { label, value } of probabilities.slice(0, MOST_BARS)) {
    const bar = make('span', { class: 'bar', 'aria-hidden': 'true' });
    bar.style.inlineSize = `${Math.max(0, Math.min(1, value)) * 100}%`;
    const amount = make('span', { class: 'amount' }, fill(text.percent, { percent: percentText(value) }));
    list.append(make('dt', {}, label), make('dd', {}, make('span', { class: 'track' }, bar), amount));
  }
  return list;
}

/** More labels than this are in the answer's text. */
const MOST_BARS = 20;

/** A slider for the threshold; the large label follows it. */
function thresholdControl(
  score: number,
  { label, other }: { label: string; other: string },
  { large, model }: { large: HTMLElement; model: TesterModel },
  text: TesterText,
): HTMLElement {
  const own = model.threshold ?? 0.5;
  const amount = make('output', { for: 'threshold' }, readable(own, 3));
  const slider = make('input', {
    type: 'range',
    id: 'threshold',
    class: 'slider',
    min: '0',
    max: '1',
    step: '0.01',
    'aria-describedby': 'threshold-help',
  });
  slider.value = String(own);
  slider.addEventListener('input', () => {
    const threshold = Number(slider.value);
    setText(amount, readable(threshold, 3));
    setText(large, score >= threshold ? label : other);
  });
  const help = fill(text.thresholdHelp, { label, other });
  const known =
    model.threshold === undefined ? '' : fill(text.modelThreshold, { threshold: readable(own, 3) });
  return make(
    'div',
    { class: 'threshold' },
    make('label', { for: 'threshold' }, text.threshold, ' ', amount),
    slider,
    make('p', { class: 'hint', id: 'threshold-help' }, `${help} ${known}`.trim()),
  );
}
