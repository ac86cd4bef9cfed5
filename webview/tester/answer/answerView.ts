import { isDataRow, type DataRow } from '../../../contract/dataRow';
import type { TesterAnswer, TesterModel } from '../../../contract/testerMessages';
import type { TesterText } from '../../../contract/testerText';
import { make } from '../dom';
import { type Mark, remarksOf } from '../form/marks';
import type { Draft } from '../form/draft';
import type { Kept, Reply } from '../saved';
import { BodyView } from './bodyView';
import { changeView, goldenView } from './changeView';
import { changeSince, goldenChange } from './difference';
import { featuresView } from './featuresView';
import { actualText, predictionList } from './predictionList';
import { outputView } from './outputView';
import { shownOutputs, statusLine } from './shownOutputs';

export interface AnswerActions {
  toggleRaw(open: boolean): void;
  save(): void;
  copy(text: string): void;
  /** Puts the features that a row by key was scored with into the form. */
  takeFeatures(): void;
}

type AnsweredKept = Pick<Kept, 'reply' | 'last' | 'past' | 'draft' | 'drawn'>;

/** The last reply: what it means large, how it came about small, and the text of it to be unfolded. */
export class AnswerView {
  readonly element: HTMLElement;
  private readonly card = make('div', { class: 'card', role: 'status' });
  private readonly features = make('div');
  private readonly hint: HTMLElement;
  private readonly stale: HTMLElement;
  private readonly save: HTMLButtonElement;
  private readonly notSaved: HTMLElement;
  private shown: unknown;

  /** @param shares what stands below the prediction and takes care of itself. */
  constructor(
    private readonly text: TesterText,
    private readonly actions: AnswerActions,
    shares: HTMLElement,
  ) {
    // Outside the status: an edit after an answer must not have the answer read out again.
    this.stale = make('p', { class: 'hint stale' }, text.stale);
    this.hint = make('p', { class: 'hint' }, text.noAnswer);
    const name = { class: 'answer', 'aria-label': text.answerTitle };
    this.save = make('button', { type: 'button', class: 'secondary save' }, text.save);
    this.save.addEventListener('click', () => actions.save());
    this.notSaved = make('p', { class: 'hint not-saved' }, text.keyNotSaved);
    const { hint, card, stale, save, notSaved, features } = this;
    this.element = make('section', name, hint, card, stale, save, notSaved, features, shares);
  }

  /**
   * Shows a reply in the words of the model it came from; one that is on show already stays untouched.
   *
   * @param may.maySend whether the hint to send something makes sense now.
   * @param may.maySave whether the answer can be saved.
   */
  show(
    kept: AnsweredKept & Pick<Kept, 'rawOpen'>,
    model: TesterModel,
    { maySend, maySave }: { maySend: boolean; maySave: boolean },
  ): void {
    const { reply } = kept;
    this.save.hidden = !maySave;
    this.notSaved.hidden = reply?.kind !== 'answer' || reply.byKey !== true;
    this.hint.hidden = reply !== undefined || !maySend;
    this.stale.hidden = reply?.kind !== 'answer' || !reply.stale;
    const content = reply?.kind === 'answer' ? reply.answer : reply;
    if (content === this.shown) return;
    this.shown = content;
    this.card.replaceChildren(...this.content(kept, model));
    this.card.classList.toggle('refused', reply !== undefined && !isPrediction(reply));
    // Outside the status as well: a table of every column is not to be read out with the prediction.
    this.features.replaceChildren(...this.featuresOf(reply, model));
    this.element.querySelector(':scope > details')?.remove();
    if (reply?.kind === 'answer') this.element.append(this.body(reply.answer, kept.rawOpen));
  }

  private content({ reply, last, past, draft, drawn = [] }: AnsweredKept, model: TesterModel): Node[] {
    const { text } = this;
    const dataRow = (row: Draft['rows'][number] | undefined): DataRow | undefined =>
      row && drawn.findLast((each) => isDataRow(row, each));
    if (!reply) return [];
    if (reply.kind === 'failure') {
      return [make('p', { class: 'headline' }, reply.message), make('p', {}, reply.next)];
    }
    const { answer } = reply;
    const nodes = answer.prediction
      ? this.predictions(answer.prediction.predictions, model, (at) =>
          reply.stale || reply.byKey ? undefined : dataRow(draft.rows[at]),
        )
      : refusal(answer, text);
    if (answer.prediction && last) {
      const [row] = last.rows;
      const [prediction] = last.predictions;
      const data = dataRow(row);
      if (data) nodes.push(make('p', { class: 'headline actual' }, actualText(data, text)));
      if (row && prediction !== undefined) {
        const golden = goldenChange(row, prediction, model);
        if (golden) nodes.push(goldenView(golden, text));
      }
      const change = past && changeSince(past, last, model);
      if (change) nodes.push(...changeView(change, model, text));
    }
    nodes.push(make('p', { class: 'status-line' }, statusLine(answer, text)));
    const remarks = remarksOf(answer, text);
    if (remarks.length > 0) nodes.push(remarkList(remarks, text));
    return nodes;
  }

  private featuresOf(reply: Reply | undefined, model: TesterModel): HTMLElement[] {
    const features = reply?.kind === 'answer' ? reply.answer.features : undefined;
    if (!features) return [];
    return [featuresView(features, model, this.text, () => this.actions.takeFeatures())];
  }

  private predictions(
    all: NonNullable<TesterAnswer['prediction']>['predictions'],
    model: TesterModel,
    dataRowOf: (at: number) => DataRow | undefined,
  ): HTMLElement[] {
    const [first] = all;
    if (all.length !== 1 || first === undefined) return predictionList(all, model, this.text, dataRowOf);
    const heading = model.outputs.length > 1 ? [] : [make('p', { class: 'over' }, this.text.prediction)];
    const outputs = shownOutputs(first, model).map((output) =>
      outputView(output, { prediction: first, model }, this.text),
    );
    return [...heading, ...outputs];
  }

  private body(answer: TesterAnswer, open: boolean): HTMLElement {
    const { actions, text } = this;
    return new BodyView(answer, text, {
      open,
      toggle: (isOpen) => actions.toggleRaw(isOpen),
      copy: (body) => actions.copy(body),
    }).element;
  }
}

function remarkList(remarks: Mark[], text: TesterText): HTMLElement {
  const items = remarks.map((each) => make('li', { class: `mark is-${each.level}` }, each.text));
  return make('ul', { class: 'elsewhere', 'aria-label': text.remarks }, ...items);
}

function isPrediction(reply: Reply): boolean {
  return reply.kind === 'answer' && reply.answer.prediction !== undefined;
}

function refusal({ problem }: TesterAnswer, text: TesterText): HTMLElement[] {
  if (!problem) return [make('p', { class: 'headline' }, text.notAPrediction)];
  const nodes = [make('p', { class: 'over' }, text.refused), make('p', { class: 'headline' }, problem.title)];
  if (problem.detail !== '') nodes.push(make('p', {}, problem.detail));
  return nodes;
}
