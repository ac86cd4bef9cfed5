import type { Model, Scored } from '../model/model';
import type { Limits } from './limits';
import type { Exchange } from './exchange';

/** What a route reads and answers with. */
export interface Call {
  readonly exchange: Exchange;
  readonly limits: Limits;
  /** What the named groups of the path held. */
  readonly parameters: Readonly<Record<string, string>>;
}

export interface Answer {
  type: string;
  body: string;
}

/**
 * One way to ask for scores: it says where, in which types, and how a body becomes rows and a result a body. Checks,
 * limits, queue, log and metrics are the same for all; `SCORING_ROUTES` is the one place where they register.
 */
export interface ScoringRoute {
  /** In log and metrics; nothing of it comes from a request. */
  readonly name: string;
  readonly path: string | RegExp;
  readonly method: 'POST';
  /** The media types that it reads; a charset other than UTF-8 is refused. */
  readonly types: readonly string[];
  /**
   * @returns what the validator is to check, a list of rows as objects of column and value, or a promise of it where
   *   the body is long.
   * @throws HttpProblem where the body holds none.
   */
  read(body: Buffer, call: Call): unknown;
  write(scored: Scored, model: Model, call: Call): Answer | Promise<Answer>;
}

/** Finds the route of a path: by name at once, else by pattern in their order. */
export class RouteTable {
  private readonly byPath = new Map<string, ScoringRoute>();
  private readonly patterns: ScoringRoute[] = [];

  constructor(routes: readonly ScoringRoute[]) {
    for (const route of routes) {
      if (typeof route.path === 'string') this.byPath.set(route.path, route);
      else this.patterns.push(route);
    }
  }

  find(path: string): { route: ScoringRoute; parameters: Record<string, string> } | undefined {
    const named = this.byPath.get(path);
    if (named) return { route: named, parameters: {} };
    for (const route of this.patterns) {
      const match = (route.path as RegExp).exec(path);
      if (match) return { route, parameters: { ...match.groups } };
    }
    return undefined;
  }
}
