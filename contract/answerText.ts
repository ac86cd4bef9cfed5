/** The words of the request tester's answer, beyond the first ones: what a score means, and what it is compared with. */
export interface AnswerText {
  /** {percent} */
  higherThan: string;
  lowest: string;
  highest: string;
  /** {median}, {mean} */
  trainingScores: string;
  /** {percent}: of a probability bar, for those who do not see it. */
  percent: string;
  threshold: string;
  /** {label}, {other}: what the slider decides. */
  thresholdHelp: string;
  /** {threshold} */
  modelThreshold: string;
  /** {difference} */
  sincePrevious: string;
  /** {before}, {now} */
  fromTo: string;
  unchanged: string;
  changedColumns: string;
  /** {number}, {actual}: what happened in a row of the data. */
  actual: string;
  goldenAgrees: string;
  goldenDiffers: string;
  /** {id} */
  requestId: string;
  /** {count} */
  bytes: string;
  /** {count} */
  kilobytes: string;
  /** {count} */
  megabytes: string;
  bodyViews: string;
  pretty: string;
  raw: string;
  headers: string;
  noHeaders: string;
  showMore: string;
  copyAnswer: string;
  copyAs: string;
  /** {kind} */
  copied: string;
  /** {names}: environment variables */
  copiedHeaders: string;
}
