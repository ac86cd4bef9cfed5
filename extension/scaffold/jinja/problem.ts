import { Failure } from '../../../contract/failure';

/** What went wrong in a template: each kind is an error code of its own. */
export type ProblemKind = 'syntax' | 'undefined' | 'unsupported' | 'error' | 'limit';

/** Something wrong in a template, thrown where it is noticed; the evaluator adds file and line (see `located`). */
export class TemplateProblem extends Error {
  readonly kind: ProblemKind;
  /** One-based; absent when only the evaluator knows where it is. */
  readonly line: number | undefined;
  /** The template, where it is another one than is being rendered. */
  readonly file: string | undefined;

  constructor(kind: ProblemKind, message: string, line?: number, file?: string) {
    super(message);
    this.name = 'TemplateProblem';
    this.kind = kind;
    this.line = line;
    this.file = file;
  }
}

/** A part of Jinja that Bellhop does not have; `what` reads like "the filter 'wordwrap'". */
export function unsupported(what: string, line?: number): TemplateProblem {
  return new TemplateProblem('unsupported', `${what} is not known to Bellhop`, line);
}

/** A wrong type or value, where Python would raise TypeError or ValueError. */
export function wrong(message: string): TemplateProblem {
  return new TemplateProblem('error', message);
}

const NEXT: Record<ProblemKind, string> = {
  syntax: 'Correct the template and try again.',
  undefined: 'Give the variable in cookiecutter.json, or correct its name in the template.',
  unsupported: 'Write it without that, or create the project with cookiecutter itself.',
  error: 'Correct the template, or give another answer, and try again.',
  limit: 'Make the template do less there; Bellhop bounds what a template may use.',
};

/** The failure that a person sees: `file` and line first, as an editor can follow them. */
export function located(problem: TemplateProblem, file: string, line: number): Failure {
  const code = `template-${problem.kind}`;
  return new Failure(
    code,
    `${problem.file ?? file}:${problem.line ?? line}: ${problem.message}.`,
    NEXT[problem.kind],
    {
      cause: problem,
    },
  );
}
