import type { RowValidator } from '../../../contract/rows';
import type { RowProblem, RowWarning } from '../../../contract/scoring';
import type { TesterAnswer } from '../../../contract/testerMessages';
import type { TesterText } from '../../../contract/testerText';
import type { Draft } from './draft';
import { fill } from '../text';

/** Something to say about a value: a problem refuses the request, a warning does not. */
export interface Mark {
  level: 'problem' | 'warning';
  text: string;
}

export interface Marks {
  /** Column to its mark, in the row that the form shows. */
  fields: ReadonlyMap<string, Mark>;
  /** Row to column to mark, for the grid. */
  cells: ReadonlyMap<number, ReadonlyMap<string, Mark>>;
  /** What has no field in the form: other rows, columns that the model lacks, the JSON as a whole. */
  elsewhere: Mark[];
  problems: number;
  /** The first row with a problem in one of the model's columns. */
  firstProblem?: number;
}

/**
 * Everything that is to be said about a draft: what the validator finds in it, and what an answer that still belongs
 * to it said.
 */
export function marksOf(
  draft: Draft,
  validator: RowValidator,
  answer: TesterAnswer | undefined,
  text: TesterText,
): Marks {
  const checked = validator.check(draft.rows);
  const collected = new Collected(draft.fields, draft.at, text);
  if (draft.broken !== undefined) collected.addElsewhere({ level: 'problem', text: draft.broken });
  for (const problem of checked.problems) collected.addProblem(problem);
  for (const problem of answer?.problem?.errors ?? []) collected.addProblem(problem);
  for (const warning of checked.warnings) collected.addWarning(warning);
  for (const warning of answer?.prediction?.warnings ?? []) collected.addWarning(warning);
  const local = checked.problems.length + (draft.broken === undefined ? 0 : 1);
  const { cells, elsewhere, firstProblem } = collected;
  return {
    fields: cells.get(draft.at) ?? new Map<string, Mark>(),
    cells,
    elsewhere,
    problems: local,
    ...(firstProblem !== undefined && { firstProblem }),
  };
}

/** What an answer says of single values, each with its place: for the list below the prediction. */
export function remarksOf(answer: TesterAnswer, text: TesterText): Mark[] {
  const remarks = new Collected({}, 0, text);
  for (const problem of answer.problem?.errors ?? []) remarks.addProblem(problem);
  for (const warning of answer.prediction?.warnings ?? []) remarks.addWarning(warning);
  return remarks.elsewhere;
}

/** What is said of a value that is refused. */
export function problemMark({ got, expected }: Omit<RowProblem, 'row' | 'column'>, text: TesterText): Mark {
  const sentence =
    got === null || got === undefined
      ? fill(text.expected, { expected })
      : fill(text.expectedGot, { expected, got: JSON.stringify(got) });
  return { level: 'problem', text: sentence };
}

/** What is said of a value that training never saw; `observed` says what it saw. */
export function warningMark(observed: string, text: TesterText): Mark {
  return { level: 'warning', text: fill(text.unseen, { observed }) };
}

class Collected {
  readonly cells = new Map<number, Map<string, Mark>>();
  readonly elsewhere: Mark[] = [];
  firstProblem: number | undefined;

  constructor(
    private readonly known: Record<string, string>,
    private readonly shownRow: number,
    private readonly text: TesterText,
  ) {}

  addProblem(problem: RowProblem): void {
    this.add(problem.row, problem.column, problemMark(problem, this.text));
  }

  addWarning(warning: RowWarning): void {
    this.add(warning.row, warning.column, warningMark(warning.observed, this.text));
  }

  addElsewhere(mark: Mark): void {
    const isKnown = this.elsewhere.some(({ level, text }) => level === mark.level && text === mark.text);
    // Twenty are enough to act upon; a thousand rows may each have a warning.
    if (!isKnown && this.elsewhere.length < 20) this.elsewhere.push(mark);
  }

  private add(row: number | undefined, column: string | undefined, mark: Mark): void {
    if (column !== undefined && Object.hasOwn(this.known, column)) {
      const at = row ?? 0;
      const cells = this.cells.get(at) ?? new Map<string, Mark>();
      this.cells.set(at, cells);
      if (!cells.has(column)) cells.set(column, mark);
      if (mark.level === 'problem') this.firstProblem ??= at;
      if (at === this.shownRow) return;
    }
    this.addElsewhere({ level: mark.level, text: this.placed(row, column, mark.text) });
  }

  private placed(row: number | undefined, column: string | undefined, text: string): string {
    if (column === undefined) return row === undefined ? text : fill(this.text.inRow, { row: row + 1, text });
    return fill(this.text.inColumn, { row: (row ?? 0) + 1, column, text });
  }
}
