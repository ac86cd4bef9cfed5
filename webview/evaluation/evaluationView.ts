import type {
  EvaluationPage,
  EvaluationToHost,
  HostToEvaluation,
  ShownEvaluation,
} from '../../contract/evaluationMessages';
import type { EvaluationText } from '../../contract/evaluationText';
import { isRecord } from '../../contract/version';
import { make } from '../tester/dom';
import { fill } from '../tester/text';
import { cardSection } from './cardView';
import { figure } from './changes';
import { MeasuresView } from './measuresView';
import { plotsSection } from './plotsView';
import { section } from './section';

/** What a webview's page has of VS Code. */
export interface PageHost {
  post(message: EvaluationToHost): void;
  getState(): unknown;
  setState(state: unknown): void;
}

/** The page of "Show Evaluation": measures beside those of another version, parity, plots, model card. */
export class EvaluationView {
  private text: EvaluationText | undefined;
  /** The version to compare with; undefined: the one before, '': none. */
  private compared: string | undefined;

  constructor(
    private readonly root: HTMLElement,
    private readonly host: PageHost,
  ) {
    const state = host.getState();
    if (isRecord(state) && typeof state['compared'] === 'string') this.compared = state['compared'];
    host.post({ type: 'ready' });
  }

  receive(message: HostToEvaluation): void {
    if (message.type === 'text') this.text = message.text;
    else if (this.text) this.build(message, this.text);
  }

  private build(page: EvaluationPage, text: EvaluationText): void {
    const { scrollY } = window;
    const problems = page.problems.map(({ message, next }) =>
      make('p', { class: 'problem', role: 'alert' }, message, ' ', next),
    );
    const content = page.shown ? this.sections(page, page.shown, text) : [this.empty(page, text)];
    this.root.replaceChildren(...problems, ...content);
    // What is brought up to date stays where it was read.
    window.scrollTo(0, scrollY);
  }

  private sections(page: EvaluationPage, shown: ShownEvaluation, text: EvaluationText): HTMLElement[] {
    const { evaluation } = shown;
    const { rows } = evaluation;
    const words = fill(text.judgedOn, {
      fitted: figure(rows.fitted),
      heldOut: figure(rows.held_out),
      weight: figure(rows.weight),
      unit: rows.unit,
    });
    const title = make('h1', {}, page.project, ' ', make('span', { class: 'version' }, evaluation.version));
    const measures = new MeasuresView(evaluation, page.others, text, this.compared, (version) => {
      this.compared = version;
      this.host.setState({ compared: version });
    });
    return [
      make('header', {}, title, make('p', { class: 'hint' }, words)),
      measures.element,
      section('parity', text.parity, make('p', {}, parityWords(shown, text))),
      plotsSection(shown, text),
      cardSection(shown, text, () => this.host.post({ type: 'openCard' })),
    ];
  }

  private empty(page: EvaluationPage, text: EvaluationText): HTMLElement {
    const state = make(
      'div',
      { class: 'empty-state', role: 'status' },
      make('h1', {}, text.emptyTitle),
      make('p', {}, page.trusted ? text.emptyNext : text.emptyRestricted),
    );
    if (!page.trusted) return state;
    const train = make('button', { type: 'button' }, text.train);
    train.addEventListener('click', () => this.host.post({ type: 'train' }));
    state.append(train);
    return state;
  }
}

function parityWords({ evaluation }: ShownEvaluation, text: EvaluationText): string {
  const { parity, runtime } = evaluation;
  if (runtime === 'python') return text.parityPython;
  if (!parity) return text.parityUnknown;
  return fill(parity.beyond === 0 ? text.parityHolds : text.parityFails, {
    rows: figure(parity.rows),
    probes: figure(parity.probes),
    beyond: figure(parity.beyond),
    worst: parity.worst.toExponential(1),
    tolerance: String(parity.tolerance),
  });
}
