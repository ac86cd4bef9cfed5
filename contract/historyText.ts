/** The words of the request tester's room for the requests that were sent before. */
export interface HistoryText {
  history: string;
  noHistory: string;
  historyOff: string;
  intoForm: string;
  sendAgain: string;
  /** {result}: the accessible name of a button that sends the request again. */
  sendAgainOf: string;
  searchHistory: string;
  /** {count} */
  rowsSent: string;
  /** {columns} */
  valuesMissing: string;
}
