import type { NamedColumn } from '../../contract/artefact';
import { NO_SUCH_COLUMN } from '../../contract/rows';
import type { RowProblem, RowWarning } from '../../contract/scoring';
import { NO_FINITE_NUMBER } from '../model/predictions';
import { HttpProblem } from './problem';

/**
 * What `--hide-details` leaves of an answer: which row, what the caller sent and the kind of problem, in the same
 * shape, but nothing of the model's columns: no name, type, limit, category or nearest name.
 */

/** @param columns of the model that refused the rows. */
export function problemWithoutDetails(problem: HttpProblem, columns: readonly NamedColumn[]): HttpProblem {
  const { status, code, detail, more } = problem;
  const { general = detail, errors, ...others } = more;
  return new HttpProblem(status, code, general, {
    ...others,
    ...(errors ? { errors: errors.map((error) => errorWithoutDetails(error, columns)) } : {}),
  });
}

function errorWithoutDetails(error: RowProblem, columns: readonly NamedColumn[]): RowProblem {
  const { row, got } = error;
  return { ...(row === undefined ? {} : { row }), got, expected: kindOf(error, columns) };
}

/** JavaScript's names of the types of values. */
const TYPE_OF: Readonly<Record<NamedColumn['kind'], string>> = {
  number: 'number',
  integer: 'number',
  string: 'string',
  boolean: 'boolean',
};

function kindOf({ row, column, got }: RowProblem, columns: readonly NamedColumn[]): string {
  if (column === undefined) return row === undefined ? 'a list of at least one row' : "the model's columns";
  if (row === undefined) return 'a list of values, as long as the others';
  if (got === null) return 'a value: one is missing or null';
  const named = columns.find(({ name }) => name === column);
  const isOfType = named !== undefined && typeof got === TYPE_OF[named.kind];
  return isOfType ? 'a value that its column takes' : 'a value of the type of its column';
}

/** A warning whose column has no name. */
export function warningWithoutDetails({ row, got, observed }: RowWarning): RowWarning {
  return { row, column: '', got, observed: observationWithoutDetails(observed) };
}

function observationWithoutDetails(observed: string): string {
  if (observed === NO_FINITE_NUMBER) return observed;
  return observed.startsWith(NO_SUCH_COLUMN) ? NO_SUCH_COLUMN : 'other values than this one';
}

/** What would describe the model is not given. */
export function detailsHidden(): HttpProblem {
  const detail = 'This scorer was started with --hide-details: it does not say what its model takes.';
  return new HttpProblem(403, 'details-hidden', detail);
}
