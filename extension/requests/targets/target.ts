import type { TesterTarget } from '../../../contract/testerMessages';
import type { Project } from '../../projects/project';
import type { Destination } from '../exchange';

/** Stops what was begun: a listener, a registration. */
export interface Ending {
  dispose(): unknown;
}

/**
 * One kind of target: the scorers of this window, the addresses added by hand. A new kind is a file that implements this
 * and one call of `Targets.register`; picker, tester, Test Explorer, comparison and history take it from there.
 */
export interface TargetSource {
  /** The first part of the ids of its targets, up to the full stop: `url` of `url.x1`. */
  readonly name: string;
  /** Its targets for a project, with the state as it is known now. */
  list(project: Project): TesterTarget[];
  /**
   * Where requests to one of its targets go, starting it where that is needed.
   *
   * @throws Failure where it cannot be had; Cancelled when the signal aborts.
   */
  reach(id: string, project: Project, signal: AbortSignal): Promise<Destination>;
  /** Looks whether the target is there, where nobody else tells. Changes its state, throws nothing. */
  look?(id: string, project: Project): Promise<void>;
  /** Hears that a list or a state changed. */
  onDidChange(listener: () => void): Ending;
  /** Hears that a person started a target by another way than choosing it, so that it becomes the chosen one. */
  onDidStart?(listener: (folder: string, id: string) => void): Ending;
}

/** Where the choices are kept: what `vscode.Memento` is. */
export interface ChoiceMemory {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}
