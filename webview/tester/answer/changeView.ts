import type { TesterModel } from '../../../contract/testerMessages';
import type { TesterText } from '../../../contract/testerText';
import { make } from '../dom';
import type { Measure } from '../measure';
import { fill, percentText, readable, valueText } from '../text';
import type { Change, GoldenChange, ScoreChange } from './difference';

/** How the answer differs from the one before: the score's difference, and the columns that were changed. */
export function changeView(change: Change, model: TesterModel, text: TesterText): HTMLElement[] {
  if (change.scores.length === 0) return [];
  const [first] = change.scores;
  const single =
    change.scores.length === 1 || (model.outputs.length === 1 && first?.measure.label !== undefined);
  const shown = single ? change.scores.slice(0, 1) : change.scores;
  const words = shown.map((each) =>
    single && each.measure.label === undefined
      ? differenceText(each, text)
      : `${nameOf(each.measure)} ${differenceText(each, text)}`,
  );
  const nodes: HTMLElement[] = [
    make('p', { class: 'since' }, fill(text.sincePrevious, { difference: words.join(' · ') })),
  ];
  if (change.columns.length === 0) return nodes;
  const items = change.columns.slice(0, MOST_COLUMNS).map(({ name, before, now }) => {
    const title = Object.hasOwn(model.input.properties, name)
      ? model.input.properties[name]?.title
      : undefined;
    const values = fill(text.fromTo, { before: valueText(before), now: valueText(now) });
    return make('li', {}, make('span', { class: 'label' }, title ?? name), ` ${values}`);
  });
  nodes.push(make('ul', { class: 'changes', 'aria-label': text.changedColumns }, ...items));
  return nodes;
}

/** More changed columns than this say no more. */
const MOST_COLUMNS = 8;

/** Whether the answer agrees with what training computed for the same row. */
export function goldenView({ agrees, scores }: GoldenChange, text: TesterText): HTMLElement {
  if (agrees) return make('p', { class: 'golden agrees' }, text.goldenAgrees);
  const words = scores.map((each) =>
    fill(text.fromTo, { before: readable(each.before), now: readable(each.now) }),
  );
  return make('p', { class: 'golden mark is-warning' }, `${text.goldenDiffers} ${words.join(' · ')}`.trim());
}

function nameOf({ title, label }: Measure): string {
  return label ?? title;
}

function differenceText({ before, now }: ScoreChange, text: TesterText): string {
  const difference = now - before;
  if (difference === 0) return text.unchanged;
  const sign = difference > 0 ? '+' : '−';
  const share =
    before === 0
      ? ''
      : ` (${sign}${fill(text.percent, { percent: percentText(Math.abs(difference / before)) })})`;
  return `${sign}${readable(Math.abs(difference), 4)}${share}`;
}
