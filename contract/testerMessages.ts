import type { Artefact, Row } from './artefact';
import type { Problem, PredictResponse } from './scoring';

/**
 * Everything that the request tester's page and its host say to each other. Each message names its kind in `type`.
 * The page never reaches the network: it asks the host to send.
 */

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

export type HostToTester =
  | {
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
    }
  | { type: 'target'; target: TesterTarget }
  | { type: 'answer'; request: number; answer: TesterAnswer }
  | { type: 'failure'; request: number; message: string; next: string };

export type TesterToHost =
  | { type: 'ready' }
  /** Starts the target first where it is stopped. `request` comes back in the answer. */
  | { type: 'send'; request: number; rows: Row[] }
  | { type: 'cancel'; request: number }
  | { type: 'start' }
  | { type: 'showLog' };
