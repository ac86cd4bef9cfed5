import type { AnswerText } from './answerText';
import type { ByKeyText } from './byKeyText';
import type { FormText } from './formText';
import type { HistoryText } from './historyText';
import type { WhatIfText } from './whatIfText';

/**
 * The words of the request tester's page. A webview has no `vscode.l10n`, so the host translates them and sends them
 * before anything else. `{name}` stands for a value that the page fills in.
 */
export interface TesterText extends FormText, ByKeyText, HistoryText, AnswerText, WhatIfText {
  formTitle: string;
  examples: string;
  ownValues: string;
  requiredMark: string;
  /** {limits} */
  allowed: string;
  /** {observed} */
  trainingSaw: string;
  /** {minimum}, {maximum} */
  between: string;
  /** {minimum} */
  atLeast: string;
  /** {maximum} */
  atMost: string;
  emptyIsNull: string;
  emptyIsLeftOut: string;
  choose: string;
  noValue: string;
  /** {label} */
  noValueOf: string;
  anotherValue: string;
  /** {label}: the accessible name of the text beside a select. */
  anotherValueOf: string;
  yes: string;
  no: string;
  /** {expected} */
  expected: string;
  /** {expected}, {got} */
  expectedGot: string;
  /** {observed} */
  unseen: string;
  /** {row}, {text} */
  inRow: string;
  /** {row}, {column}, {text} */
  inColumn: string;
  json: string;
  jsonHelp: string;
  /** {message} */
  jsonBroken: string;
  jsonNotRows: string;
  jsonTooLarge: string;
  send: string;
  /** The keys that send, shown beside the button. */
  sendKeys: string;
  sendKeysMac: string;
  cancel: string;
  start: string;
  showLog: string;
  stopped: string;
  starting: string;
  ready: string;
  failed: string;
  checking: string;
  unreachable: string;
  target: string;
  chooseTarget: string;
  startingScorer: string;
  sending: string;
  cancelled: string;
  restricted: string;
  /** {count} */
  problemsLeft: string;
  answerTitle: string;
  noAnswer: string;
  /** What stands beside Send where the answer itself is out of sight. */
  failedInBrief: string;
  /** {count} */
  manyInBrief: string;
  prediction: string;
  /** {row} */
  row: string;
  /** {count} */
  moreRows: string;
  /** {status} */
  status: string;
  /** {count} */
  milliseconds: string;
  /** {count} */
  seconds: string;
  stale: string;
  save: string;
  refused: string;
  notAPrediction: string;
  remarks: string;
  probabilities: string;
  rawAnswer: string;
  /** {shown}, {total} */
  cut: string;
  noProject: string;
  noProjectNext: string;
}
