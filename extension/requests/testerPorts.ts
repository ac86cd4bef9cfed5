import type { PredictRequest } from '../../contract/scoring';
import type {
  HostToTester,
  TesterAnswer,
  TesterModel,
  TesterTarget,
  TesterToHost,
} from '../../contract/testerMessages';
import type { TesterText } from '../../contract/testerText';
import type { DrawnRows } from './data/drawnRows';
import type { Destination } from './exchange';
import type { History } from './history/history';

/** The project that the tester's form belongs to. `key` is its folder. */
export interface TesterProjectRef {
  key: string;
  name: string;
  artefactFolder: string;
}

/** The current project's targets as the tester uses them. */
export interface TesterTargets {
  chosen(): TesterTarget;
  list(): TesterTarget[];
  /** Where the chosen target is, as soon as it answers. Throws Failure or Cancelled. */
  reach(signal: AbortSignal): Promise<Destination>;
  /** Looks whether all are there, or the chosen one alone. */
  lookAtAll(): Promise<void>;
  look(): Promise<void>;
  /** Begins to let a person add, edit and remove them. */
  manage(): void;
}

/** What the tester needs of the editor side around it. */
export interface TesterPorts {
  current(): TesterProjectRef | undefined;
  targets: TesterTargets;
  history: History;
  /** The rows of the data that were put into a form here. */
  drawn: DrawnRows;
  showLog(): void;
  /** Begins to save what was answered last; `TesterHost.answered` says what that is. */
  save(): void;
  /** Begins to let a person choose rows of the current project's data for the form. */
  pickData(): void;
  /** Begins to let a person search the history. */
  showHistory(): void;
  copy(text: string): void;
  /** Opens the request's JSON in an editor of its own; `changed` hears of its text whenever it is edited there. */
  editJson(
    project: { key: string; name: string; model: TesterModel },
    json: string,
    changed: (json: string) => void,
  ): Promise<void>;
  /** The page changed the JSON of a project: the editor that shows it follows. */
  followJson(key: string, json: string): Promise<void>;
  /** Opens the tester as an editor tab with these rows in its form. */
  openPage(message: Extract<TesterToHost, { type: 'openPage' }>): void;
  saveFile(file: Extract<TesterToHost, { type: 'saveFile' }>): Promise<void>;
  isTrusted(): boolean;
  /** Hears of what went wrong and is in nobody's way. */
  onTrouble(error: unknown): void;
}

/** What the host does through the editor: reading a file and reaching the page. */
export interface TesterEdge {
  /** The text of the project's model.json; undefined when there is none. */
  readModelFile(artefactFolder: string): Promise<string | undefined>;
  /** Delivers nothing while the page is hidden. */
  post(message: HostToTester): void;
  text: TesterText;
}

/** A request that was answered. */
export interface Answered {
  request: number;
  project: TesterProjectRef;
  rows: PredictRequest['rows'];
  answer: TesterAnswer;
}
