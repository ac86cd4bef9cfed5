import { isRecord } from '../../../contract/version';
import type { Model, Scored } from '../../model/model';
import { jsonText } from '../jsonText';
import type { Answer } from '../scoringRoute';
import { rowsOfColumns, rowsOfLists } from './table';

/**
 * A list of instances as rows: objects of column and value stay as they are, lists hold the values in the model's
 * order, and for a model of one column plain values will do.
 *
 * @throws HttpProblem 400 where lists do not hold one value a column.
 */
export async function readInstances(
  instances: unknown,
  { columns }: Pick<Model, 'columns'>,
): Promise<unknown> {
  if (!Array.isArray(instances)) return instances;
  const list: readonly unknown[] = instances;
  const [first] = list;
  const names = columns.map(({ name }) => name);
  if (Array.isArray(first)) return rowsOfLists(list, names, columns);
  const isPlain = first !== undefined && (first === null || typeof first !== 'object');
  if (!isPlain || names.length !== 1) return list;
  return rowsOfLists(
    list.map((value) => [value]),
    names,
    columns,
  );
}

/**
 * `inputs` of MLflow and KServe V1: an object of columns or of one row, or what `instances` takes.
 *
 * @throws HttpProblem 400 where columns or lists are not of one length.
 */
export async function readInputs(inputs: unknown, model: Pick<Model, 'columns'>): Promise<unknown> {
  if (!isRecord(inputs)) return readInstances(inputs, model);
  const isOneRow = Object.values(inputs).every((value) => !Array.isArray(value));
  return isOneRow ? [inputs] : rowsOfColumns(inputs, model.columns);
}

/**
 * `predictions`, the same as those of /predict, and, where there are any, its `warnings` and `more_warnings`, which
 * clients of these protocols pass over.
 */
export async function writePredictions({ predictions, ...scored }: Scored): Promise<Answer> {
  const text = await jsonText(predictions);
  return { type: 'application/json', body: `{"predictions":${text}${warningsText(scored)}}` };
}

function warningsText({ warnings, moreWarnings }: Pick<Scored, 'warnings' | 'moreWarnings'>): string {
  if (warnings.length === 0) return '';
  const more = moreWarnings === 0 ? '' : `,"more_warnings":${moreWarnings}`;
  return `,"warnings":${JSON.stringify(warnings)}${more}`;
}
