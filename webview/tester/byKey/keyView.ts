import type { TesterText } from '../../../contract/testerText';
import { make, setAttribute, setText } from '../dom';
import type { FieldEdit } from '../form/draft';
import { FieldControl } from '../form/fieldControl';
import type { Field } from '../form/fields';
import type { KeyDraft } from './keyDraft';
import type { KeyMarks } from './keyMarks';

export interface KeyEvents {
  editKey(featureKey: string): void;
  editOverride(change: FieldEdit): void;
}

/** A request by key: the key, and a control for each column that may replace what the data source has. */
export class KeyView {
  readonly element: HTMLElement;
  private readonly input: HTMLInputElement;
  private readonly mark = make('p', { id: 'feature-key-mark', class: 'mark' });
  private readonly keyField: HTMLElement;
  private readonly controls: FieldControl[];
  /** A key that nobody has tried to send is not missing yet. */
  private wasTried = false;

  /** @param fields those for overrides. */
  constructor(fields: readonly Field[], text: TesterText, events: KeyEvents) {
    this.controls = fields.map(
      (field, index) =>
        new FieldControl(field, `override-${index}`, text, { edit: (change) => events.editOverride(change) }),
    );
    this.input = make('input', {
      id: 'feature-key',
      type: 'text',
      autocomplete: 'off',
      spellcheck: 'false',
      'aria-required': 'true',
      'aria-describedby': 'feature-key-help feature-key-mark',
    });
    this.input.addEventListener('input', () => events.editKey(this.input.value));
    const label = make('label', { for: 'feature-key' }, make('span', { class: 'label' }, text.featureKey));
    label.append(
      make('span', { class: 'required', 'aria-hidden': 'true', title: text.requiredMark }, '\u00a0*'),
    );
    this.keyField = make(
      'div',
      { class: 'field feature-key' },
      label,
      this.input,
      make('p', { id: 'feature-key-help', class: 'hint' }, text.featureKeyHelp),
      this.mark,
    );
    this.element = make(
      'div',
      {},
      this.keyField,
      make('h2', { id: 'overrides' }, text.overrides),
      make('p', { class: 'hint', id: 'overrides-help' }, text.overridesHelp),
      make(
        'div',
        {
          class: 'fields overrides',
          role: 'group',
          'aria-labelledby': 'overrides',
          'aria-describedby': 'overrides-help',
        },
        ...this.controls.map(({ element }) => element),
      ),
    );
  }

  show({ featureKey, fields, others }: KeyDraft, marks: KeyMarks): void {
    if (this.input.value.trim() !== featureKey.trim()) this.input.value = featureKey;
    const mark = featureKey === '' && !this.wasTried ? undefined : marks.key;
    setText(this.mark, mark?.text ?? '');
    this.keyField.classList.toggle('has-problem', mark !== undefined);
    setAttribute(this.input, 'aria-invalid', mark === undefined ? undefined : 'true');
    for (const control of this.controls) {
      const { name } = control.field;
      const value = Object.hasOwn(fields, name) ? (fields[name] ?? '') : '';
      control.show(value, others.includes(name), marks.fields.get(name));
    }
  }

  /** Moves the focus to what must be corrected first. */
  focusFirstProblem(marks: KeyMarks): void {
    this.wasTried = true;
    const wrong = this.controls.find(({ field }) => marks.fields.get(field.name)?.level === 'problem');
    if (marks.key || !wrong) this.input.focus();
    else wrong.focus();
  }
}
