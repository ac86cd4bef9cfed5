import { columnsOf, type InputSchema } from '../../../contract/artefact';

/** Rows without personal values. */
export interface Masked {
  rows: Record<string, unknown>[];
  /** The columns that lost a value, in the order in which they were met. */
  missing: string[];
}

/**
 * Takes the values of personal columns out of rows, and those of columns that the model does not have: of them nobody has
 * said that they are not personal. What is taken out becomes null.
 *
 * @param all whether the values of every column are taken out.
 */
export function maskRows(rows: readonly Record<string, unknown>[], input: InputSchema, all = false): Masked {
  const open = new Set(
    columnsOf(input)
      .filter(({ column }) => !all && column['x-personal'] !== true)
      .map(({ name }) => name),
  );
  const missing = new Set<string>();
  const masked = rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => {
        if (open.has(name) || value === null) return [name, value];
        missing.add(name);
        return [name, null];
      }),
    ),
  );
  return { rows: masked, missing: [...missing] };
}
