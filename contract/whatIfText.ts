/** The words of the request tester's What If: a column over its values, and which column matters most. */
export interface WhatIfText {
  panels: string;
  whatIf: string;
  whatIfHelp: string;
  column: string;
  output: string;
  /** {count} */
  allRows: string;
  showChart: string;
  asking: string;
  /** {label} */
  probabilityOf: string;
  /** {column}, {output}: what the chart is of. */
  chartOf: string;
  chartHelp: string;
  chartReadout: string;
  noScore: string;
  overObserved: string;
  overLimits: string;
  overValue: string;
  notSwept: string;
  correctFirst: string;
  valuesTable: string;
  savePng: string;
  saveCsv: string;
  sensitivity: string;
  sensitivityHelp: string;
  tryEach: string;
  /** {score}, {value} */
  atValue: string;
  nothingMoves: string;
  /** {columns} */
  untried: string;
  /** {count} */
  showAll: string;
  whatIfStale: string;
  noMeasure: string;
}
