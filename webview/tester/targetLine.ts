import type { TesterTarget } from '../../contract/testerMessages';
import type { TesterText } from '../../contract/testerText';
import { make, setText } from './dom';

export interface TargetActions {
  start(): void;
  showLog(): void;
}

/** Where a request goes and whether anybody listens there, with what can be done about it. */
export class TargetLine {
  readonly element: HTMLElement;
  private readonly title = make('span', { class: 'target-title' });
  private readonly state = make('span', { class: 'target-state' });
  private readonly detail = make('p', { class: 'hint target-detail' });
  private readonly start: HTMLButtonElement;
  private readonly log: HTMLButtonElement;

  constructor(
    private readonly text: TesterText,
    actions: TargetActions,
  ) {
    this.start = make('button', { type: 'button', class: 'secondary' }, text.start);
    this.start.addEventListener('click', () => actions.start());
    this.log = make('button', { type: 'button', class: 'secondary' }, text.showLog);
    this.log.addEventListener('click', () => actions.showLog());
    this.element = make(
      'section',
      { class: 'target', 'aria-label': text.target },
      make(
        'div',
        { class: 'target-line' },
        make('span', { class: 'dot', 'aria-hidden': 'true' }),
        make('span', { class: 'target-words' }, this.title, ' ', this.state),
        this.start,
        this.log,
      ),
      this.detail,
    );
  }

  show(target: TesterTarget, trusted: boolean): void {
    this.element.dataset['state'] = target.state;
    setText(this.title, target.title);
    setText(this.state, this.text[target.state]);
    setText(this.detail, target.detail ?? '');
    this.start.hidden = !trusted || target.state === 'ready' || target.state === 'starting';
    this.log.hidden = target.state !== 'failed';
  }
}
