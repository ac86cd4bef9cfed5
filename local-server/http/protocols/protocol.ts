import type { Model } from '../../model/model';
import type { ServedModel } from '../../model/servedModel';
import type { HttpProblem, Refusal } from '../problem';
import type { Answer, Parameters, ScoringRoute } from '../scoringRoute';

/** What a protocol answers beside scores: what there is, and whether it is ready. */
export interface ProtocolPage {
  /** In log and metrics; nothing of it comes from a request. */
  readonly name: string;
  readonly path: string | RegExp;
  readonly method: 'GET' | 'POST';
  /** Probes of health have no token. Their path is a text. */
  readonly isProbe?: true;
  /** It changes what is served, which not everybody may. */
  readonly isControl?: true;
  /** It says what the model takes, which a scorer may hide. */
  readonly isDetail?: true;
  answer(served: ServedModel, parameters: Parameters): PageAnswer | Promise<PageAnswer>;
}

export interface PageAnswer extends Answer {
  status: number;
}

/** A way of others to speak with a scorer; `protocols.ts` is the one place where they register. */
export interface Protocol {
  /** What people call it. */
  readonly title: string;
  /** Its paths, also those where it has nothing: an error there is said in its way. */
  readonly paths: RegExp;
  readonly scoring: readonly ScoringRoute[];
  readonly pages: readonly ProtocolPage[];
  readonly refuse: Refusal;
  /** The paths of its OpenAPI description, with the model's own name and columns. */
  describe(model: Model): Record<string, unknown>;
}

export function jsonPage(status: number, content: unknown): PageAnswer {
  return { status, type: 'application/json', body: JSON.stringify(content) };
}

/** The text of a refusal where a protocol has no list for what is wrong with the rows. */
export function refusalText({ detail, more: { errors = [] } }: HttpProblem): string {
  if (errors.length === 0) return detail;
  const said = errors.map(({ row, column, got, expected }) => {
    const where = [
      ...(row === undefined ? [] : [`row ${row}`]),
      ...(column === undefined ? [] : [`column "${column}"`]),
    ].join(', ');
    return `${where === '' ? 'the body' : where}: got ${JSON.stringify(got)}, expected ${expected}`;
  });
  return `${said.join('; ')}.`;
}
