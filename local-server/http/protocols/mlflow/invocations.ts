import type { NamedColumn } from '../../../../contract/artefact';
import { brief } from '../../../../contract/rowText';
import { isRecord } from '../../../../contract/version';
import type { Model } from '../../../model/model';
import { Slices } from '../../../slices';
import { parseJson } from '../../parseJson';
import { HttpProblem } from '../../problem';
import type { ScoringRoute } from '../../scoringRoute';
import { readInputs, readInstances, writePredictions } from '../predictions';
import { rowsOfLists } from '../table';
import { readCsv } from './csv';

/** So many records are looked at in one go. */
const PIECE = 64;

/** How each format of the body is read; a body has exactly one of them. */
const FORMATS: Readonly<Record<string, (content: unknown, model: Model) => Promise<unknown>>> = {
  dataframe_split: readSplit,
  dataframe_records: readRecords,
  instances: readInstances,
  inputs: readInputs,
};

/** POST /invocations of MLflow. `params` is taken, and passed over: these models have none. */
export const invocationsRoute: ScoringRoute = {
  name: '/invocations',
  path: '/invocations',
  method: 'POST',
  types: ['application/json', 'text/csv'],

  async read(body, { exchange, model }) {
    const [type = ''] = (exchange.request.headers['content-type'] ?? '').split(';');
    if (type.trim().toLowerCase() === 'text/csv') return readCsv(body, model.columns);
    const parsed = await parseJson(body);
    if (!isRecord(parsed)) throw noFormat(`It is ${kindOf(parsed)}.`);
    const [format, ...more] = Object.keys(FORMATS).filter((name) => Object.hasOwn(parsed, name));
    const read = FORMATS[format ?? ''];
    if (format === undefined || !read) {
      throw noFormat(`It has ${Object.keys(parsed).slice(0, 10).map(brief).join(', ') || 'none'}.`);
    }
    if (more.length > 0) throw noFormat(`It has ${[format, ...more].join(', ')}.`);
    const params = parsed['params'];
    if (params !== undefined && params !== null && !isRecord(params)) {
      throw new HttpProblem(400, 'bad-params', '"params" must be a JSON object.');
    }
    return read(parsed[format], model);
  },

  write: writePredictions,
};

async function readSplit(split: unknown, { columns }: Model): Promise<unknown> {
  if (!isRecord(split)) throw notSplit(`It is ${kindOf(split)}.`);
  const { columns: given, data, index } = split;
  const names = columnNames(given, columns);
  if (!names) throw notSplit('Its "columns" are no list of texts.');
  if (!Array.isArray(data)) throw notSplit('Its "data" is no list of rows.');
  if (Array.isArray(index) && index.length !== data.length) {
    throw notSplit(`It has ${data.length} rows of data and ${index.length} in its index.`);
  }
  return rowsOfLists(data, names, columns);
}

/** A data frame without names counts its columns from 0: they are the model's, in its order, where it has as many. */
function columnNames(given: unknown, own: readonly NamedColumn[]): string[] | undefined {
  if (!Array.isArray(given)) return undefined;
  const names: readonly unknown[] = given;
  if (isCounted(names, own)) return own.map(({ name }) => name);
  return names.every((name) => typeof name === 'string') ? [...names] : undefined;
}

/** Objects by name; those of a data frame without names, which are counted as well, become lists. */
async function readRecords(records: unknown, { columns }: Model): Promise<unknown> {
  if (!Array.isArray(records)) {
    const detail = `dataframe_records must be a list of objects of column and value; it is ${kindOf(records)}.`;
    throw new HttpProblem(400, 'bad-records', detail);
  }
  const list: readonly unknown[] = records;
  const isUnnamed = (record: unknown): boolean =>
    isRecord(record) && isCounted(Object.keys(record).map(Number), columns);
  if (!isUnnamed(list[0])) return list;
  const lists: unknown[] = [];
  const slices = new Slices();
  for (const record of list) {
    if (lists.length % PIECE === 0 && slices.isOver) await slices.next();
    lists.push(isUnnamed(record) ? Object.values(record as object) : record);
  }
  return rowsOfLists(
    lists,
    columns.map(({ name }) => name),
    columns,
  );
}

function isCounted(names: readonly unknown[], own: readonly NamedColumn[]): boolean {
  return names.length === own.length && names.every((name, position) => name === position);
}

function notSplit(cause: string): HttpProblem {
  return new HttpProblem(
    400,
    'bad-split',
    `dataframe_split must be an object with "columns" and "data". ${cause}`,
  );
}

function noFormat(cause: string): HttpProblem {
  const formats = Object.keys(FORMATS).join(', ');
  return new HttpProblem(
    400,
    'no-format',
    `The body must be a JSON object with exactly one of ${formats}. ${cause}`,
  );
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
