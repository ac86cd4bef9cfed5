import type { TesterText } from '../../../../contract/testerText';
import { make, setAttribute, setText } from '../../dom';
import { fill, readable } from '../../text';
import { csvOf } from '../csv';
import { tableOf } from '../sweepResult';
import { pictureOf } from './picture';
import { type ChartData, type Ink, type Scene, sceneOf } from './scene';
import { INKS, sample, svgOf } from './svg';

/** A file that the page asks to be written. */
export type ChartFile =
  { kind: 'csv'; encoding: 'utf8'; content: string } | { kind: 'png'; encoding: 'base64'; content: string };

/** A chart with a legend, a reading of its values by pointer and arrows, a table of them, and both as files. */
export class ChartView {
  readonly element = make('figure', { class: 'chart-figure' });
  private readonly frame = make('div', { class: 'chart-frame', role: 'slider', tabindex: '0' });
  private readonly readout = make('p', { class: 'readout' });
  private data: ChartData | undefined;
  private scene: Scene | undefined;
  private at = 0;

  constructor(
    private readonly text: TesterText,
    private readonly save: (file: ChartFile) => void,
  ) {
    this.frame.addEventListener('keydown', (event) => this.onKey(event));
    this.frame.addEventListener('pointermove', (event) => this.onPointer(event));
    new ResizeObserver(() => this.draw()).observe(this.frame);
    this.element.hidden = true;
  }

  /** @param note where the values come from. */
  show(data: ChartData, note: string): void {
    this.data = data;
    this.at = 0;
    const label = fill(this.text.chartOf, { output: data.yTitle, column: data.xTitle });
    setAttribute(this.frame, 'aria-label', `${label}. ${this.text.chartHelp}`);
    setAttribute(this.frame, 'aria-valuemin', '0');
    setAttribute(this.frame, 'aria-valuemax', String(data.values.length - 1));
    const caption = make('figcaption', {}, label);
    this.element.replaceChildren(
      caption,
      this.frame,
      this.readout,
      ...(data.series.length > 1 ? [this.legend(data)] : []),
      make('p', { class: 'hint' }, note),
      this.buttons(),
      this.table(data),
    );
    this.element.hidden = false;
    this.draw();
    this.read(0);
  }

  hide(): void {
    this.element.hidden = true;
    this.data = undefined;
  }

  private draw(): void {
    if (!this.data || this.element.hidden || this.frame.clientWidth === 0) return;
    if (this.scene?.width === this.frame.clientWidth && this.scene.data === this.data) return;
    this.scene = sceneOf(this.data, this.frame.clientWidth);
    const cursor = make('span', { class: 'cursor', 'aria-hidden': 'true' });
    this.frame.replaceChildren(svgOf(this.scene), cursor);
    this.placeCursor();
  }

  private legend({ series }: ChartData): HTMLElement {
    const items = series.map(({ name }, ink) => make('li', {}, sample(ink), ' ', name));
    return make('ul', { class: 'legend' }, ...items);
  }

  private buttons(): HTMLElement {
    const button = (words: string, file: () => ChartFile | undefined): HTMLButtonElement => {
      const made = make('button', { type: 'button', class: 'secondary' }, words);
      made.addEventListener('click', () => {
        const found = file();
        if (found) this.save(found);
      });
      return made;
    };
    return make(
      'div',
      { class: 'buttons' },
      button(this.text.savePng, () => this.picture()),
      button(
        this.text.saveCsv,
        () => this.data && { kind: 'csv', encoding: 'utf8', content: csvOf(tableOf(this.data)) },
      ),
    );
  }

  private picture(): ChartFile | undefined {
    if (!this.scene) return undefined;
    const style = getComputedStyle(this.frame);
    const ink = (each: Ink): string =>
      style.getPropertyValue(`--ink-${typeof each === 'number' ? each % INKS : each}`);
    const paper = style.getPropertyValue('--paper').trim() || 'white';
    return {
      kind: 'png',
      encoding: 'base64',
      content: pictureOf(this.scene, { ink, paper, font: style.fontFamily }),
    };
  }

  private table(data: ChartData): HTMLElement {
    const details = make('details', {}, make('summary', {}, this.text.valuesTable));
    details.addEventListener('toggle', () => {
      if (!details.open || details.childElementCount > 1) return;
      const [head = [], ...rows] = tableOf(data);
      const cells = (row: unknown[]): HTMLElement[] =>
        row.map((cell, index) =>
          index === 0
            ? make('th', { scope: 'row' }, String(cell))
            : make('td', {}, typeof cell === 'number' ? readable(cell) : this.text.noScore),
        );
      const heads = head.map((cell) => make('th', { scope: 'col' }, String(cell)));
      const lines = rows.map((row) => make('tr', {}, ...cells(row)));
      const table = make(
        'table',
        { class: 'values' },
        make('thead', {}, make('tr', {}, ...heads)),
        make('tbody', {}, ...lines),
      );
      // The area scrolls sideways where rows are many; the keyboard reaches it to do so.
      details.append(
        make(
          'div',
          { class: 'table-scroll', tabindex: '0', role: 'group', 'aria-label': this.text.valuesTable },
          table,
        ),
      );
    });
    return details;
  }

  private onKey(event: KeyboardEvent): void {
    if (!this.data) return;
    const last = this.data.values.length - 1;
    const next = {
      ArrowLeft: this.at - 1,
      ArrowDown: this.at - 1,
      ArrowRight: this.at + 1,
      ArrowUp: this.at + 1,
      Home: 0,
      End: last,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    this.read(Math.max(0, Math.min(last, next)));
  }

  private onPointer(event: PointerEvent): void {
    if (!this.scene) return;
    const x = event.clientX - this.frame.getBoundingClientRect().left;
    const far = this.scene.places.map((place) => Math.abs(place - x));
    this.read(far.indexOf(Math.min(...far)));
  }

  private read(at: number): void {
    if (!this.data) return;
    this.at = at;
    const { values, series, xTitle } = this.data;
    const scores = series.map(({ name, scores: all }) => {
      const score = all[at];
      const words = score === undefined ? this.text.noScore : readable(score);
      return series.length > 1 ? `${name} ${words}` : words;
    });
    const value = values[at];
    const words = fill(this.text.chartReadout, {
      column: xTitle,
      value: typeof value === 'number' ? readable(value) : (value ?? ''),
      scores: scores.join(' · '),
    });
    setText(this.readout, words);
    setAttribute(this.frame, 'aria-valuenow', String(at));
    setAttribute(this.frame, 'aria-valuetext', words);
    this.placeCursor();
  }

  private placeCursor(): void {
    const cursor = this.frame.querySelector<HTMLElement>('.cursor');
    if (cursor && this.scene) cursor.style.left = `${this.scene.places[this.at] ?? 0}px`;
  }
}
