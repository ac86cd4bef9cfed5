import * as vscode from 'vscode';
import type { HistoryText } from '../../contract/historyText';

/** The words of the tester's history in the editor's language. */
export function historyText(): HistoryText {
  return {
    history: vscode.l10n.t('History'),
    noHistory: vscode.l10n.t('No requests yet. What you send is listed here and can be sent again.'),
    historyOff: vscode.l10n.t('The history is turned off by the setting bellhop.requests.history.'),
    intoForm: vscode.l10n.t('Put the values into the form'),
    sendAgain: vscode.l10n.t('Send Again'),
    sendAgainOf: vscode.l10n.t('Send Again: {result}'),
    searchHistory: vscode.l10n.t('Search in All…'),
    rowsSent: vscode.l10n.t('{count} rows'),
    valuesMissing: vscode.l10n.t('To be filled in again: {columns}'),
  };
}
