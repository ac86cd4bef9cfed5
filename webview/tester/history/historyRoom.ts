import type { HostToTester, TesterHistoryEntry } from '../../../contract/testerMessages';
import type { TesterText } from '../../../contract/testerText';
import { make } from '../dom';
import { fill, readable } from '../text';

export interface HistoryActions {
  /** Puts an entry's values into the form, and sends them where that is asked. */
  recall(entry: string, send: boolean): void;
  /** Opens the editor's picker, in which all are searched, saved and removed. */
  search(): void;
}

/** What the room lists; absent until the host said it. */
export type ShownHistory = Pick<Extract<HostToTester, { type: 'history' }>, 'enabled' | 'entries'>;

/** So many are listed; the others are in the editor's picker. */
const MOST_ENTRIES = 20;

/** The requests that were sent last, each to be put into the form or sent again. */
export class HistoryRoom {
  readonly element: HTMLElement;
  private readonly hint = make('p', { class: 'hint' });
  private readonly list = make('ul', { class: 'history' });
  private readonly more: HTMLElement;
  private readonly notListed: HTMLElement;
  private shown = '';

  constructor(
    private readonly text: TesterText,
    private readonly actions: HistoryActions,
  ) {
    const search = make('button', { type: 'button', class: 'secondary' }, text.searchHistory);
    search.addEventListener('click', () => actions.search());
    this.more = make('div', { class: 'buttons' }, search);
    this.list.setAttribute('aria-label', text.history);
    this.notListed = make('p', { class: 'hint not-listed' }, text.keyNotListed);
    const { hint, list, more, notListed } = this;
    this.element = make('section', { 'aria-label': text.history }, hint, list, more, notListed);
  }

  /** Whether the keyboard is here. */
  get hasFocus(): boolean {
    return this.element.contains(document.activeElement);
  }

  /**
   * @param may.maySend whether anything can be sent now.
   * @param may.mayAskByKey whether the target takes requests by key, which are not listed.
   */
  show(
    { enabled, entries }: ShownHistory,
    { trusted, maySend, mayAskByKey }: { trusted: boolean; maySend: boolean; mayAskByKey: boolean },
  ): void {
    this.notListed.hidden = !mayAskByKey || !enabled;
    const now = JSON.stringify([enabled, entries, trusted, maySend]);
    // The focus stays where it is while nothing has changed.
    if (now === this.shown) return;
    this.shown = now;
    this.hint.hidden = entries.length > 0;
    const { noHistory, historyOff, restricted } = this.text;
    this.hint.textContent = !trusted ? restricted : enabled ? noHistory : historyOff;
    this.more.hidden = entries.length === 0;
    this.list.hidden = entries.length === 0;
    this.list.replaceChildren(...entries.slice(0, MOST_ENTRIES).map((entry) => this.item(entry, maySend)));
  }

  private item(entry: TesterHistoryEntry, maySend: boolean): HTMLElement {
    const { text } = this;
    const { id, result, summary, missing } = entry;
    const failed = entry.status !== 200;
    const open = make('button', { type: 'button', class: 'link result', title: text.intoForm }, result);
    open.addEventListener('click', () => this.actions.recall(id, false));
    const head = make('div', { class: 'entry-line' }, open);
    if (maySend && missing.length === 0 && entry.kept === entry.rows) {
      const label = fill(text.sendAgainOf, { result });
      const again = make(
        'button',
        { type: 'button', class: 'secondary', 'aria-label': label },
        text.sendAgain,
      );
      again.addEventListener('click', () => this.actions.recall(id, true));
      head.append(again);
    }
    const nodes = [
      head,
      make('p', { class: 'hint' }, this.about(entry)),
      make('p', { class: 'summary' }, summary),
    ];
    if (missing.length > 0) {
      nodes.push(make('p', { class: 'hint' }, fill(text.valuesMissing, { columns: missing.join(', ') })));
    }
    return make('li', { class: failed && 'is-failed' }, ...nodes);
  }

  private about({ target, time, milliseconds, rows, status }: TesterHistoryEntry): string {
    const { text } = this;
    return [
      ...(status === undefined || status === 200 ? [] : [fill(text.status, { status })]),
      target,
      new Date(time).toLocaleString(undefined, { dateStyle: 'short', timeStyle: 'short' }),
      ...(milliseconds === undefined
        ? []
        : [fill(text.milliseconds, { count: readable(Math.round(milliseconds)) })]),
      ...(rows > 1 ? [fill(text.rowsSent, { count: rows })] : []),
    ].join(' · ');
  }
}
