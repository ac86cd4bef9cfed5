import type { Scalar } from '../../../../contract/artefact';
import type { Answer, Running } from '../scorerInProcess';
import { binaryBody, type Tensor } from './tensors';

/**
 * The same rows in the body of every protocol, also rows that no client's library would send. A value that begins with
 * `literal:` stands for the number that is written so, which JSON may not have.
 */

export type LooseRow = Readonly<Record<string, Scalar>>;

interface Model {
  readonly name: string;
  /** In the model's order. */
  readonly columns: readonly string[];
}

interface Content {
  readonly body: string | Buffer;
  /** For JSON where absent. */
  readonly headers?: Record<string, string>;
}

/** A way to send rows. */
export interface Carrier {
  readonly name: string;
  readonly kind: 'objects' | 'lists' | 'columns' | 'tensors' | 'csv';
  path(model: Model): string;
  /**
   * @param named the columns of the rows, in the order in which they are sent.
   * @returns undefined where the protocol cannot say them.
   */
  content(rows: readonly LooseRow[], model: Model, named: readonly string[]): Content | undefined;
}

const infer = ({ name }: Model): string => `/v2/models/${name}/infer`;
const predict = ({ name }: Model): string => `/v1/models/${name}:predict`;
const invocations = (): string => '/invocations';

/** Lists have the values in the model's order, and no names. */
function listsOf(
  rows: readonly LooseRow[],
  { columns }: Model,
  named: readonly string[],
): Scalar[][] | undefined {
  if (named.length !== columns.length || !columns.every((name) => named.includes(name))) return undefined;
  return rows.map((row) => columns.map((name) => row[name] ?? null));
}

function objectsIn(key: string): Carrier['content'] {
  return (rows, _model, named) =>
    json({ [key]: rows.map((row) => Object.fromEntries(named.map((name) => [name, row[name]]))) });
}

function listsIn(key: string): Carrier['content'] {
  return (rows, model, named) => {
    const lists = listsOf(rows, model, named);
    return lists && json({ [key]: lists });
  };
}

export const CARRIERS: readonly Carrier[] = [
  { name: 'own', kind: 'objects', path: () => '/predict', content: objectsIn('rows') },
  { name: 'records', kind: 'objects', path: invocations, content: objectsIn('dataframe_records') },
  { name: 'instances', kind: 'objects', path: invocations, content: objectsIn('instances') },
  { name: 'v1', kind: 'objects', path: predict, content: objectsIn('instances') },
  { name: 'instances as lists', kind: 'lists', path: invocations, content: listsIn('instances') },
  { name: 'inputs as lists', kind: 'lists', path: invocations, content: listsIn('inputs') },
  { name: 'v1 as lists', kind: 'lists', path: predict, content: listsIn('instances') },
  {
    name: 'split',
    kind: 'columns',
    path: invocations,
    content: (rows, _model, named) =>
      json({
        dataframe_split: { columns: named, data: rows.map((row) => named.map((name) => row[name] ?? null)) },
      }),
  },
  {
    name: 'inputs',
    kind: 'columns',
    path: invocations,
    content: (rows, _model, named) =>
      json({
        inputs: Object.fromEntries(named.map((name) => [name, rows.map((row) => row[name] ?? null)])),
      }),
  },
  { name: 'csv', kind: 'csv', path: invocations, content: (rows, _model, named) => csvOf(rows, named) },
  {
    name: 'v2',
    kind: 'tensors',
    path: infer,
    content: (rows, _model, named) => json({ inputs: tensorsOf(rows, named) }),
  },
  {
    name: 'v2 binary',
    kind: 'tensors',
    path: infer,
    content: (rows, _model, named) => binaryOf(rows, named),
  },
];

/** Sends rows; undefined where the carrier cannot say them. */
export async function carry(
  carrier: Carrier,
  scorer: Pick<Running, 'send'>,
  model: Model,
  rows: readonly LooseRow[],
  named: readonly string[],
): Promise<{ answer: Answer; sent: string } | undefined> {
  const content = carrier.content(rows, model, named);
  if (content === undefined) return undefined;
  const { body, headers = { 'content-type': 'application/json' } } = content;
  return { answer: await scorer.send('POST', carrier.path(model), body, headers), sent: body.toString() };
}

function json(content: unknown): Content {
  return { body: JSON.stringify(content).replace(/"literal:([^"]*)"/g, '$1') };
}

/** The number that a literal writes, or the value itself. */
function read(value: Scalar): Scalar {
  return typeof value === 'string' && value.startsWith('literal:') ? Number(value.slice(8)) : value;
}

function csvOf(rows: readonly LooseRow[], named: readonly string[]): Content {
  const field = (value: Scalar): string => (value === null ? '' : String(value).replace('literal:', ''));
  const lines = rows.map((row) => named.map((name) => field(row[name] ?? null)).join(','));
  return { body: [named.join(','), ...lines].join('\n'), headers: { 'content-type': 'text/csv' } };
}

function tensorsOf(rows: readonly LooseRow[], named: readonly string[]): Tensor[] {
  return named.map((name) => {
    const data = rows.map((row) => row[name] ?? null);
    return { name, shape: [rows.length], datatype: datatypeOf(data.map(read)), data };
  });
}

function datatypeOf(values: readonly Scalar[]): string {
  if (values.some((value) => typeof value === 'string')) return 'BYTES';
  if (values.some((value) => typeof value === 'boolean')) return 'BOOL';
  return values.length > 0 && values.every((value) => Number.isInteger(value)) ? 'INT64' : 'FP64';
}

function binaryOf(rows: readonly LooseRow[], named: readonly string[]): Content {
  const inputs = tensorsOf(rows, named).map(({ data = [], ...tensor }) => ({
    ...tensor,
    data: data.flat().map(read),
  }));
  return binaryBody({ inputs });
}
