import * as vscode from 'vscode';
import type { FormText } from '../../contract/formText';

/** The words of the tester's form in the editor's language. */
export function formText(): FormText {
  return {
    views: vscode.l10n.t('Ways to write the request'),
    fromData: vscode.l10n.t('From Data…'),
    viewForm: vscode.l10n.t('Form'),
    viewRows: vscode.l10n.t('Rows'),
    viewJson: vscode.l10n.t('JSON'),
    rowOf: vscode.l10n.t('Row {row} of {count}'),
    previousRow: vscode.l10n.t('Previous row'),
    nextRow: vscode.l10n.t('Next row'),
    grid: vscode.l10n.t('Rows of the request'),
    gridHelp: vscode.l10n.t('Enter and the arrows up and down go from row to row.'),
    cellOf: vscode.l10n.t('{label}, row {row}'),
    rowNumber: vscode.l10n.t('Row'),
    score: vscode.l10n.t('Prediction'),
    actualColumn: vscode.l10n.t('Actual'),
    showRow: vscode.l10n.t('Show row {row} in the form'),
    removeRow: vscode.l10n.t('Remove row {row}'),
    addRow: vscode.l10n.t('Add Row'),
    duplicateRow: vscode.l10n.t('Duplicate Row'),
    rowsShown: vscode.l10n.t('Rows {first} to {last} of {count}'),
    earlierRows: vscode.l10n.t('Earlier rows'),
    laterRows: vscode.l10n.t('Later rows'),
    pasteTitle: vscode.l10n.t('Paste rows'),
    pasteHelp: vscode.l10n.t(
      'From a spreadsheet or CSV, a printed DataFrame, a Python dict or JSON. Columns are found by name or title.',
    ),
    pasteFound: vscode.l10n.t('Rows: {rows}. Columns found: {columns}.'),
    pasteMissing: vscode.l10n.t('Not in the text: {columns}.'),
    pasteUnknown: vscode.l10n.t('Left out, the model has no such column: {columns}.'),
    pasteReplace: vscode.l10n.t('Replace Rows'),
    pasteAdd: vscode.l10n.t('Add to Rows'),
    pasted: vscode.l10n.t('Rows taken over: {count}.'),
    pasteCut: vscode.l10n.t(
      'pandas left columns or rows out of this print, shown as "...". Print it with df.to_csv() and paste that.',
    ),
    pasteNoHeader: vscode.l10n.t(
      'Which column is which cannot be told: none has a name of the model’s columns. Copy the line of names too.',
    ),
    pasteUnreadable: vscode.l10n.t(
      'This is neither JSON nor a Python dict that can be read. Paste literals only, without variables.',
    ),
    editInEditor: vscode.l10n.t('Edit in Editor'),
    openPage: vscode.l10n.t('Open in Editor'),
  };
}
