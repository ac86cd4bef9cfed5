import type { TesterModel } from '../../../contract/testerMessages';
import type { TesterText } from '../../../contract/testerText';
import { make, setAttribute, setText } from '../dom';
import { FieldControl, type FieldEvents } from './fieldControl';
import type { Field } from './fields';
import type { Kept } from '../saved';
import { fill } from '../text';
import type { Marks } from './marks';

export interface FormEvents extends FieldEvents {
  editJson(json: string): void;
  pickExample(index: number): void;
  toggleJson(open: boolean): void;
}

/** The request being written: a control for each column, and below them the same as JSON. */
export class FormView {
  readonly element: HTMLElement;
  private readonly controls: FieldControl[];
  private readonly examples: HTMLSelectElement | undefined;
  private readonly manyRows = make('p', { class: 'hint many-rows' });
  private readonly json: HTMLTextAreaElement;
  private readonly details: HTMLDetailsElement;
  private readonly elsewhere = make('ul', { id: 'json-marks', class: 'elsewhere' });

  constructor(
    model: TesterModel,
    fields: readonly Field[],
    private readonly text: TesterText,
    jsonOpen: boolean,
    events: FormEvents,
  ) {
    this.controls = fields.map((field, index) => new FieldControl(field, index, text, events));
    this.examples = model.examples.length > 1 ? this.makeExamples(model, events) : undefined;
    this.json = make('textarea', {
      id: 'json',
      spellcheck: 'false',
      autocomplete: 'off',
      'aria-label': text.json,
      'aria-describedby': 'json-help json-marks',
    });
    this.json.addEventListener('input', () => events.editJson(this.json.value));
    this.details = make(
      'details',
      { class: 'json', open: jsonOpen },
      make('summary', {}, text.json),
      make('p', { id: 'json-help', class: 'hint' }, text.jsonHelp),
      this.json,
    );
    this.details.addEventListener('toggle', () => events.toggleJson(this.details.open));
    this.element = make('div', { class: 'form' });
    if (this.examples) {
      const label = make('label', { for: 'examples' }, make('span', { class: 'label' }, text.examples));
      this.element.append(
        make('div', { class: 'field examples' }, label, make('div', { class: 'select' }, this.examples)),
      );
    }
    this.element.append(
      this.manyRows,
      make(
        'div',
        { class: 'fields', role: 'group', 'aria-label': text.formTitle },
        ...this.controls.map(({ element }) => element),
      ),
      this.details,
      // Outside: what is marked in the JSON is said even while it is folded, or nobody would find it.
      this.elsewhere,
    );
  }

  show({ draft, example }: Kept, marks: Marks): void {
    for (const control of this.controls) {
      const { name } = control.field;
      const value = Object.hasOwn(draft.fields, name) ? (draft.fields[name] ?? '') : '';
      control.show(value, draft.others.includes(name), marks.fields.get(name));
    }
    if (this.examples) this.examples.value = draft.touched ? '' : String(example);
    setText(this.manyRows, fill(this.text.manyRows, { count: draft.rows.length }));
    this.manyRows.hidden = draft.rows.length < 2;
    if (this.json.value !== draft.json) this.json.value = draft.json;
    this.json.rows = Math.min(24, Math.max(6, draft.json.split('\n', 25).length));
    const inJson = marks.elsewhere.some(({ level }) => level === 'problem');
    setAttribute(this.json, 'aria-invalid', inJson ? 'true' : undefined);
    this.showElsewhere(marks);
  }

  /** Moves the focus to what must be corrected first. */
  focusFirstProblem(marks: Marks): void {
    const control = this.controls.find(({ field }) => marks.fields.get(field.name)?.level === 'problem');
    if (control && this.json.getAttribute('aria-invalid') === null) {
      control.focus();
      return;
    }
    this.details.open = true;
    this.json.focus();
    this.elsewhere.scrollIntoView({ block: 'nearest' });
  }

  private showElsewhere({ elsewhere }: Marks): void {
    const texts = elsewhere.map(({ level, text }) => `${level} ${text}`).join('\n');
    if (this.elsewhere.dataset['texts'] === texts) return;
    this.elsewhere.dataset['texts'] = texts;
    this.elsewhere.replaceChildren(
      ...elsewhere.map(({ level, text }) => make('li', { class: `mark is-${level}` }, text)),
    );
  }

  private makeExamples({ examples }: TesterModel, events: FormEvents): HTMLSelectElement {
    const select = make(
      'select',
      { id: 'examples' },
      make('option', { value: '', disabled: true }, this.text.ownValues),
      ...examples.map(({ title }, index) => make('option', { value: String(index) }, title)),
    );
    select.addEventListener('change', () => events.pickExample(Number(select.value)));
    return select;
  }
}
