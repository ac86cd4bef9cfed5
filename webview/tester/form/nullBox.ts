import type { TesterText } from '../../../contract/testerText';
import { make } from '../dom';
import type { Field } from './fields';
import { fill } from '../text';

/** A check box that overrides a nullable column with null: its text left empty means something else. */
export class NullBox {
  readonly element: HTMLElement;
  private readonly box: HTMLInputElement;

  private constructor(id: string, label: string, text: TesterText, change: (isNull: boolean) => void) {
    this.box = make('input', { type: 'checkbox', id, 'aria-label': fill(text.noValueOf, { label }) });
    this.box.addEventListener('change', () => change(this.box.checked));
    this.element = make('label', { class: 'check', for: id }, this.box, text.noValue);
  }

  /** @returns undefined for a field that takes no null, or of which an empty text is null already. */
  static of(
    { named, empty, label }: Field,
    id: string,
    text: TesterText,
    change: (isNull: boolean) => void,
  ): NullBox | undefined {
    return empty === 'fetched' && named.nullable ? new NullBox(id, label, text, change) : undefined;
  }

  show(isNull: boolean): void {
    this.box.checked = isNull;
  }
}
