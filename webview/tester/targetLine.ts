import type { TesterTarget } from '../../contract/testerMessages';
import type { TesterText } from '../../contract/testerText';
import { make, setAttribute, setHidden, setText } from './dom';

export interface TargetActions {
  start(): void;
  showLog(): void;
  /** Opens the editor's picker of targets. */
  choose(): void;
}

/** Where a request goes and whether anybody listens there, with what can be done about it. */
export class TargetLine {
  readonly element: HTMLElement;
  private readonly title = make('span', { class: 'target-title' });
  private readonly state = make('span', { class: 'target-state' });
  private readonly detail = make('p', { class: 'hint target-detail' });
  private readonly choose: HTMLButtonElement;
  private readonly start: HTMLButtonElement;
  private readonly log: HTMLButtonElement;

  constructor(
    private readonly text: TesterText,
    actions: TargetActions,
  ) {
    this.choose = make(
      'button',
      {
        type: 'button',
        id: 'target',
        class: 'target-choose',
        title: text.chooseTarget,
        'aria-haspopup': 'dialog',
      },
      make('span', { class: 'dot', 'aria-hidden': 'true' }),
      make('span', { class: 'target-words' }, this.title, ' ', this.state),
      make('span', { class: 'chevron', 'aria-hidden': 'true' }),
    );
    this.choose.addEventListener('click', () => {
      if (this.choose.getAttribute('aria-disabled') === null) actions.choose();
    });
    this.start = make('button', { type: 'button', class: 'secondary' }, text.start);
    this.start.addEventListener('click', () => actions.start());
    this.log = make('button', { type: 'button', class: 'secondary' }, text.showLog);
    this.log.addEventListener('click', () => actions.showLog());
    this.element = make(
      'section',
      { class: 'target', 'aria-label': text.target },
      make('div', { class: 'target-line' }, this.choose, this.start, this.log),
      this.detail,
    );
  }

  show(target: TesterTarget, trusted: boolean): void {
    this.element.dataset['state'] = target.state;
    setText(this.title, target.title);
    setText(this.state, this.text[target.state]);
    setText(this.detail, target.detail ?? '');
    setAttribute(this.choose, 'aria-disabled', trusted ? undefined : 'true');
    const cannotStart = !trusted || target.state === 'ready' || target.state === 'starting';
    setHidden(this.start, cannotStart, this.choose);
    setHidden(this.log, target.state !== 'failed', this.choose);
  }
}
