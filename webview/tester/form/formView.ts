import type { TesterModel } from '../../../contract/testerMessages';
import type { TesterText } from '../../../contract/testerText';
import type { KeyDraft } from '../byKey/keyDraft';
import type { KeyMarks } from '../byKey/keyMarks';
import { type KeyEvents, KeyView } from '../byKey/keyView';
import { make } from '../dom';
import type { FormViewName, Kept } from '../saved';
import { type Tab, Tabs } from '../tabs';
import { FieldControl, type FieldEvents } from './fieldControl';
import type { Field } from './fields';
import { type BesideRows, type GridEvents, GridView } from './gridView';
import { JsonView } from './jsonView';
import type { Marks } from './marks';
import { PasteBox } from './paste/pasteBox';
import { RowChooser } from './rowChooser';

export interface FormEvents extends FieldEvents, GridEvents, KeyEvents {
  editJson(json: string): void;
  openEditor(): void;
  /** Lets a person choose rows of the project's data. */
  pickData(): void;
  pickExample(index: number): void;
  takeRows(rows: Record<string, unknown>[], how: 'replace' | 'add'): void;
  chooseView(view: FormViewName): void;
}

/** How the columns are asked for, in rows and as overrides of a row by its key. */
export interface FormFields {
  ofRows: readonly Field[];
  ofOverrides: readonly Field[];
}

/** The request being written, in one of its views: a control for each column, a grid of rows, JSON, and a row by its key. */
export class FormView {
  readonly element: HTMLElement;
  private readonly controls: FieldControl[];
  private readonly examples: HTMLSelectElement | undefined;
  /** Where the values may come from: an example, or the data. */
  private readonly sources: HTMLElement;
  private readonly chooser: RowChooser;
  private readonly json: JsonView;
  /** Views of many controls that most people do not open at once: each is made when it is first shown. */
  private readonly rowsPanel = make('div');
  private readonly keyPanel = make('div');
  private grid: GridView | undefined;
  private key: KeyView | undefined;
  private readonly tabs: Tabs<FormViewName>;
  private readonly elsewhere = make('ul', { id: 'json-marks', class: 'elsewhere' });

  constructor(
    model: TesterModel,
    private readonly fields: FormFields,
    private readonly text: TesterText,
    private readonly events: FormEvents,
  ) {
    this.controls = fields.ofRows.map(
      (field, index) => new FieldControl(field, `field-${index}`, text, events),
    );
    this.examples = model.examples.length > 1 ? this.makeExamples(model) : undefined;
    this.chooser = new RowChooser(text, (row) => events.showRow(row));
    this.json = new JsonView(text, events);
    const tabs: Tab<FormViewName>[] = [
      { name: 'form', title: text.viewForm, panel: make('div', {}, this.chooser.element, this.fieldGroup()) },
      { name: 'rows', title: text.viewRows, panel: this.rowsPanel },
      { name: 'json', title: text.viewJson, panel: this.json.element },
      { name: 'key', title: text.viewKey, panel: this.keyPanel },
    ];
    this.tabs = new Tabs('view', text.views, tabs, (view) => events.chooseView(view));
    this.sources = make('div', { class: 'sources' });
    if (this.examples) {
      const label = make('label', { for: 'examples' }, make('span', { class: 'label' }, text.examples));
      this.sources.append(
        make('div', { class: 'field' }, label, make('div', { class: 'select' }, this.examples)),
      );
    }
    const fromData = make('button', { type: 'button', class: 'secondary' }, text.fromData);
    fromData.addEventListener('click', () => events.pickData());
    this.sources.append(fromData);
    // The list stands outside of the panels: what is marked is said in each of them, or nobody would find it.
    const panels = tabs.map(({ panel }) => panel);
    this.element = make('div', { class: 'form' }, this.sources, this.tabs.bar, ...panels, this.elsewhere);
  }

