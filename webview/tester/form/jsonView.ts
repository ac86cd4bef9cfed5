import type { TesterText } from '../../../contract/testerText';
import { make, setAttribute } from '../dom';
import type { Draft } from './draft';

/** All rows as JSON, in step with the form. */
export class JsonView {
  readonly element: HTMLElement;
  private readonly area: HTMLTextAreaElement;

  constructor(text: TesterText, events: { editJson: (json: string) => void; openEditor: () => void }) {
    this.area = make('textarea', {
      id: 'json',
      spellcheck: 'false',
      autocomplete: 'off',
      'aria-label': text.json,
      'aria-describedby': 'json-help json-marks',
    });
    this.area.addEventListener('input', () => events.editJson(this.area.value));
    const open = make('button', { type: 'button', class: 'secondary' }, text.editInEditor);
    open.addEventListener('click', () => events.openEditor());
    this.element = make(
      'div',
      { class: 'json' },
      make('p', { id: 'json-help', class: 'hint' }, text.jsonHelp),
      this.area,
      make('div', { class: 'buttons' }, open),
    );
  }

  show({ json }: Draft, isBroken: boolean): void {
    if (this.area.value !== json) this.area.value = json;
    this.area.rows = Math.min(24, Math.max(6, json.split('\n', 25).length));
    setAttribute(this.area, 'aria-invalid', isBroken ? 'true' : undefined);
  }

  focus(): void {
    this.area.focus();
  }
}
