import type { Failure } from '../../contract/failure';
import type { ModelName } from '../../contract/scoring';
import type { ModelProject, Project } from '../projects/project';

/** What a scorer runs in. */
export type ScorerKind = 'process' | 'container';

export type ServedModel = ModelName & { digest: string };

/** What a scorer tells while it starts and runs. */
export interface ScorerEvents {
  /** Each line of its log: JSON with time, level and message. */
  onLog: (line: string) => void;
  /** A new model answers, after the artefact changed. */
  onModel: (model: ServedModel) => void;
  /** The newest artefact was refused; the model before it goes on answering. */
  onRefused: (failure: Failure) => void;
  /** What a start that takes long is at, in words. */
  onProgress: (message: string) => void;
}

/** A scorer that runs, whatever it runs in. */
export interface Scorer {
  /** Where it answers: `http://127.0.0.1:PORT`. */
  url: string;
  port: number;
  /** The model that answered first. */
  model: ServedModel;
  /** The engine that runs its container, and what chose that engine; absent for a child process. */
  engine?: { name: string; host: string; reason: string };
  /** Resolves when it has ended and left nothing behind, with how that happened. */
  ended: Promise<Failure>;
  /** Ends it; resolves when it has ended and left nothing behind. */
  stop: () => Promise<void>;
}

/**
 * Starts a scorer of one kind, or the API of an API project, for a project and waits until its model answers.
 *
 * @param port 0 takes a free one.
 * @throws Failure that names what is wrong and the next step; Cancelled when the signal aborts. Either way nothing is
 *   left behind.
 */
export type StartScorer<P extends Project = ModelProject> = (
  project: P,
  port: number,
  events: ScorerEvents,
  signal: AbortSignal,
) => Promise<Scorer>;
