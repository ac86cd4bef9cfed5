import type { TesterText } from '../../../contract/testerText';
import { make, setAttribute, setText } from '../dom';
import { fill } from '../text';

/** Which of several rows the form shows, with the way to the one before and after. */
export class RowChooser {
  readonly element: HTMLElement;
  private readonly words = make('span', { class: 'row-of', role: 'status' });
  private readonly previous: HTMLButtonElement;
  private readonly next: HTMLButtonElement;
  private at = 0;

  constructor(
    private readonly text: TesterText,
    select: (row: number) => void,
  ) {
    const button = (label: string, sign: string, step: number): HTMLButtonElement => {
      const made = make('button', { type: 'button', class: 'secondary icon', 'aria-label': label }, sign);
      made.addEventListener('click', () => {
        if (made.getAttribute('aria-disabled') === null) select(this.at + step);
      });
      return made;
    };
    this.previous = button(text.previousRow, '‹', -1);
    this.next = button(text.nextRow, '›', 1);
    this.element = make('div', { class: 'row-chooser' }, this.previous, this.words, this.next);
  }

  show(at: number, count: number): void {
    this.at = at;
    this.element.hidden = count < 2;
    setText(this.words, fill(this.text.rowOf, { row: at + 1, count }));
    // Disabled for the eye only: a button that loses the focus would throw the keyboard back to the page's start.
    setAttribute(this.previous, 'aria-disabled', at === 0 ? 'true' : undefined);
    setAttribute(this.next, 'aria-disabled', at === count - 1 ? 'true' : undefined);
  }
}
