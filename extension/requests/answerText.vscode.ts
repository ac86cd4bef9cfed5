import * as vscode from 'vscode';
import type { AnswerText } from '../../contract/answerText';

/** The words of the tester's answer in the editor's language. */
export function answerText(): AnswerText {
  return {
    higherThan: vscode.l10n.t('Higher than {percent} % of the training scores'),
    lowest: vscode.l10n.t('Below all training scores'),
    highest: vscode.l10n.t('Above all training scores'),
    trainingScores: vscode.l10n.t('Training scores: median {median}, mean about {mean}'),
    percent: vscode.l10n.t('{percent} %'),
    threshold: vscode.l10n.t('Decision threshold'),
    thresholdHelp: vscode.l10n.t('"{label}" from this probability on, else "{other}".'),
    modelThreshold: vscode.l10n.t('The model’s own is {threshold}.'),
    sincePrevious: vscode.l10n.t('Since the previous answer: {difference}'),
    fromTo: vscode.l10n.t('{before} → {now}'),
    unchanged: vscode.l10n.t('unchanged'),
    changedColumns: vscode.l10n.t('Changed:'),
    actual: vscode.l10n.t('Actual: {actual} (row {number} of the data)'),
    goldenAgrees: vscode.l10n.t('Equal to the golden score of the training, within the model’s tolerance.'),
    goldenDiffers: vscode.l10n.t('Differs from the golden score of the training:'),
    requestId: vscode.l10n.t('Request {id}'),
    bytes: vscode.l10n.t('{count} B'),
    kilobytes: vscode.l10n.t('{count} kB'),
    megabytes: vscode.l10n.t('{count} MB'),
    bodyViews: vscode.l10n.t('Ways to read the answer'),
    pretty: vscode.l10n.t('Pretty'),
    raw: vscode.l10n.t('Raw'),
    headers: vscode.l10n.t('Headers'),
    noHeaders: vscode.l10n.t('The headers of this answer were not kept. Send again to see them.'),
    showMore: vscode.l10n.t('Show More'),
    copyAnswer: vscode.l10n.t('Copy Answer'),
    copyAs: vscode.l10n.t('Copy request as'),
    copied: vscode.l10n.t('Copied as {kind}.'),
    copiedHeaders: vscode.l10n.t('Set these environment variables first: {names}.'),
  };
}
