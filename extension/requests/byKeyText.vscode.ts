import * as vscode from 'vscode';
import type { ByKeyText } from '../../contract/byKeyText';

/** The words of the tester's requests by key in the editor's language. */
export function byKeyText(): ByKeyText {
  return {
    viewKey: vscode.l10n.t('By Key'),
    featureKey: vscode.l10n.t('Key'),
    featureKeyHelp: vscode.l10n.t(
      'What the data source of the API finds the row by, such as the number of a policy.',
    ),
    featureKeyMissing: vscode.l10n.t('Give a key.'),
    overrides: vscode.l10n.t('Overrides'),
    overridesHelp: vscode.l10n.t('Only what you fill in here replaces what the data source has.'),
    notOverridden: vscode.l10n.t('From the data source'),
    featuresUsed: vscode.l10n.t('Features used'),
    featureColumn: vscode.l10n.t('Column'),
    featureValue: vscode.l10n.t('Value'),
    featureFrom: vscode.l10n.t('From'),
    fromDataSource: vscode.l10n.t('data source'),
    fromOverride: vscode.l10n.t('override'),
    featuresIntoForm: vscode.l10n.t('Put into the Form'),
  };
}
