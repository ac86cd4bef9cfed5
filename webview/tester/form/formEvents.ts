import type { TesterModel } from '../../../contract/testerMessages';
import type { TesterText } from '../../../contract/testerText';
import type { FormViewName, Kept } from '../saved';
import { editOverride, type KeyDraft } from '../byKey/keyDraft';
import { type Draft, draftOf, editCell, editField, editJson, replaceRows, selectRow } from './draft';
import type { Field } from './fields';
import type { FormEvents } from './formView';
import { cellValue } from './paste/pastedRows';

/** What the form's events do to what is kept of a project. */
export interface FormStore {
  /** Changes the draft: an answer that was given before belongs to other values then. */
  edit: (change: (draft: Draft) => Draft, also?: Partial<Kept>) => void;
  /** Changes the request by key, and what was answered to it before. */
  editKey: (change: (draft: KeyDraft) => KeyDraft) => void;
  /** Changes how the draft is looked at. */
  look: (change: (kept: Kept) => Partial<Kept>) => void;
  openEditor: () => void;
  pickData: () => void;
}

/** The form's events as changes of the draft. */
export function formEvents(
  model: TesterModel,
  fields: readonly Field[],
  text: TesterText,
  { edit, editKey, look, openEditor, pickData }: FormStore,
): FormEvents {
  return {
    edit: (change) => edit((draft) => editField(draft, change, fields)),
    editJson: (json) => edit((draft) => editJson(draft, json, fields, text)),
    editCell: (row, field, typed) => edit((draft) => editCell(draft, { row, field, text: typed }, fields)),
    pasteCells: (row, field, cells) =>
      edit((draft) => replaceRows(withCells(draft.rows, { row, field }, cells, fields), row, fields)),
    addRow: () => edit((draft) => replaceRows([...draft.rows, {}], draft.rows.length, fields)),
    duplicateRow: () =>
      edit((draft) => {
        const copy = { ...draft.rows[draft.at] };
        return replaceRows(draft.rows.toSpliced(draft.at + 1, 0, copy), draft.at + 1, fields);
      }),
    removeRow: (row) =>
      edit((draft) => replaceRows(draft.rows.toSpliced(row, 1), Math.min(draft.at, row), fields)),
    showRow: (row) => look(({ draft }) => ({ draft: selectRow(draft, row, fields), view: 'form' })),
    pickExample: (example) => edit(() => draftOf(model.examples[example], fields), { example }),
    takeRows: (rows, how) =>
      edit((draft) =>
        how === 'replace'
          ? replaceRows(rows, 0, fields)
          : replaceRows([...draft.rows, ...rows], draft.rows.length, fields),
      ),
    editKey: (featureKey) => editKey((draft) => ({ ...draft, featureKey })),
    editOverride: (change) => editKey((draft) => editOverride(draft, change)),
    chooseView: (view: FormViewName) => look(() => ({ view })),
    openEditor,
    pickData,
  };
}

/** The rows with cells put in from one cell on, to the right and down; rows that are lacking are added. */
function withCells(
  rows: readonly Record<string, unknown>[],
  { row, field }: { row: number; field: Field },
  cells: readonly string[][],
  fields: readonly Field[],
): Record<string, unknown>[] {
  const left = fields.indexOf(field);
  const changed = [...rows];
  for (const [down, line] of cells.entries()) {
    const values = line.flatMap((cell, right): [string, unknown][] => {
      const target = fields[left + right];
      return target ? [[target.name, cellValue(target, cell)]] : [];
    });
    changed[row + down] = { ...changed[row + down], ...Object.fromEntries(values) };
  }
  return changed;
}
