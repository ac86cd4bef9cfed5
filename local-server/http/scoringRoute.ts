import type { Model, Scored } from '../model/model';
import type { Limits } from './limits';
import type { Exchange } from './exchange';

/** What a route reads and answers with. */
export interface Call<Asked = unknown> {
  readonly exchange: Exchange;
  readonly limits: Limits;
  /** What the named groups of the path held, decoded. */
  readonly parameters: Parameters;
  /** The model that scores the rows. */
  readonly model: Model;
  /** What `read` found in the body and `write` needs. */
  asked?: Asked;
}

/** What the named groups of a path held; those that took no part are absent. */
export type Parameters = Readonly<Record<string, string>>;

export interface Answer {
  type: string;
  body: string | Buffer;
  /** How many bytes the body has, where that is known: to count those of a text that was just put together takes long. */
  bytes?: number;
  /** Names and values by turns, beside those of every answer. */
  headers?: readonly string[];
}

/**
 * One way to ask for scores: it says where, in which types, and how a body becomes rows and a result a body. Checks,
 * limits, queue, log and metrics are the same for all; `protocols.ts` is the one place where they register.
 */
export interface ScoringRoute<Asked = unknown> {
  /** In log and metrics; nothing of it comes from a request. */
  readonly name: string;
  readonly path: string | RegExp;
  readonly method: 'POST';
  /** The media types that it reads, '' for none given; a charset other than UTF-8 is refused. */
  readonly types: readonly string[];
  /**
   * @returns what the validator is to check, a list of rows as objects of column and value, or a promise of it where
   *   the body is long.
   * @throws HttpProblem where the body holds none.
   */
  read(body: Buffer, call: Call<Asked>): unknown;
  write(scored: Scored, model: Model, call: Call<Asked>): Answer | Promise<Answer>;
}
