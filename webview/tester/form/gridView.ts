import type { TesterText } from '../../../contract/testerText';
import { make, setAttribute, setText } from '../dom';
import { fill } from '../text';
import type { Draft } from './draft';
import { type Field, textOf, valueOf } from './fields';
import { GridPager, PAGE } from './gridPager';
import type { Mark, Marks } from './marks';
import { readSeparated } from './paste/tables';

export interface GridEvents {
  editCell(row: number, field: Field, text: string): void;
  /** Cells that were pasted, from a cell on to the right and down. */
  pasteCells(row: number, field: Field, cells: string[][]): void;
  addRow(): void;
  duplicateRow(): void;
  removeRow(row: number): void;
  showRow(row: number): void;
}

/** What stands beside the values of a row, in words: a text for each row; absent where there is none to show. */
export interface BesideRows {
  /** What the answer on show predicts; absent where it belongs to other values. */
  scores?: (row: number) => string;
  /** What happened in the rows that are rows of the data. */
  actuals?: (row: number) => string;
}

interface Line {
  element: HTMLTableRowElement;
  inputs: HTMLInputElement[];
  score: HTMLElement;
  actual: HTMLElement;
  remove: HTMLElement;
}

/** All rows of the request as a table to type in, some at a time. */
export class GridView {
  readonly element: HTMLElement;
  private readonly body = make('tbody');
  private readonly mark = make('p', { class: 'mark cell-mark', id: 'cell-mark', role: 'status' });
  private readonly scoreHead: HTMLElement;
  private readonly actualHead: HTMLElement;
  private readonly pager: GridPager;
  private lines: Line[] = [];
  private draft: Draft | undefined;
  private marks: Marks | undefined;
  private beside: BesideRows = {};
  private first = 0;

  constructor(
    private readonly fields: readonly Field[],
    private readonly text: TesterText,
    private readonly events: GridEvents,
  ) {
    this.scoreHead = make('th', { scope: 'col', class: 'score' }, text.score);
    this.actualHead = make('th', { scope: 'col', class: 'actual' }, text.actualColumn);
    this.pager = new GridPager(text, (first) => this.turnTo(first));
    const heads = fields.map(({ label, unit, empty }) =>
      make(
        'th',
        { scope: 'col' },
        label,
        ...(unit === undefined ? [] : [make('span', { class: 'unit' }, ` ${unit}`)]),
        ...(empty === 'missing'
          ? [make('span', { class: 'required', 'aria-hidden': 'true' }, '\u00a0*')]
          : []),
      ),
    );
    const head = make('tr', {}, make('th', { scope: 'col' }, text.rowNumber), ...heads);
    head.append(this.scoreHead, this.actualHead, make('td'));
    const table = make('table', { 'aria-label': text.grid }, make('thead', {}, head), this.body);
    const button = (words: string, act: () => void): HTMLButtonElement => {
      const made = make('button', { type: 'button', class: 'secondary' }, words);
      made.addEventListener('click', act);
      return made;
    };
    this.element = make(
      'div',
      { class: 'grid' },
      make('div', { class: 'grid-scroll' }, table),
      ...fields.map((field, column) => suggestions(field, column)),
      this.mark,
      this.pager.element,
      make(
        'div',
        { class: 'buttons' },
        button(text.addRow, () => {
          events.addRow();
          // To be typed into at once.
          this.focusCell((this.draft?.rows.length ?? 1) - 1, fields[0]?.name ?? '');
        }),
        button(text.duplicateRow, () => events.duplicateRow()),
      ),
      make('p', { class: 'hint' }, text.gridHelp),
    );
    this.body.addEventListener('keydown', (event) => this.onKey(event));
    this.body.addEventListener('focusin', (event) => this.onFocus(event.target));
  }

  show(draft: Draft, marks: Marks, beside: BesideRows): void {
    const followed = this.draft && this.draft.at !== draft.at;
    [this.draft, this.marks, this.beside] = [draft, marks, beside];
    if (this.element.closest('[hidden]')) return;
    if (followed && (draft.at < this.first || draft.at >= this.first + PAGE)) {
      this.first = Math.floor(draft.at / PAGE) * PAGE;
    }
    if (this.first >= draft.rows.length) this.first = 0;
    const count = Math.min(PAGE, draft.rows.length - this.first);
    while (this.lines.length > count) this.lines.pop()?.element.remove();
    while (this.lines.length < count) this.addLine(this.lines.length);
    this.scoreHead.hidden = beside.scores === undefined;
    this.actualHead.hidden = beside.actuals === undefined;
    for (const [index, line] of this.lines.entries()) {
      this.showLine(line, this.first + index, draft, marks);
    }
    this.pager.show(this.first, draft.rows.length);
    this.onFocus(document.activeElement);
  }

  focusCell(row: number, column: string): void {
    if (row < this.first || row >= this.first + PAGE) this.turnTo(Math.floor(row / PAGE) * PAGE);
    const at = this.fields.findIndex(({ name }) => name === column);
    this.lines[row - this.first]?.inputs[at]?.focus();
  }

