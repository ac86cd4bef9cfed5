/** The words of the request tester's form: its views, the grid of rows and what is pasted into it. */
export interface FormText {
  views: string;
  fromData: string;
  viewForm: string;
  viewRows: string;
  viewJson: string;
  /** {row}, {count} */
  rowOf: string;
  previousRow: string;
  nextRow: string;
  grid: string;
  gridHelp: string;
  /** {label}, {row} */
  cellOf: string;
  rowNumber: string;
  score: string;
  actualColumn: string;
  /** {row} */
  showRow: string;
  /** {row} */
  removeRow: string;
  addRow: string;
  duplicateRow: string;
  /** {first}, {last}, {count} */
  rowsShown: string;
  earlierRows: string;
  laterRows: string;
  pasteTitle: string;
  pasteHelp: string;
  /** {rows}, {columns} */
  pasteFound: string;
  /** {columns} */
  pasteMissing: string;
  /** {columns} */
  pasteUnknown: string;
  pasteReplace: string;
  pasteAdd: string;
  /** {count} */
  pasted: string;
  pasteCut: string;
  pasteNoHeader: string;
  pasteUnreadable: string;
  editInEditor: string;
  openPage: string;
}
