import type { EvaluationPlot } from '../../contract/evaluation';
import type { ShownEvaluation } from '../../contract/evaluationMessages';
import type { EvaluationText } from '../../contract/evaluationText';
import { make } from '../tester/dom';
import { figure } from './changes';
import { section } from './section';

/** The plots, each with its words as alternative text and its numbers as a table to unfold. */
export function plotsSection({ evaluation, images }: ShownEvaluation, text: EvaluationText): HTMLElement {
  const plots = evaluation.plots.map((plot) => plotFigure(plot, images[plot.file], text));
  return section('plots', text.plots, make('div', { class: 'grid' }, ...plots));
}

function plotFigure(plot: EvaluationPlot, address: string | undefined, text: EvaluationText): HTMLElement {
  const shown = make('figure', {}, make('figcaption', { class: 'unseen' }, plot.title));
  // The plot bears its title itself. It is black on white in every theme, on a white card of its own.
  if (address !== undefined) shown.append(make('img', { src: address, alt: plot.alt, loading: 'lazy' }));
  if (plot.table) {
    const summary = make('summary', { 'aria-label': `${text.numbers}: ${plot.title}` }, text.numbers);
    shown.append(make('details', {}, summary, numbers(plot.title, plot.table)));
  }
  return shown;
}

function numbers(title: string, { columns, rows }: NonNullable<EvaluationPlot['table']>): HTMLElement {
  const head = make('tr', {}, ...columns.map((column) => make('th', { scope: 'col' }, column)));
  const body = rows.map((row) => make('tr', {}, ...row.map(cell)));
  const table = make('table', {}, make('caption', { class: 'unseen' }, title));
  table.append(make('thead', {}, head), make('tbody', {}, ...body));
  return make('div', { class: 'wide', tabindex: '0' }, table);
}

function cell(value: string | number | boolean | null): HTMLElement {
  if (typeof value === 'number') return make('td', { class: 'number' }, figure(value));
  return make('td', {}, value === null ? '–' : String(value));
}
