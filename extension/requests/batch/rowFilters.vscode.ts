import * as vscode from 'vscode';

/** The kinds of files with rows, for a dialog that opens one. */
export function rowFilters(): Record<string, string[]> {
  return { [vscode.l10n.t('CSV and Parquet')]: ['csv', 'tsv', 'txt', 'parquet', 'pq'] };
}
