import * as vscode from 'vscode';
import type { WhatIfText } from '../../contract/whatIfText';

/** The words of the tester's What If in the editor's language. */
export function whatIfText(): WhatIfText {
  return {
    panels: vscode.l10n.t('Answer and What If'),
    whatIf: vscode.l10n.t('What If'),
    whatIfHelp: vscode.l10n.t(
      'See how the prediction changes over one column, with all else as in the form.',
    ),
    column: vscode.l10n.t('Column'),
    output: vscode.l10n.t('Output'),
    allRows: vscode.l10n.t('All rows, up to {count}'),
    showChart: vscode.l10n.t('Show Chart'),
    asking: vscode.l10n.t('Asking the model…'),
    probabilityOf: vscode.l10n.t('Probability of {label}'),
    chartOf: vscode.l10n.t('{output} over {column}'),
    chartHelp: vscode.l10n.t('The arrows left and right read the values.'),
    chartReadout: vscode.l10n.t('{column} {value}: {scores}'),
    noScore: vscode.l10n.t('no score'),
    overObserved: vscode.l10n.t('Range: what training saw. The ring marks the row’s own value.'),
    overLimits: vscode.l10n.t('Range: all that is allowed. The ring marks the row’s own value.'),
    overValue: vscode.l10n.t('Range: around the row’s own value, since nothing says what training saw.'),
    notSwept: vscode.l10n.t(
      'Nothing says which values this column takes. Give it a number or a date in the form, then try again.',
    ),
    correctFirst: vscode.l10n.t('Correct the marked values in the form first.'),
    valuesTable: vscode.l10n.t('Values as a table'),
    savePng: vscode.l10n.t('Save as PNG…'),
    saveCsv: vscode.l10n.t('Save as CSV…'),
    sensitivity: vscode.l10n.t('What moves it most'),
    sensitivityHelp: vscode.l10n.t(
      'Each column is changed over its values, one at a time. The wider its bar, the more it moves the prediction.',
    ),
    tryEach: vscode.l10n.t('Try Each Column'),
    atValue: vscode.l10n.t('{score} at {value}'),
    nothingMoves: vscode.l10n.t('No change of a single column moves this prediction.'),
    untried: vscode.l10n.t('Not tried, since nothing says which values they take: {columns}.'),
    showAll: vscode.l10n.t('Show All {count}'),
    whatIfStale: vscode.l10n.t('The values have changed since. Ask again to bring this up to date.'),
    noMeasure: vscode.l10n.t('This model predicts no number, so there is nothing to draw.'),
  };
}
