import type { RowValidator } from '../../contract/rows';
import type { RowProblem, RowWarning } from '../../contract/scoring';
import type { TesterAnswer } from '../../contract/testerMessages';
import type { TesterText } from '../../contract/testerText';
import type { Draft } from './draft';
import { fill } from './text';

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

class Collected {
  readonly fields = new Map<string, Mark>();
  readonly elsewhere: Mark[] = [];

  constructor(
    private readonly known: Record<string, string>,
    private readonly text: TesterText,
  ) {}

  addProblem({ row, column, got, expected }: RowProblem): void {
    const sentence =
      got === null || got === undefined
        ? fill(this.text.expected, { expected })
        : fill(this.text.expectedGot, { expected, got: JSON.stringify(got) });
    this.add(row, column, { level: 'problem', text: sentence });
  }

  addWarning({ row, column, observed }: RowWarning): void {
    this.add(row, column, { level: 'warning', text: fill(this.text.unseen, { observed }) });
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
    const place = { row: (row ?? 0) + 1, column: column ?? '', text: mark.text };
    const text = row === undefined && column === undefined ? mark.text : fill(this.text.elsewhere, place);
    this.addElsewhere({ level: mark.level, text });
  }
}
