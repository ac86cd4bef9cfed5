import type { TesterText } from '../../../contract/testerText';
import { make, setAttribute, setText } from '../dom';
import type { FieldEdit } from './draft';
import { NULL_TEXT, type Field } from './fields';
import { fill } from '../text';
import type { Mark } from './marks';
import { NullBox } from './nullBox';
import { Slider } from './slider';

/** The entry of a select that opens a text for anything else. No category can be it: it holds a line feed. */
const OTHER = 'other\n';

export interface FieldEvents {
  edit(change: FieldEdit): void;
}

/** One labelled control with its hints and its mark. */
export class FieldControl {
  readonly element: HTMLElement;
  private readonly input: HTMLInputElement;
  private readonly select: HTMLSelectElement | undefined;
  private readonly slider: Slider | undefined;
  private readonly nullBox: NullBox | undefined;
  private readonly mark: HTMLElement;

  /** @param id of the control; unique in the page. */
  constructor(
    readonly field: Field,
    id: string,
    private readonly text: TesterText,
    private readonly events: FieldEvents,
  ) {
    const described = [
      ...(field.description === undefined ? [] : [`${id}-about`]),
      ...(field.hints.length === 0 ? [] : [`${id}-hint`]),
      `${id}-mark`,
    ].join(' ');
    const common = {
      'aria-describedby': described,
      'aria-required': field.empty === 'missing' ? 'true' : undefined,
    };
    this.select = field.control === 'choice' ? this.makeSelect(id, common) : undefined;
    this.input = this.makeInput(this.select ? `${id}-other` : id, common);
    this.mark = make('p', { id: `${id}-mark`, class: 'mark' });
    const label = make('label', { for: id }, make('span', { class: 'label' }, field.label));
    if (field.unit !== undefined) label.append(make('span', { class: 'unit' }, ` ${field.unit}`));
    if (field.empty === 'missing') {
      label.append(
        make('span', { class: 'required', 'aria-hidden': 'true', title: text.requiredMark }, '\u00a0*'),
      );
    }
    this.element = make('div', { class: 'field' }, label);
    if (this.select) this.element.append(make('div', { class: 'select' }, this.select));
    if (!this.select || field.takesOthers) this.element.append(this.input);
    this.slider = Slider.of(field, this.input);
    if (this.slider) this.element.append(this.slider.element);
    this.nullBox = this.select
      ? undefined
      : NullBox.of(field, `${id}-null`, text, (isNull) => this.setNull(isNull));
    if (this.nullBox) this.element.append(this.nullBox.element);
    if (field.description !== undefined) {
      this.element.append(make('p', { id: `${id}-about`, class: 'hint' }, field.description));
    }
    if (field.hints.length > 0) {
      this.element.append(make('p', { id: `${id}-hint`, class: 'hint' }, field.hints.join(' · ')));
    }
    this.element.append(this.mark);
  }

  /** Shows a text, unless the control already stands for it: the caret stays where it is. */
  show(value: string, isOther: boolean, mark: Mark | undefined): void {
    if (this.select) this.showChoice(this.select, value, isOther);
    const isNull = value === NULL_TEXT;
    const shown = isNull ? '' : value;
    if (this.field.control === 'date') this.input.type = isShownByDate(shown) ? 'date' : 'text';
    if (this.input.value !== shown) this.input.value = shown;
    this.slider?.show(shown);
    this.showNull(isNull);
    setText(this.mark, mark?.text ?? '');
    this.element.classList.toggle('has-problem', mark?.level === 'problem');
    this.element.classList.toggle('has-warning', mark?.level === 'warning');
    for (const control of [this.input, this.select]) {
      if (control) setAttribute(control, 'aria-invalid', mark?.level === 'problem' ? 'true' : undefined);
    }
  }

  focus(): void {
    const control = this.select && (this.input.hidden || !this.field.takesOthers) ? this.select : this.input;
    control.focus();
    // The whole field: its mark stands below the control.
    this.element.scrollIntoView({ block: 'nearest' });
  }

  /** A value that is null has nothing to be typed: text and slider wait until it is not. */
  private showNull(isNull: boolean): void {
    if (!this.nullBox) return;
    this.nullBox.show(isNull);
    this.input.disabled = isNull;
    if (this.slider) this.slider.element.disabled = isNull;
  }

  private setNull(isNull: boolean): void {
    this.events.edit({ field: this.field, text: isNull ? NULL_TEXT : '', isOther: false });
  }

  private showChoice(select: HTMLSelectElement, value: string, isOther: boolean): void {
    this.input.hidden = !isOther;
    const wanted = isOther ? OTHER : value;
    select.querySelector('option[data-unlisted]')?.remove();
    if (![...select.options].some((option) => option.value === wanted)) {
      select.append(
        make('option', { value, 'data-unlisted': true }, value === '' ? this.text.choose : value),
      );
    }
    select.value = wanted;
  }

  private makeSelect(id: string, common: Record<string, string | undefined>): HTMLSelectElement {
    const { choices, empty, takesOthers } = this.field;
    const select = make('select', { id, ...common });
    const { noValue, notOverridden } = this.text;
    const isOverride = empty === 'fetched';
    if (empty !== 'missing') {
      select.append(make('option', { value: '' }, isOverride ? notOverridden : noValue));
    }
    if (isOverride && this.field.named.nullable) select.append(make('option', { value: NULL_TEXT }, noValue));
    select.append(...choices.map(({ text, label }) => make('option', { value: text }, label)));
    if (takesOthers) select.append(make('option', { value: OTHER }, this.text.anotherValue));
    select.addEventListener('change', () => {
      const isOther = select.value === OTHER;
      this.events.edit({ field: this.field, text: isOther ? this.input.value : select.value, isOther });
      if (!isOther) return;
      this.input.focus();
      this.input.select();
    });
    return select;
  }

  private makeInput(id: string, common: Record<string, string | undefined>): HTMLInputElement {
    const { control, named, label } = this.field;
    const input = make('input', {
      id,
      type: control === 'date' ? 'date' : 'text',
      inputmode: named.kind === 'integer' ? 'numeric' : named.kind === 'number' ? 'decimal' : undefined,
      autocomplete: 'off',
      spellcheck: 'false',
      'aria-label': this.select ? fill(this.text.anotherValueOf, { label }) : undefined,
      ...common,
    });
    input.addEventListener('input', () =>
      this.events.edit({ field: this.field, text: input.value, isOther: this.select !== undefined }),
    );
    return input;
  }
}

/** A date control shows nothing for a text that is no date; such a text is shown as it is. */
function isShownByDate(value: string): boolean {
  return value === '' || (/^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value)));
}
