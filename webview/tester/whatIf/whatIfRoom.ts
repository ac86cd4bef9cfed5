import type { Prediction } from '../../../contract/artefact';
import type { TesterModel } from '../../../contract/testerMessages';
import type { TesterText } from '../../../contract/testerText';
import type { Asks } from '../asks';
import { make } from '../dom';
import type { Field } from '../form/fields';
import { type Measure, measuresOf, readMeasure } from '../measure';
import { fill } from '../text';
import { AskLine } from './askLine';
import { type ChartFile, ChartView } from './chart/chartView';
import { influences, trialRows, trialsOf } from './sensitivity';
import { SensitivityView } from './sensitivityView';
import { sweepOf } from './sweep';
import { chartData, questionRows, type SweepQuestion, valueWords } from './sweepResult';

type Row = Record<string, unknown>;

/** What is asked about: the rows of the form and the one that it shows. */
export interface WhatIfSubject {
  rows: Row[];
  at: number;
}

export interface WhatIfPorts {
  /** Undefined while values are marked as wrong or nothing may be sent; the room says so. */
  subject(): WhatIfSubject | undefined;
  saveFile(name: string, file: ChartFile): void;
}

/** So many rows are drawn over each other, one for each colour. */
const MOST_ROWS = 6;
/** So many points along a range. */
const STEPS = 41;

/** What if: a chart of the prediction over one column, and a list of the columns that move it most. */
export class WhatIfRoom {
  readonly element: HTMLElement;
  private readonly measures: Measure[];
  private readonly column: HTMLSelectElement;
  private readonly measure: HTMLSelectElement;
  private readonly allRows: HTMLInputElement;
  private readonly allRowsField: HTMLElement;
  private readonly chart: ChartView;
  private readonly sensitivity: SensitivityView;
  private readonly chartLine: AskLine;
  private readonly listLine: AskLine;
  private readonly stale: HTMLElement;
  private charted: { question: SweepQuestion; predictions: Prediction[] } | undefined;
  private listed: (() => void) | undefined;

  constructor(
    private readonly key: string,
    private readonly model: TesterModel,
    private readonly fields: readonly Field[],
    private readonly text: TesterText,
    asks: Asks,
    private readonly ports: WhatIfPorts,
  ) {
    this.measures = measuresOf(model);
    this.column = choice(
      'what-column',
      fields.map(({ name, label }) => [name, label]),
    );
    this.measure = choice(
      'what-output',
      this.measures.map((each) => [each.id, this.nameOf(each)]),
    );
    this.measure.addEventListener('change', () => this.draw());
    this.allRows = make('input', { type: 'checkbox', id: 'what-rows' });
    this.allRows.checked = true;
    this.allRowsField = make(
      'label',
      { class: 'check', for: 'what-rows' },
      this.allRows,
      ' ',
      fill(text.allRows, { count: MOST_ROWS }),
    );
    this.chart = new ChartView(text, (file) =>
      ports.saveFile(fileName(model.name, this.column.value, file), file),
    );
    this.sensitivity = new SensitivityView(fields, text, (column) => this.openChart(column));
    this.chartLine = new AskLine(text, asks, text.showChart, () => this.askChart());
    this.listLine = new AskLine(text, asks, text.tryEach, () => this.askList());
    this.stale = make('p', { class: 'hint stale', hidden: true }, text.whatIfStale);
    this.element = make('section', { class: 'what-if', 'aria-label': text.whatIf }, ...this.content());
  }

  /** To be called whenever the rows may have changed. */
  show(rows: number, changed: boolean): void {
    this.allRowsField.hidden = rows < 2;
    if (changed) this.stale.hidden = this.charted === undefined && this.listed === undefined;
  }

  /** Ends what still runs. */
  dispose(): void {
    this.chartLine.stop();
    this.listLine.stop();
  }

