/**
 * The words of the page of "Show Evaluation". A webview has no `vscode.l10n`, so the host translates them and sends
 * them before anything else. `{name}` stands for a value that the page fills in.
 */
export interface EvaluationText {
  /** {fitted}, {heldOut}, {weight}, {unit} */
  judgedOn: string;
  train: string;
  emptyTitle: string;
  emptyNext: string;
  emptyRestricted: string;
  measures: string;
  measure: string;
  compareWith: string;
  nothing: string;
  /** {version} */
  inVersion: string;
  change: string;
  better: string;
  worse: string;
  unchanged: string;
  added: string;
  removed: string;
  onlyVersion: string;
  parity: string;
  /** {rows}, {probes}, {worst}, {tolerance} */
  parityHolds: string;
  /** {beyond}, {rows}, {worst}, {tolerance} */
  parityFails: string;
  parityPython: string;
  parityUnknown: string;
  plots: string;
  numbers: string;
  card: string;
  openCard: string;
  noCard: string;
}
