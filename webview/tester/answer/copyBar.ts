import type { TesterText } from '../../../contract/testerText';
import { make, setText } from '../dom';
import { fill } from '../text';
import { headerVariable, type SnippetKind } from './snippets';

const KINDS: [SnippetKind, string][] = [
  ['curl', 'curl'],
  ['python', 'Python'],
  ['http', '.http'],
];

/** The same request for other tools, to the clipboard. */
export class CopyBar {
  readonly element: HTMLElement;
  private readonly note = make('span', { class: 'hint', role: 'status' });
  private headers: readonly string[] = [];

  constructor(
    private readonly text: TesterText,
    copy: (kind: SnippetKind) => void,
  ) {
    const buttons = KINDS.map(([kind, name]) => {
      const button = make('button', { type: 'button', class: 'secondary' }, name);
      button.addEventListener('click', () => {
        copy(kind);
        this.say(name);
      });
      return button;
    });
    const label = make('span', { class: 'hint', id: 'copy-as' }, text.copyAs);
    this.element = make(
      'div',
      { class: 'buttons copy', role: 'group', 'aria-labelledby': 'copy-as' },
      label,
      ...buttons,
      this.note,
    );
  }

  /** @param headers those whose values only the host knows; undefined where the target has no address yet. */
  show(headers: readonly string[] | undefined): void {
    this.element.hidden = headers === undefined;
    this.headers = headers ?? [];
  }

  clear(): void {
    setText(this.note, '');
  }

  private say(kind: string): void {
    const { copied, copiedHeaders } = this.text;
    const names = this.headers.map(headerVariable).join(', ');
    const sentence = fill(copied, { kind });
    setText(this.note, names === '' ? sentence : `${sentence} ${fill(copiedHeaders, { names })}`);
  }
}
