import type { TesterText } from '../../../contract/testerText';
import { make } from '../dom';
import type { Field } from '../form/fields';
import { fill, readable } from '../text';
import { type Influence, reach } from './sensitivity';
import { valueWords } from './sweepResult';

/** So many columns are listed at first. */
const FIRST = 10;

/** The columns by how far each moves the prediction, as bars on one scale; each leads to its chart. */
export class SensitivityView {
  readonly element = make('div', { class: 'sensitivity' });

  constructor(
    private readonly fields: readonly Field[],
    private readonly text: TesterText,
    private readonly openChart: (column: string) => void,
  ) {}

  /** @param own the score of the row as it is. */
  show(found: readonly Influence[], own: number, untried: readonly string[]): void {
    const moving = found.filter((each) => reach(each) > 0);
    const least = Math.min(own, ...moving.map(({ lowest }) => lowest.score));
    const most = Math.max(own, ...moving.map(({ highest }) => highest.score));
    const nodes: HTMLElement[] = [];
    if (moving.length === 0) nodes.push(make('p', {}, this.text.nothingMoves));
    const list = make('ol', { class: 'influences' });
    const add = (some: readonly Influence[]): void =>
      list.append(...some.map((each) => this.line(each, { own, least, most })));
    add(moving.slice(0, FIRST));
    nodes.push(list);
    if (moving.length > FIRST) {
      const more = make(
        'button',
        { type: 'button', class: 'secondary' },
        fill(this.text.showAll, { count: moving.length }),
      );
      more.addEventListener('click', () => {
        add(moving.slice(FIRST));
        more.remove();
        list.querySelectorAll('button')[FIRST]?.focus();
      });
      nodes.push(more);
    }
    if (untried.length > 0) {
      const columns = untried.map((name) => this.fieldOf(name)?.label ?? name).join(', ');
      nodes.push(make('p', { class: 'hint' }, fill(this.text.untried, { columns })));
    }
    this.element.replaceChildren(...nodes);
  }

  clear(): void {
    this.element.replaceChildren();
  }

  private line(
    { column, lowest, highest }: Influence,
    { own, least, most }: { own: number; least: number; most: number },
  ): HTMLElement {
    const field = this.fieldOf(column);
    const words = field ? valueWords(field.named, this.text.noValue) : String;
    const end = ({ value, score }: Influence['lowest']): string =>
      fill(this.text.atValue, { score: readable(score, 4), value: words(value) });
    const percent = (score: number): number => ((score - least) / (most - least)) * 100;
    const bar = make('span', { class: 'span' });
    bar.style.insetInlineStart = `${percent(lowest.score)}%`;
    bar.style.inlineSize = `${percent(highest.score) - percent(lowest.score)}%`;
    const here = make('span', { class: 'here' });
    here.style.insetInlineStart = `${percent(own)}%`;
    const name = make('button', { type: 'button', class: 'link' }, field?.label ?? column);
    name.addEventListener('click', () => this.openChart(column));
    return make(
      'li',
      {},
      name,
      make('div', { class: 'range', 'aria-hidden': 'true' }, bar, here),
      make('p', { class: 'hint' }, fill(this.text.fromTo, { before: end(lowest), now: end(highest) })),
    );
  }

  private fieldOf(column: string): Field | undefined {
    return this.fields.find(({ name }) => name === column);
  }
}
