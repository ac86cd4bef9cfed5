import type { Artefact } from './artefact';
import type { Problem, PredictRequest, PredictResponse } from './scoring';
import type { TesterText } from './testerText';

/**
 * Everything that the request tester's page and its host say to each other. Each message names its kind in `type`.
 * The page never reaches the network: it asks the host to send.
 */

/** The rows of one request are at most this many characters of JSON; the scorer takes no larger body. */
export const MOST_REQUEST_TEXT = 10_000_000;

/** What the form is made from. */
export type TesterModel = Pick<
  Artefact,
  'name' | 'version' | 'description' | 'input' | 'outputs' | 'examples'
>;

/** Where a request would go, and whether anybody listens there. */
export interface TesterTarget {
  title: string;
  state: 'stopped' | 'starting' | 'ready' | 'failed';
  /** Why it failed, or where it listens. */
  detail?: string;
}

/** The answer to one request: `body` is the answer as text, whatever it is; the rest is read from it. */
export interface TesterAnswer {
  status: number;
  milliseconds: number;
  body: string;
  prediction?: PredictResponse;
  problem?: Problem;
}

/** Sent again whenever the project, its artefact or the workspace's trust changes. */
export interface TesterProject {
  type: 'project';
  /** The project's name; absent where the workspace has none. */
  project?: string;
  /** The project's folder: the page keeps a draft for each. */
  key?: string;
  model?: TesterModel;
  /** Why there is no form, and what to do. */
  problem?: { message: string; next: string };
  target: TesterTarget;
  /** False in Restricted Mode: the form can be read and nothing can be sent. */
  trusted: boolean;
  /** The request whose answer the host still has, so that it can be saved. */
  answered?: number;
  /** The request that still runs: a page that was hidden meanwhile learns whether to go on waiting. */
  running?: number;
}

/** After the page's `ready` come `text`, then the last reply if there is one, then `project`. */
export type HostToTester =
  | { type: 'text'; text: TesterText }
  | TesterProject
  | { type: 'target'; target: TesterTarget }
  | { type: 'answer'; request: number; answer: TesterAnswer }
  /** Without `request` it was a start that failed. */
  | { type: 'failure'; request?: number; message: string; next: string };

export type TesterToHost =
  | { type: 'ready' }
  /**
   * Starts the target first where it is stopped, and ends a request that still runs. `request` comes back in the
   * answer; `key` is the project that the rows are meant for.
   */
  | { type: 'send'; request: number; key: string; rows: PredictRequest['rows'] }
  | { type: 'cancel'; request: number }
  | { type: 'start' }
  /** Saves the rows of a request and what was answered, as a saved request. */
  | { type: 'save'; request: number }
  | { type: 'showLog' };
