import type { Additive } from '../../../contract/artefact';
import type { TesterModel } from '../../../contract/testerMessages';
import type { TesterText } from '../../../contract/testerText';
import { toleranceOf } from '../../../contract/tolerance';
import type { Asks } from '../asks';
import { make } from '../dom';
import type { Field } from '../form/fields';
import { type Measure, mainMeasure, readMeasure } from '../measure';
import { fill } from '../text';
import { AskLine } from '../whatIf/askLine';
import { valueWords } from '../whatIf/sweepResult';
import type { Past } from './difference';
import { type Share, type Shares, sharesOf, sharesQuestion, valueIn } from './shares';
import { shareWords, type ShareWords } from './shareWords';

type Row = Record<string, unknown>;

/** So many columns are listed at first; the others stand in one line, so that all add up. */
const FIRST = 10;

/**
 * How the prediction of a row comes about, column by column, for a model that adds up. Asked for once, the shares of each
 * later answer are asked too.
 */
export class SharesView {
  readonly element: HTMLElement;
  private readonly line: AskLine;
  private readonly result = make('div');
  private readonly measure: Measure | undefined;
  private subject: Past | undefined;
  private follows = false;

  constructor(
    private readonly key: string,
    private readonly model: TesterModel,
    private readonly fields: readonly Field[],
    private readonly text: TesterText,
    asks: Asks,
  ) {
    this.measure = model.additive && mainMeasure(model);
    this.line = new AskLine(text, asks, text.showShares, () => this.ask());
    this.element = make(
      'section',
      { class: 'shares', 'aria-label': text.shares, hidden: true },
      make('h2', {}, text.shares),
      this.line.element,
      this.result,
    );
  }

  /** @param subject the row whose prediction is on show; undefined where none is, or nothing may be asked. */
  show(subject: Past | undefined): void {
    if (subject === this.subject) return;
    this.subject = subject;
    this.element.hidden = !this.measure || !subject;
    this.dispose();
    this.line.say('');
    this.result.replaceChildren();
    if (this.follows && subject) this.ask();
  }

  /** Ends what still runs. */
  dispose(): void {
    this.line.stop();
  }

  private ask(): void {
    const { model, measure, subject, text } = this;
    const { additive } = model;
    const [row] = subject?.rows ?? [];
    if (!additive || !measure || !row) return;
    this.follows = true;
    const { columns, rows } = sharesQuestion(additive, row);
    this.line.ask(this.key, rows, (predictions) => {
      const scores = predictions.map((each) => readMeasure(each, measure, model));
      const isProbability = measure.label !== undefined;
      const found = sharesOf(additive, columns, scores, isProbability, model.golden);
      const before = readMeasure(subject?.predictions[0], measure, model) ?? NaN;
      this.result.replaceChildren();
      if (!found) this.line.say(text.noShares);
      else if (Math.abs(found.own - before) > toleranceOf(before, isProbability, model.golden)) {
        this.line.say(text.sharesMoved);
      } else this.draw(found, row, additive, FIRST);
    });
  }

  private draw(found: Shares, row: Row, additive: Additive, most: number): void {
    const { text, measure } = this;
    const words = shareWords(additive.link, found, measure, text);
    const shares = found.shares.filter(({ share }) => words.share(share) !== words.share(0));
    const shown = shares.length > most + 1 ? shares.slice(0, most) : shares;
    const others = shares.slice(shown.length);
    const longest = Math.max(...shares.map(({ share }) => Math.abs(share)));
    const lines = shown.map((share) => this.columnLine(share, row, additive, longest, words));
    if (others.length > 0) {
      const more = make(
        'button',
        { type: 'button', class: 'link' },
        fill(text.showAll, { count: shares.length }),
      );
      more.addEventListener('click', () => {
        this.draw(found, row, additive, Infinity);
        this.result.querySelectorAll<HTMLElement>('tbody th')[most + 1]?.focus();
      });
      const total = others.reduce((sum, { share }) => sum + share, 0);
      const name = fill(text.otherShares, { count: others.length });
      lines.push(tableLine([name, ' ', more], words.share(total)));
    }
    const end = (name: string, score: number): HTMLElement => {
      const note = words.note(score);
      const unit = note === undefined ? [] : [make('span', { class: 'hint' }, note)];
      return tableLine([name, ...unit], words.score(score), 'total');
    };
    const head = [text.sharesColumn, words.heading].map((each) => make('th', { scope: 'col' }, each));
    this.result.replaceChildren(
      make(
        'table',
        {},
        make('caption', { class: 'hint' }, words.help),
        make('thead', {}, make('tr', {}, ...head)),
        make('tbody', {}, end(text.typicalRow, found.base), ...lines, end(text.ownRow, found.own)),
      ),
      ...this.restLine(shares),
    );
  }

  private columnLine(
    { column, share }: Share,
    row: Row,
    { base }: Additive,
    longest: number,
    words: ShareWords,
  ): HTMLElement {
    const field = this.fields.find(({ name }) => name === column);
    const valueOf = field ? valueWords(field.named, this.text.noValue) : String;
    const instead = fill(this.text.insteadOf, {
      value: valueOf(valueIn(row, column)),
      typical: valueOf(base[column]),
    });
    const bar = make('span', { class: share < 0 ? 'bar less' : 'bar' });
    bar.style.inlineSize = `${(Math.abs(share) / longest) * 50}%`;
    return tableLine(
      [
        make('span', { class: 'label' }, field?.label ?? column),
        make('span', { class: 'hint' }, instead),
        make('span', { class: 'both-ways', 'aria-hidden': 'true' }, bar),
      ],
      words.share(share),
    );
  }

  /** The columns that have a typical value, or one that changes nothing. */
  private restLine(shares: readonly Share[]): HTMLElement[] {
    const rest = this.fields.filter(({ name }) => shares.every(({ column }) => column !== name));
    if (rest.length === 0) return [];
    const columns = rest.map(({ label }) => label).join(', ');
    return [make('p', { class: 'hint' }, fill(this.text.withoutShare, { columns }))];
  }
}

function tableLine(name: (Node | string)[], amount: string, kind?: string): HTMLElement {
  return make(
    'tr',
    { class: kind },
    // So that it can take the focus of a button that goes.
    make('th', { scope: 'row', tabindex: '-1' }, ...name),
    make('td', {}, amount),
  );
}
