import type { Prediction } from '../../../contract/artefact';
import type { TesterAnswer, TesterModel } from '../../../contract/testerMessages';
import type { TesterText } from '../../../contract/testerText';
import { type ShownOutput, shownOutputs, statusLine } from './shownOutputs';
import { make } from '../dom';
import type { Reply } from '../saved';
import { fill, readable } from '../text';
import { type Mark, remarksOf } from '../form/marks';

/** So many rows are listed; the rest stays in the answer as text. */
const MOST_ROWS = 100;
/** So much of the answer is shown as text: a longer one would make the view slow. */
const MOST_TEXT = 100_000;

/** The last reply: what it means large, how it came about small, and the text of it to be unfolded. */
export class AnswerView {
  readonly element: HTMLElement;
  private readonly card = make('div', { class: 'card', role: 'status' });
  private readonly hint: HTMLElement;
  private readonly stale: HTMLElement;
  private readonly save: HTMLButtonElement;
  private shown: unknown;

  constructor(
    private readonly text: TesterText,
    private readonly actions: { toggleRaw: (open: boolean) => void; save: () => void },
  ) {
    // Outside the status: an edit after an answer must not have the answer read out again.
    this.stale = make('p', { class: 'hint stale' }, text.stale);
    this.hint = make('p', { class: 'hint' }, text.noAnswer);
    const name = { class: 'answer', 'aria-label': text.answerTitle };
    this.save = make('button', { type: 'button', class: 'secondary save' }, text.save);
    this.save.addEventListener('click', actions.save);
    this.element = make('section', name, this.hint, this.card, this.stale, this.save);
  }

  /**
   * Shows a reply in the words of the model it came from; one that is on show already stays untouched.
   *
   * @param may.maySend whether the hint to send something makes sense now.
   * @param may.maySave whether the answer can be saved.
   */
  show(
    reply: Reply | undefined,
    model: TesterModel,
    { rawOpen, maySend, maySave }: { rawOpen: boolean; maySend: boolean; maySave: boolean },
  ): void {
    this.save.hidden = !maySave;
    this.hint.hidden = reply !== undefined || !maySend;
    this.stale.hidden = reply?.kind !== 'answer' || !reply.stale;
    const content = reply?.kind === 'answer' ? reply.answer : reply;
    if (content === this.shown) return;
    this.shown = content;
    this.card.replaceChildren(...this.content(reply, model));
    this.card.classList.toggle('refused', reply !== undefined && !isPrediction(reply));
    this.element.querySelector('details')?.remove();
    if (reply?.kind === 'answer') this.element.append(this.raw(reply.answer.body, rawOpen));
  }

  private content(reply: Reply | undefined, model: TesterModel): Node[] {
    if (!reply) return [];
    if (reply.kind === 'failure') {
      return [make('p', { class: 'headline' }, reply.message), make('p', {}, reply.next)];
    }
    const { answer } = reply;
    const nodes = answer.prediction
      ? predictions(answer.prediction.predictions, model, this.text)
      : refusal(answer, this.text);
    nodes.push(make('p', { class: 'status-line' }, statusLine(answer, this.text)));
    const remarks = remarksOf(answer, this.text);
    if (remarks.length > 0) nodes.push(remarkList(remarks, this.text));
    return nodes;
  }

  private raw(body: string, open: boolean): HTMLElement {
    const details = make('details', { open }, make('summary', {}, this.text.rawAnswer));
    const fillIn = (): void => {
      if (details.open && details.childElementCount === 1) details.append(...rawText(body, this.text));
    };
    fillIn();
    details.addEventListener('toggle', () => {
      fillIn();
      this.actions.toggleRaw(details.open);
    });
    return details;
  }
}

function remarkList(remarks: Mark[], text: TesterText): HTMLElement {
  const items = remarks.map((each) => make('li', { class: `mark is-${each.level}` }, each.text));
  return make('ul', { class: 'elsewhere', 'aria-label': text.remarks }, ...items);
}

function rawText(body: string, text: TesterText): HTMLElement[] {
  const pre = make('pre', { tabindex: '0', 'aria-label': text.rawAnswer }, pretty(body).slice(0, MOST_TEXT));
  if (body.length <= MOST_TEXT) return [pre];
  return [make('p', { class: 'hint' }, fill(text.cut, { shown: MOST_TEXT, total: body.length })), pre];
}

function isPrediction(reply: Reply): boolean {
  return reply.kind === 'answer' && reply.answer.prediction !== undefined;
}

function predictions(all: Prediction[], model: TesterModel, text: TesterText): HTMLElement[] {
  const nodes: HTMLElement[] =
    model.outputs.length > 1 ? [] : [make('p', { class: 'over' }, text.prediction)];
  const [first] = all;
  if (all.length === 1 && first !== undefined) {
    nodes.push(...shownOutputs(first, model).map((output) => outputNode(output, text)));
    return nodes;
  }
  const list = make('dl', { class: 'rows' });
  for (const [index, prediction] of all.slice(0, MOST_ROWS).entries()) {
    list.append(make('dt', {}, fill(text.row, { row: index + 1 })));
    for (const { title, value, unit } of shownOutputs(prediction, model)) {
      const named = title === undefined ? value : `${title}: ${value}`;
      list.append(make('dd', {}, unit === undefined ? named : `${named} ${unit}`));
    }
  }
  nodes.push(list);
  if (all.length > MOST_ROWS) {
    nodes.push(make('p', { class: 'hint' }, fill(text.moreRows, { count: all.length - MOST_ROWS })));
  }
  return nodes;
}

function outputNode({ title, value, unit, probabilities }: ShownOutput, text: TesterText): HTMLElement {
  const node = make('div', { class: 'output' });
  if (title !== undefined) node.append(make('p', { class: 'output-title' }, title));
  const large = make('p', { class: 'prediction' }, make('span', { class: 'value' }, value));
  if (unit !== undefined) large.append(' ', make('span', { class: 'unit' }, unit));
  node.append(large);
  if (probabilities.length > 0) {
    const list = make('dl', { class: 'rows', 'aria-label': text.probabilities });
    for (const each of probabilities) {
      list.append(make('dt', {}, each.label), make('dd', {}, readable(each.value)));
    }
    node.append(list);
  }
  return node;
}

function refusal({ problem }: TesterAnswer, text: TesterText): HTMLElement[] {
  if (!problem) return [make('p', { class: 'headline' }, text.notAPrediction)];
  const nodes = [make('p', { class: 'over' }, text.refused), make('p', { class: 'headline' }, problem.title)];
  if (problem.detail !== '') nodes.push(make('p', {}, problem.detail));
  return nodes;
}

/** JSON with line breaks; a text that is no JSON, or a long one, as it came. */
function pretty(body: string): string {
  if (body.length > MOST_TEXT) return body;
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
