import { columnsOf, type NamedColumn } from '../../contract/artefact';
import { expectation, observation } from '../../contract/rowText';
import { make } from '../tester/dom';
import type { Description } from './description';
import type { Scorer } from './scorer';

/** What the model is: name, version, where it comes from, how good it is. */
export function modelHeader({ info }: Description, scorer: Scorer): HTMLElement {
  const { title, version, description, 'x-model': model, 'x-bellhop': build } = info;
  const fact = (name: string, ...value: (Node | string)[]): Node[] => [
    make('dt', {}, name),
    make('dd', {}, ...value),
  ];
  const trained = model.trained_at.slice(0, 10);
  return make(
    'header',
    {},
    make('h1', {}, title, ' ', make('span', { class: 'version' }, version)),
    make('p', {}, description),
    make(
      'dl',
      { class: 'facts' },
      ...fact('Task', model.task),
      ...fact('Trained', `${trained}, on ${model.rows.toLocaleString('en')} rows`),
      ...model.metrics.flatMap(({ title: name, value }) => fact(name, String(value))),
      ...fact('Digest', make('code', {}, model.digest)),
      ...fact('Scorer', `Bellhop ${build.version}`),
    ),
    make(
      'p',
      {},
      make('a', { href: '#columns' }, 'Columns'),
      ' · ',
      make('a', { href: '#routes' }, 'Routes'),
      ' · ',
      make('a', { href: scorer.urlOf('/openapi.json') }, 'openapi.json'),
    ),
  );
}

const HEADINGS = ['Column', 'What it is', 'Takes', 'Unit', 'Training saw', 'Required'];

/** The columns of a row, in the model's order. */
export function columnTable({ components }: Description): HTMLElement {
  const columns = columnsOf(components.schemas.Row);
  const head = make('tr', {}, ...HEADINGS.map((heading) => make('th', { scope: 'col' }, heading)));
  const table = make('table', {}, make('thead', {}, head), make('tbody', {}, ...columns.map(columnLine)));
  return make(
    'section',
    { 'aria-labelledby': 'columns' },
    make('h2', { id: 'columns' }, `Columns of a row (${columns.length})`),
    table,
  );
}

function columnLine(named: NamedColumn): HTMLElement {
  const { name, column, required } = named;
  const words = [column.title, column.description].filter((text) => text !== undefined && text !== name);
  const labels = Object.entries(column['x-labels'] ?? {}).map(([value, label]) => `${value} = ${label}`);
  const cells = [
    [...words, ...labels].join('; '),
    expectation(named),
    column['x-unit'] ?? '',
    observation(named),
    required ? 'yes' : 'no: counts as null',
  ];
  return make(
    'tr',
    {},
    make('th', { scope: 'row' }, make('code', {}, name)),
    ...cells.map((text, index) => make('td', { 'data-heading': HEADINGS[index + 1] }, text)),
  );
}
