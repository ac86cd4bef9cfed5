import { make } from '../dom';
import { type Field } from './fields';
import { sliderRange, stepped } from './sliderRange';

/**
 * A slider beside a number's text, where its range is known. It is a way to try values by hand; the arrows in the text
 * do the same for the keyboard, so it is no stop of its own and not read out a second time.
 */
export class Slider {
  readonly element: HTMLInputElement;
  private readonly range: NonNullable<ReturnType<typeof sliderRange>>;

  private constructor(range: NonNullable<ReturnType<typeof sliderRange>>, text: HTMLInputElement) {
    this.range = range;
    const { least, most, step } = range;
    this.element = make('input', {
      type: 'range',
      class: 'slider',
      min: String(least),
      max: String(most),
      step: String(step),
      tabindex: '-1',
      'aria-hidden': 'true',
    });
    const set = (value: string): void => {
      text.value = value;
      text.dispatchEvent(new Event('input'));
    };
    this.element.addEventListener('input', () =>
      set(String(Number(Number(this.element.value).toPrecision(6)))),
    );
    text.addEventListener('keydown', (event) => {
      const up = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
      if (up === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      set(stepped(text.value, up, range));
    });
  }

  /** @returns undefined where a field has no range to slide over. */
  static of(field: Field, text: HTMLInputElement): Slider | undefined {
    const range = sliderRange(field);
    return range && new Slider(range, text);
  }

  /** Follows the text; a value beyond the range stands at its end. */
  show(text: string): void {
    const value = Number(text);
    const isKnown = text.trim() !== '' && Number.isFinite(value);
    this.element.value = String(isKnown ? value : this.range.least);
    this.element.classList.toggle('without-value', !isKnown);
  }
}
