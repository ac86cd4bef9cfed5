import type { TesterText } from '../../../contract/testerText';
import { make, setAttribute, setText } from '../dom';
import { fill } from '../text';

/** So many rows stand in the grid at a time: a thousand rows of inputs would make the page slow. */
export const PAGE = 50;

/** Which rows the grid shows, and the way to those before and after. */
export class GridPager {
  readonly element: HTMLElement;
  private readonly words = make('span', { role: 'status' });
  private readonly earlier: HTMLButtonElement;
  private readonly later: HTMLButtonElement;
  private readonly listeners: (() => void)[] = [];
  private first = 0;

  constructor(
    private readonly text: TesterText,
    turnTo: (first: number) => void,
  ) {
    const button = (label: string, sign: string, step: number): HTMLButtonElement => {
      const made = make('button', { type: 'button', class: 'secondary icon', 'aria-label': label }, sign);
      made.addEventListener('click', () => {
        if (made.getAttribute('aria-disabled') === null) turnTo(this.first + step);
      });
      return made;
    };
    this.earlier = button(text.earlierRows, '‹', -PAGE);
    this.later = button(text.laterRows, '›', PAGE);
    this.element = make('div', { class: 'row-chooser' }, this.earlier, this.words, this.later);
  }

  /** Calls back whenever other rows come on show. */
  onTurn(listener: () => void): void {
    this.listeners.push(listener);
  }

  show(first: number, count: number): void {
    const turned = first !== this.first;
    this.first = first;
    this.element.hidden = count <= PAGE;
    const last = Math.min(first + PAGE, count);
    setText(this.words, fill(this.text.rowsShown, { first: first + 1, last, count }));
    setAttribute(this.earlier, 'aria-disabled', first === 0 ? 'true' : undefined);
    setAttribute(this.later, 'aria-disabled', last === count ? 'true' : undefined);
    if (turned) for (const listener of this.listeners) listener();
  }
}
