import type { SavedRequest } from '../../../contract/savedRequest';
import { locate, type TextRange } from './locate';
import { fittedRows, type RowModel } from './misfits';

/** What stands in place of a piece of a file. */
export interface Replacement {
  range: TextRange;
  text: string;
}

/** The change of a saved request's file that makes its rows fit again; nothing but the rows is touched. */
export function fitRequest(text: string, request: SavedRequest, model: RowModel): Replacement {
  const rows = JSON.stringify(fittedRows(request, model), null, 2);
  return { range: locate(text, ['rows']), text: rows.replace(/\n/g, '\n  ') };
}

/** The change that gives a saved request another name. */
export function renameRequest(text: string, name: string): Replacement {
  return { range: locate(text, ['name']), text: JSON.stringify(name) };
}
