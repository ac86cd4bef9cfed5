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
  /** Column to its mark: those of the first row, which the form shows. */
  fields: ReadonlyMap<string, Mark>;
  /** What has no field: other rows, columns that the model lacks, the JSON as a whole. */
  elsewhere: Mark[];
  problems: number;
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
  const collected = new Collected(draft.fields, text);
  if (draft.broken !== undefined) collected.addElsewhere({ level: 'problem', text: draft.broken });
  for (const problem of checked.problems) collected.addProblem(problem);
  for (const problem of answer?.problem?.errors ?? []) collected.addProblem(problem);
  for (const warning of checked.warnings) collected.addWarning(warning);
  for (const warning of answer?.prediction?.warnings ?? []) collected.addWarning(warning);
  const local = checked.problems.length + (draft.broken === undefined ? 0 : 1);
  return { fields: collected.fields, elsewhere: collected.elsewhere, problems: local };
}

/** What an answer says of single values, each with its place: for the list below the prediction. */
export function remarksOf(answer: TesterAnswer, text: TesterText): Mark[] {
  const remarks = new Collected({}, text);
  for (const problem of answer.problem?.errors ?? []) remarks.addProblem(problem);
  for (const warning of answer.prediction?.warnings ?? []) remarks.addWarning(warning);
  return remarks.elsewhere;
}

function problemMark({ got, expected }: RowProblem, text: TesterText): Mark {
  const sentence =
    got === null || got === undefined
      ? fill(text.expected, { expected })
      : fill(text.expectedGot, { expected, got: JSON.stringify(got) });
  return { level: 'problem', text: sentence };
}

class Collected {
  readonly fields = new Map<string, Mark>();
  readonly elsewhere: Mark[] = [];

  constructor(
    private readonly known: Record<string, string>,
    private readonly text: TesterText,
  ) {}

  addProblem(problem: RowProblem): void {
    this.add(problem.row, problem.column, problemMark(problem, this.text));
  }

  addWarning(warning: RowWarning): void {
    const { observed } = warning;
    this.add(warning.row, warning.column, { level: 'warning', text: fill(this.text.unseen, { observed }) });
  }

  addElsewhere(mark: Mark): void {
    const isKnown = this.elsewhere.some(({ level, text }) => level === mark.level && text === mark.text);
    // Twenty are enough to act upon; a thousand rows may each have a warning.
    if (!isKnown && this.elsewhere.length < 20) this.elsewhere.push(mark);
  }

  private add(row: number | undefined, column: string | undefined, mark: Mark): void {
    if ((row ?? 0) === 0 && column !== undefined && Object.hasOwn(this.known, column)) {
      if (!this.fields.has(column)) this.fields.set(column, mark);
      return;
    }
    this.addElsewhere({ level: mark.level, text: this.placed(row, column, mark.text) });
  }

  private placed(row: number | undefined, column: string | undefined, text: string): string {
    if (column === undefined) return row === undefined ? text : fill(this.text.inRow, { row: row + 1, text });
    return fill(this.text.inColumn, { row: (row ?? 0) + 1, column, text });
  }
}
