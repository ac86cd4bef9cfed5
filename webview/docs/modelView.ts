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
  const { trained_at: trained, rows, metrics = [] } = model;
  return make(
    'header',
    {},
    make('h1', {}, title, ' ', make('span', { class: 'version' }, version)),
    make('p', {}, description),
    make(
      'dl',
      { class: 'facts' },
      ...fact('Task', model.task),
      ...(trained === undefined
        ? []
        : fact('Trained', `${trained.slice(0, 10)}, on ${rows?.toLocaleString('en') ?? 'unknown'} rows`)),
      ...metrics.flatMap(({ title: name, value }) => fact(name, String(value))),
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

/** What is said of each column, by heading. */
const SAID: Readonly<Record<string, (named: NamedColumn) => string>> = {
  'What it is': ({ name, column }) => {
    const words = [column.title, column.description].filter((text) => text !== undefined && text !== name);
    const labels = Object.entries(column['x-labels'] ?? {}).map(([value, label]) => `${value} = ${label}`);
    return [...words, ...labels].join('; ');
  },
  Takes: expectation,
  Unit: ({ column }) => column['x-unit'] ?? '',
  'Training saw': observation,
  Required: ({ required }) => (required ? 'yes' : 'no: counts as null'),
};

/** The columns of a row, in the model's order. A heading under which nothing would stand is left out. */
export function columnTable({ components }: Description): HTMLElement {
  const columns = columnsOf(components.schemas.Row);
  const said = Object.entries(SAID).filter(([, say]) => columns.some((named) => say(named) !== ''));
  const headings = ['Column', ...said.map(([heading]) => heading)];
  const head = make('tr', {}, ...headings.map((heading) => make('th', { scope: 'col' }, heading)));
  const lines = columns.map((named) =>
    make(
      'tr',
      {},
      make('th', { scope: 'row' }, make('code', {}, named.name)),
      ...said.map(([heading, say]) => make('td', { 'data-heading': heading }, say(named))),
    ),
  );
  return make(
    'section',
    { 'aria-labelledby': 'columns' },
    make('h2', { id: 'columns' }, `Columns of a row (${columns.length})`),
    make('table', {}, make('thead', {}, head), make('tbody', {}, ...lines)),
  );
}
