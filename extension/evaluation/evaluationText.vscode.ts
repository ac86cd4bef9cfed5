import * as vscode from 'vscode';
import type { EvaluationText } from '../../contract/evaluationText';

/** The words of the page of "Show Evaluation" in the editor's language. */
export function evaluationText(): EvaluationText {
  return {
    judgedOn: vscode.l10n.t(
      'Fitted on {fitted} rows and judged on {heldOut} others, which hold {weight} {unit}. The model that is published is fitted on all of them.',
    ),
    train: vscode.l10n.t('Train Model'),
    emptyTitle: vscode.l10n.t('No evaluation yet'),
    emptyNext: vscode.l10n.t('Training evaluates the model: it writes measures, plots and a model card.'),
    emptyRestricted: vscode.l10n.t(
      'Restricted Mode: reports can be read. Trust this workspace to train the model.',
    ),
    measures: vscode.l10n.t('Measures'),
    measure: vscode.l10n.t('Measure'),
    compareWith: vscode.l10n.t('Compare with'),
    nothing: vscode.l10n.t('nothing'),
    inVersion: vscode.l10n.t('Version {version}'),
    change: vscode.l10n.t('Change'),
    better: vscode.l10n.t('better'),
    worse: vscode.l10n.t('worse'),
    unchanged: vscode.l10n.t('unchanged'),
    added: vscode.l10n.t('new'),
    removed: vscode.l10n.t('gone'),
    onlyVersion: vscode.l10n.t('There is no other version to compare with yet.'),
    parity: vscode.l10n.t('Parity'),
    parityHolds: vscode.l10n.t(
      'ONNX agrees with scikit-learn on {rows} rows and {probes} probes. The furthest apart are {worst}; {tolerance} is allowed.',
    ),
    parityFails: vscode.l10n.t(
      'ONNX disagrees with scikit-learn on {beyond} of {rows} rows. The furthest apart are {worst}; {tolerance} is allowed.',
    ),
    parityPython: vscode.l10n.t(
      'ONNX cannot express this model: the Python of the project scores it, with nothing to agree with.',
    ),
    parityUnknown: vscode.l10n.t('The report does not say how ONNX agreed with scikit-learn.'),
    plots: vscode.l10n.t('Plots'),
    numbers: vscode.l10n.t('Numbers'),
    card: vscode.l10n.t('Model card'),
    openCard: vscode.l10n.t('Open Model Card'),
    noCard: vscode.l10n.t('The report has no model card.'),
  };
}
