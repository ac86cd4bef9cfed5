import type { Artefact } from './artefact';
import type { DataRow } from './dataRow';
import type { UsedFeature } from './featureKey';
import type { ModelName, Problem, PredictRequest, PredictResponse } from './scoring';
import type { TesterText } from './testerText';

/**
 * Everything that the request tester's page and its host say to each other. Each message names its kind in `type`.
 * The page never reaches the network: it asks the host to send.
 */

/** The rows of one request are at most this many characters of JSON; the scorer takes no larger body. */
export const MOST_REQUEST_TEXT = 10_000_000;

/** What the form and the answer's view are made from. */
export type TesterModel = Pick<
  Artefact,
  | 'name'
  | 'version'
  | 'description'
  | 'task'
  | 'input'
  | 'outputs'
  | 'examples'
  | 'golden'
  | 'quantiles'
  | 'additive'
  | 'threshold'
>;

/** `unreachable`: nothing answered there when it was last asked. `failed`: it could not start, or its model is broken. */
export type TargetState = 'stopped' | 'starting' | 'checking' | 'ready' | 'failed' | 'unreachable';

/** Where a request would go, and whether anybody listens there. */
export interface TesterTarget {
  /** What the target is chosen by; the same after a reload. */
  id: string;
  title: string;
  state: TargetState;
  /** Why it failed, or where it listens. */
  detail?: string;
  /** The model that it serves, where that is known. */
  model?: ModelName;
  /** Its address while there is one, without user and password. */
  url?: string;
  /** The names of the headers that go with each request; their values never leave the host. */
  headers?: string[];
  /** Whether it says that it fetches features by key; absent where that is not known. */
  byKey?: boolean;
}

/** The answer to one request: `body` is the answer as text, whatever it is; the rest is read from it. */
export interface TesterAnswer {
  status: number;
  milliseconds: number;
  body: string;
  /** Its headers, names in lower case; absent in what an earlier page kept. */
  headers?: Record<string, string>;
  /** The body's size in bytes; absent in what an earlier page kept. */
  bytes?: number;
  prediction?: PredictResponse;
  /** Of a request by key: what the row was scored with, by column. */
  features?: Record<string, UsedFeature>;
  problem?: Problem;
}

/** A request of the history as a list shows it; the newest comes first. */
export interface TesterHistoryEntry {
  id: string;
  /** When it was sent, in ISO 8601. */
  time: string;
  /** The target's title as it was then. */
  target: string;
  /** Of the answer; absent where there was none, and `result` says why. */
  status?: number;
  milliseconds?: number;
  /** What came of it in a few words: the prediction of the first row, or what went wrong. */
  result: string;
  /** How many rows were sent, and how many of them are kept: the first ones, where they are many. */
  rows: number;
  kept: number;
  /** The first row in a line, cut where it is long; personal columns are masked. */
  summary: string;
  /** The columns whose values are not known any more, since they are personal: they have to be filled in again. */
  missing: string[];
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
  /** The one that is chosen. */
  target: TesterTarget;
  /** All that can be chosen, the chosen one among them, in the order of the picker. */
  targets: TesterTarget[];
  /** False in Restricted Mode: the form can be read and nothing can be sent. */
  trusted: boolean;
  /** The request whose answer the host still has, so that it can be saved. */
  answered?: number;
  /** The request that still runs: a page that was hidden meanwhile learns whether to go on waiting. */
  running?: number;
}

/** After the page's `ready` come `text`, then the last reply if there is one, then `project`, then `history`. */
export type HostToTester =
  | { type: 'text'; text: TesterText }
  | TesterProject
  /** A target changed its state, or another one was chosen. */
  | { type: 'target'; target: TesterTarget; targets: TesterTarget[] }
  | { type: 'answer'; request: number; answer: TesterAnswer }
  /** Without `request` it was a start that failed. */
  | { type: 'failure'; request?: number; message: string; next: string }
  /** What came of an `ask`. */
  | { type: 'asked'; ask: number; answer: TesterAnswer }
  | { type: 'askFailed'; ask: number; message: string; next: string }
  /** The current project's history, whole, whenever it changes. `enabled`: false where a setting turns it off. */
  | { type: 'history'; enabled: boolean; entries: TesterHistoryEntry[] }
  /**
   * Rows for the form of project `key`, from the history or a saved request called `from`. `missing` names the columns
   * that hold no value. With `send` the page sends them at once; it is false where values or rows are missing. `data` are
   * the rows of the data that they tell of. With `again` the page had them before it was hidden: it takes them only where
   * it did not store them, since they are private.
   */
  | {
      type: 'fill';
      key: string;
      rows: PredictRequest['rows'];
      from: string;
      missing: string[];
      send: boolean;
      data?: DataRow[];
      again?: boolean;
    }
  /** The request's JSON as it stands in the editor that `editJson` opened, valid or not. */
  | { type: 'json'; key: string; json: string };

export type TesterToHost =
  | { type: 'ready' }
  /**
   * Starts the target first where it is stopped, and ends a request that still runs. `request` comes back in the
   * answer; `key` is the project that the rows are meant for.
   */
  | { type: 'send'; request: number; key: string; rows: PredictRequest['rows'] }
  /** As `send`, with a body that goes out as it stands: what a target says to JSON that the form would refuse. */
  | { type: 'sendRaw'; request: number; key: string; body: string }
  /**
   * As `send`, for the row that the target's data source has for `featureKey`; `overrides` replace features of it. It is kept
   * in no history and cannot be saved: a key stands for a person, and means something else to every data source.
   */
  | {
      type: 'sendByKey';
      request: number;
      key: string;
      featureKey: string;
      overrides: Record<string, unknown>;
    }
  | { type: 'cancel'; request: number }
  /**
   * Rows that are asked beside the request: for a chart, a comparison. Up to MOST_ASKS may be under way; none is kept in
   * the history or can be saved. Answered by `asked` or `askFailed`, by nothing after `cancelAsk`.
   */
  | { type: 'ask'; ask: number; key: string; rows: PredictRequest['rows'] }
  | { type: 'cancelAsk'; ask: number }
  /** Starts the chosen target, or asks it again whether it is there. */
  | { type: 'start' }
  /** Saves the rows of a request and what was answered, as a saved request. */
  | { type: 'save'; request: number }
  /** Opens the editor's picker, in which targets are added, edited and removed. */
  | { type: 'manageTargets' }
  /** Lets a person choose rows of the project's data, which come as `fill`. */
  | { type: 'pickData'; key: string }
  /** Opens the editor's picker, in which the whole history is searched. */
  | { type: 'showHistory' }
  /** Answered by `fill`. */
  | { type: 'recall'; entry: string; send: boolean }
  /** Puts a text on the clipboard. */
  | { type: 'copy'; text: string }
  /** Asks where a file is to go and writes it; `name` is the name proposed. */
  | {
      type: 'saveFile';
      name: string;
      kind: 'csv' | 'png' | 'json';
      content: string;
      encoding: 'utf8' | 'base64';
    }
  /** Opens the request's JSON in an editor that completes and checks it; answered by `json` as it is edited there. */
  | { type: 'editJson'; key: string; json: string }
  /** The JSON was changed in the page, after `editJson`: an editor that is still open follows. */
  | { type: 'followJson'; key: string; json: string }
  /** Opens the tester's page as an editor tab, filled with these rows. */
  | { type: 'openPage'; key: string; rows: PredictRequest['rows'] }
  | { type: 'showLog' };

/** So many `ask`s may be under way at a time; one beyond them fails. */
export const MOST_ASKS = 4;