  private content(): HTMLElement[] {
    const { text } = this;
    if (this.measures.length === 0) return [make('p', {}, text.noMeasure)];
    const field = (select: HTMLSelectElement, label: string, hidden = false): HTMLElement =>
      make(
        'div',
        { class: 'field', hidden },
        make('label', { for: select.id }, make('span', { class: 'label' }, label)),
        make('div', { class: 'select' }, select),
      );
    return [
      make('p', { class: 'hint' }, text.whatIfHelp),
      field(this.column, text.column),
      field(this.measure, text.output, this.measures.length < 2),
      this.allRowsField,
      this.chartLine.element,
      this.stale,
      this.chart.element,
      make('h2', {}, text.sensitivity),
      make('p', { class: 'hint' }, text.sensitivityHelp),
      this.listLine.element,
      this.sensitivity.element,
    ];
  }

  private openChart(column: string): void {
    this.column.value = column;
    this.askChart();
    this.column.focus();
    this.element.scrollIntoView({ block: 'start' });
  }

  private askChart(): void {
    const subject = this.ports.subject();
    const field = this.fields.find(({ name }) => name === this.column.value);
    if (!field) return;
    if (!subject) {
      this.chartLine.say(this.text.correctFirst);
      return;
    }
    const { rows, at } = subject;
    const chosen =
      this.allRows.checked && rows.length > 1
        ? rows.slice(0, MOST_ROWS).map((row, index) => ({ row, index }))
        : [{ row: rows[at] ?? {}, index: at }];
    const sweep = sweepOf(field.named, chosen[0]?.row[field.name], STEPS);
    if (!sweep) {
      this.chartLine.say(this.text.notSwept);
      return;
    }
    const question = { named: field.named, sweep, rows: chosen };
    this.chartLine.ask(this.key, questionRows(question), (predictions) => {
      this.charted = { question, predictions };
      this.stale.hidden = true;
      this.draw();
    });
  }

  private askList(): void {
    const subject = this.ports.subject();
    if (!subject) {
      this.listLine.say(this.text.correctFirst);
      return;
    }
    const row = subject.rows[subject.at] ?? {};
    const { trials, untried } = trialsOf(
      this.fields.map(({ named }) => named),
      row,
    );
    this.listLine.ask(this.key, trialRows(row, trials), (predictions) => {
      this.stale.hidden = true;
      this.listed = () => {
        const scores = predictions.map((each) => this.scoreOf(each));
        const [own] = scores;
        if (own === undefined) this.sensitivity.clear();
        else this.sensitivity.show(influences(row, trials, scores), own, untried);
      };
      this.listed();
    });
  }

  /** Draws again what is known already: another output needs no other request. */
  private draw(): void {
    this.listed?.();
    const measure = this.chosen();
    if (!this.charted || !measure) return;
    const { question, predictions } = this.charted;
    const field = this.fields.find(({ name }) => name === question.named.name);
    const words = valueWords(question.named, this.text.noValue);
    const data = chartData(question, predictions, measure, this.model, {
      xTitle: withUnit(field?.label ?? question.named.name, field?.unit),
      yTitle: withUnit(this.nameOf(measure), measure.unit),
      rowName: (index) => fill(this.text.row, { row: index + 1 }),
      value: words,
    });
    const { overObserved, overLimits, overValue } = this.text;
    this.chart.show(
      data,
      { observed: overObserved, limits: overLimits, value: overValue }[question.sweep.from],
    );
  }

  private chosen(): Measure | undefined {
    return this.measures.find(({ id }) => id === this.measure.value) ?? this.measures[0];
  }

  private scoreOf(prediction: Prediction): number | undefined {
    const measure = this.chosen();
    return measure && readMeasure(prediction, measure, this.model);
  }

  private nameOf({ title, label }: Measure): string {
    if (label === undefined) return title;
    const words = fill(this.text.probabilityOf, { label });
    return this.model.outputs.length > 1 ? `${title}: ${words}` : words;
  }
}

function choice(id: string, options: (readonly [string, string])[]): HTMLSelectElement {
  return make('select', { id }, ...options.map(([value, label]) => make('option', { value }, label)));
}

function withUnit(title: string, unit: string | undefined): string {
  return unit === undefined ? title : `${title} (${unit})`;
}

/** A file's name of letters, digits and hyphens, whatever model and column are called. */
function fileName(model: string, column: string, { kind }: ChartFile): string {
  const plain = `${model}-${column}`.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-+|-+$/g, '');
  return `${plain.slice(0, 80) || 'chart'}.${kind}`;
}
