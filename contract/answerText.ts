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
  shares: string;
  showShares: string;
  /** What the shares are, by the link of the model. */
  sharesAmounts: string;
  sharesFactors: string;
  /** {label} */
  sharesOdds: string;
  sharesColumn: string;
  sharesAmount: string;
  sharesFactor: string;
  typicalRow: string;
  ownRow: string;
  /** {percent} */
  oddsOf: string;
  /** {value}, {typical} */
  insteadOf: string;
  /** {count}: columns of which only all together are shown. */
  otherShares: string;
  /** {columns} */
  withoutShare: string;
  noShares: string;
  sharesMoved: string;
  /** {kind} */
  copied: string;
  /** {names}: environment variables */
  copiedHeaders: string;
}