  private turnTo(first: number): void {
    this.first = first;
    if (this.draft && this.marks) this.show(this.draft, this.marks, this.beside);
  }

  private showLine(
    { element, inputs, score, actual }: Line,
    row: number,
    draft: Draft,
    { cells }: Marks,
  ): void {
    const values = draft.rows[row] ?? {};
    element.classList.toggle('selected', row === draft.at && draft.rows.length > 1);
    for (const [column, field] of this.fields.entries()) {
      const input = inputs[column];
      if (!input) continue;
      const value = Object.hasOwn(values, field.name) ? values[field.name] : undefined;
      // What was typed stays, where the value has another text: 1. for 1.
      if (JSON.stringify(valueOf(field, input.value)) !== JSON.stringify(value)) input.value = textOf(value);
      const mark = cells.get(row)?.get(field.name);
      input.classList.toggle('is-problem', mark?.level === 'problem');
      input.classList.toggle('is-warning', mark?.level === 'warning');
      setAttribute(input, 'aria-invalid', mark?.level === 'problem' ? 'true' : undefined);
      setAttribute(input, 'title', mark?.text);
    }
    const { scores, actuals } = this.beside;
    score.hidden = scores === undefined;
    setText(score, scores?.(row) ?? '');
    actual.hidden = actuals === undefined;
    setText(actual, actuals?.(row) ?? '');
  }

  private addLine(index: number): void {
    const { text, events } = this;
    const row = (): number => this.first + index;
    const inputs = this.fields.map((field, column) => {
      const input = make('input', {
        type: 'text',
        autocomplete: 'off',
        spellcheck: 'false',
        list: field.choices.length > 0 ? `choices-${column}` : undefined,
        'aria-describedby': 'cell-mark',
      });
      input.addEventListener('input', () => events.editCell(row(), field, input.value));
      input.addEventListener('paste', (event) => {
        const pasted = event.clipboardData?.getData('text/plain') ?? '';
        if (!/[\t\n]/.test(pasted.trimEnd())) return;
        event.preventDefault();
        events.pasteCells(row(), field, readSeparated(pasted));
      });
      return input;
    });
    const show = make('button', { type: 'button', class: 'link' });
    show.addEventListener('click', () => events.showRow(row()));
    const remove = make('button', { type: 'button', class: 'link remove' }, '✕');
    remove.addEventListener('click', () => {
      const at = row() - this.first;
      events.removeRow(row());
      // The last line is gone, and with it what had the focus.
      this.lines[Math.min(at, this.lines.length - 1)]?.remove.focus();
    });
    const score = make('td', { class: 'score' });
    const actual = make('td', { class: 'actual' });
    const element = make(
      'tr',
      {},
      make('th', { scope: 'row' }, show),
      ...inputs.map((input) => make('td', {}, input)),
      score,
      actual,
      make('td', {}, remove),
    );
    const name = (): void => {
      setText(show, String(row() + 1));
      setAttribute(show, 'aria-label', fill(text.showRow, { row: row() + 1 }));
      setAttribute(remove, 'aria-label', fill(text.removeRow, { row: row() + 1 }));
      for (const [column, input] of inputs.entries()) {
        const label = this.fields[column]?.label ?? '';
        setAttribute(input, 'aria-label', fill(text.cellOf, { label, row: row() + 1 }));
      }
    };
    name();
    this.pager.onTurn(name);
    this.lines.push({ element, inputs, score, actual, remove });
    this.body.append(element);
  }

  private onKey(event: KeyboardEvent): void {
    const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    const { target } = event;
    if (step === undefined || !(target instanceof HTMLInputElement)) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    // The arrows of a cell with suggestions open and walk them.
    if (event.key !== 'Enter' && target.list) return;
    event.preventDefault();
    const line = this.lines.findIndex(({ inputs }) => inputs.includes(target));
    const column = this.lines[line]?.inputs.indexOf(target) ?? -1;
    const next = this.lines[line + step]?.inputs[column];
    next?.focus();
    next?.select();
  }

  /** Says below the table what is the matter with the cell that has the focus. */
  private onFocus(target: EventTarget | Element | null): void {
    const line = this.lines.findIndex(({ inputs }) => inputs.includes(target as HTMLInputElement));
    const column = this.lines[line]?.inputs.indexOf(target as HTMLInputElement) ?? -1;
    const field = this.fields[column];
    const mark: Mark | undefined = field && this.marks?.cells.get(this.first + line)?.get(field.name);
    setText(this.mark, mark && field ? `${field.label}: ${mark.text}` : '');
    this.mark.classList.toggle('is-problem', mark?.level === 'problem');
    this.mark.classList.toggle('is-warning', mark?.level === 'warning');
  }
}

function suggestions({ choices }: Field, column: number): HTMLElement {
  const options = choices.map(({ text, label }) => make('option', { value: text }, label));
  return make('datalist', { id: `choices-${column}` }, ...options);
}
