import type { TesterText } from '../../../../contract/testerText';
import { make, setText } from '../../dom';
import { fill } from '../../text';
import type { Field } from '../fields';
import { type Pasted, readPasted } from './pastedRows';

/** Where rows are pasted: says at once what it found, and takes them over when asked. */
export class PasteBox {
  readonly element: HTMLDetailsElement;
  private readonly area: HTMLTextAreaElement;
  private readonly found = make('p', { class: 'hint found', role: 'status', id: 'paste-found' });
  private readonly buttons: HTMLElement;
  private pasted: Pasted | undefined;

  constructor(
    private readonly fields: readonly Field[],
    private readonly text: TesterText,
    private readonly take: (rows: Record<string, unknown>[], how: 'replace' | 'add') => void,
  ) {
    this.area = make('textarea', {
      rows: '4',
      spellcheck: 'false',
      autocomplete: 'off',
      'aria-label': text.pasteTitle,
      'aria-describedby': 'paste-help paste-found',
    });
    this.area.addEventListener('input', () => this.read());
    const button = (words: string, how: 'replace' | 'add'): HTMLButtonElement => {
      const made = make('button', { type: 'button', class: 'secondary' }, words);
      made.addEventListener('click', () => this.apply(how));
      return made;
    };
    this.buttons = make(
      'div',
      { class: 'buttons', hidden: true },
      button(text.pasteReplace, 'replace'),
      button(text.pasteAdd, 'add'),
    );
    this.element = make(
      'details',
      { class: 'paste' },
      make('summary', {}, text.pasteTitle),
      make('p', { class: 'hint', id: 'paste-help' }, text.pasteHelp),
      this.area,
      this.found,
      this.buttons,
    );
  }

  private read(): void {
    this.pasted = readPasted(this.area.value, this.fields);
    setText(this.found, foundText(this.pasted, this.fields.length, this.text));
    this.buttons.hidden = this.pasted.kind !== 'rows';
  }

  private apply(how: 'replace' | 'add'): void {
    if (this.pasted?.kind !== 'rows') return;
    const { rows } = this.pasted;
    this.take(rows, how);
    this.area.value = '';
    this.buttons.hidden = true;
    this.pasted = undefined;
    setText(this.found, fill(this.text.pasted, { count: rows.length }));
    this.area.focus();
  }
}

/** What was found in a text, in words. */
export function foundText(pasted: Pasted, columns: number, text: TesterText): string {
  if (pasted.kind === 'refused') {
    return { empty: '', cut: text.pasteCut, header: text.pasteNoHeader, unreadable: text.pasteUnreadable }[
      pasted.why
    ];
  }
  const { rows, missing, unknown } = pasted;
  const sentences = [fill(text.pasteFound, { rows: rows.length, columns: columns - missing.length })];
  if (missing.length > 0) sentences.push(fill(text.pasteMissing, { columns: named(missing) }));
  if (unknown.length > 0) sentences.push(fill(text.pasteUnknown, { columns: named(unknown) }));
  return sentences.join(' ');
}

function named(names: readonly string[]): string {
  return names.length > 10 ? `${names.slice(0, 10).join(', ')}…` : names.join(', ');
}
