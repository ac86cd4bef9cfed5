import * as vscode from 'vscode';
import type { ByKeyText } from '../../contract/byKeyText';

/** The words of the tester's requests by key in the editor's language. */
export function byKeyText(): ByKeyText {
  return {
    viewKey: vscode.l10n.t('By Key'),
    featureKey: vscode.l10n.t('Key'),
    featureKeyHelp: vscode.l10n.t('What the API’s data source finds the row by, such as a policy number.'),
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
    keyNotSaved: vscode.l10n.t(
      'A request by key is neither saved nor kept in the history, since a key stands for a person. Put its features into the form to save them as a row.',
    ),
    keyNotListed: vscode.l10n.t('Requests by key are not kept here, since a key stands for a person.'),
  };
}
