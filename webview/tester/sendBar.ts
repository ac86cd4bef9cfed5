import type { TesterText } from '../../contract/testerText';
import { make, setAttribute, setHidden, setText } from './dom';

/** Send and Cancel, and the line that says what is going on. */
export class SendBar {
  readonly element: HTMLElement;
  private readonly send: HTMLButtonElement;
  private readonly cancel: HTMLButtonElement;
  private readonly note = make('p', { class: 'note', role: 'status', id: 'note' });
  private readonly keys: HTMLElement;
  private readonly brief = make('button', { type: 'button', class: 'link brief' });
  private readonly progress = make('div', { class: 'progress', 'aria-hidden': 'true' });

  constructor(text: TesterText, actions: { cancel: () => void; goToAnswer: () => void }) {
    this.send = make(
      'button',
      { type: 'submit', 'aria-keyshortcuts': 'Control+Enter Meta+Enter' },
      text.send,
    );
    this.cancel = make('button', { type: 'button', class: 'secondary' }, text.cancel);
    this.cancel.addEventListener('click', () => actions.cancel());
    this.brief.addEventListener('click', () => actions.goToAnswer());
    this.keys = make(
      'span',
      { class: 'keys', 'aria-hidden': 'true' },
      isMac() ? text.sendKeysMac : text.sendKeys,
    );
    this.element = make(
      'div',
      { class: 'send' },
      this.progress,
      make('div', { class: 'send-line' }, this.send, this.cancel, this.brief, this.keys, this.note),
    );
  }

  /**
   * @param brief the answer in a few words, for a view in which it is out of sight; empty where there is none.
   * @param reason why nothing can be sent at all; the button stays reachable so that the reason is found.
   */
  show(running: boolean, { note, brief }: { note: string; brief: string }, reason: string | undefined): void {
    const blocked = running || reason !== undefined;
    setAttribute(this.send, 'aria-disabled', blocked ? 'true' : undefined);
    setAttribute(this.send, 'aria-describedby', reason === undefined ? undefined : 'note');
    setHidden(this.cancel, !running, this.send);
    this.progress.hidden = !running;
    setText(this.note, reason ?? note);
    setText(this.brief, brief);
    this.brief.hidden = this.note.textContent !== '' || brief === '';
    this.keys.hidden = this.note.textContent !== '';
  }
}

function isMac(): boolean {
  return navigator.userAgent.includes('Mac OS');
}
