import type { ScorerToOwner } from '../../contract/scorerMessages';

/** What a worker says to the process that started it: what a scorer says to its owner, and about the numbers. */
export type WorkerToFirst =
  | ScorerToOwner
  /** Wants the numbers of all workers. */
  | { type: 'all-metrics'; id: number }
  /** Its own numbers, as Prometheus reads them. */
  | { type: 'own-metrics'; id: number; text: string };

/** What a worker is told. */
export type FirstToWorker =
  | { type: 'stop' }
  | { type: 'own-metrics'; id: number }
  /** The answer to its question with this id. */
  | { type: 'all-metrics'; id: number; text: string };