  show(
    { draft, example, view }: Pick<Kept, 'draft' | 'example' | 'view'>,
    marks: Marks,
    beside: BesideRows,
  ): void {
    this.tabs.select(view);
    // Neither has anything to say of a row by its key.
    this.sources.hidden = view === 'key';
    this.elsewhere.hidden = view === 'key';
    const count = draft.rows.length;
    this.tabs.rename('rows', count > 1 ? `${this.text.viewRows} (${count})` : this.text.viewRows);
    for (const control of this.controls) {
      const { name } = control.field;
      const value = Object.hasOwn(draft.fields, name) ? (draft.fields[name] ?? '') : '';
      control.show(value, draft.others.includes(name), marks.fields.get(name));
    }
    if (this.examples) this.examples.value = draft.touched ? '' : String(example);
    this.chooser.show(draft.at, count);
    if (view === 'rows') this.rowsGrid().show(draft, marks, beside);
    const inJson = draft.broken !== undefined || marks.elsewhere.some(({ level }) => level === 'problem');
    if (view === 'json') this.json.show(draft, inJson);
    this.showElsewhere(marks);
  }

  /** Shows or hides the tab of the view By Key. */
  offerKey(isOffered: boolean): void {
    this.tabs.offer('key', isOffered);
  }

  /** Brings the view By Key up to date, which is on show. */
  showKey(draft: KeyDraft, marks: KeyMarks): void {
    this.key ??= this.makeKey();
    this.key.show(draft, marks);
  }

  /** Moves the focus to the tab of the view on show. */
  focusView(): void {
    this.tabs.focus();
  }

  focusKeyProblem(marks: KeyMarks): void {
    this.key?.focusFirstProblem(marks);
  }

  /** Moves the focus to what must be corrected first; to be called after the view that holds it is on show. */
  focusFirstProblem(view: FormViewName, marks: Marks): void {
    const problem = (column: string): boolean => marks.fields.get(column)?.level === 'problem';
    const control = this.controls.find(({ field }) => problem(field.name));
    if (view === 'form' && control) control.focus();
    else if (view === 'rows' && marks.firstProblem !== undefined) {
      const cells = marks.cells.get(marks.firstProblem) ?? new Map<string, never>();
      const [column = ''] = [...cells].find(([, { level }]) => level === 'problem') ?? [];
      this.rowsGrid().focusCell(marks.firstProblem, column);
    } else {
      this.json.focus();
      this.elsewhere.scrollIntoView({ block: 'nearest' });
    }
  }

  private rowsGrid(): GridView {
    if (this.grid) return this.grid;
    const { events, text } = this;
    const fields = this.fields.ofRows;
    this.grid = new GridView(fields, text, {
      ...events,
      showRow: (row) => {
        events.showRow(row);
        this.controls[0]?.focus();
      },
    });
    const paste = new PasteBox(fields, text, (rows, how) => events.takeRows(rows, how));
    this.rowsPanel.append(this.grid.element, paste.element);
    return this.grid;
  }

  private makeKey(): KeyView {
    const view = new KeyView(this.fields.ofOverrides, this.text, this.events);
    this.keyPanel.append(view.element);
    return view;
  }

  private fieldGroup(): HTMLElement {
    const group = { class: 'fields', role: 'group', 'aria-label': this.text.formTitle };
    return make('div', group, ...this.controls.map(({ element }) => element));
  }

  private showElsewhere({ elsewhere }: Marks): void {
    const texts = elsewhere.map(({ level, text }) => `${level} ${text}`).join('\n');
    if (this.elsewhere.dataset['texts'] === texts) return;
    this.elsewhere.dataset['texts'] = texts;
    this.elsewhere.replaceChildren(
      ...elsewhere.map(({ level, text }) => make('li', { class: `mark is-${level}` }, text)),
    );
  }

  private makeExamples({ examples }: TesterModel): HTMLSelectElement {
    const select = make(
      'select',
      { id: 'examples' },
      make('option', { value: '', disabled: true }, this.text.ownValues),
      ...examples.map(({ title }, index) => make('option', { value: String(index) }, title)),
    );
    select.addEventListener('change', () => this.events.pickExample(Number(select.value)));
    return select;
  }
}
