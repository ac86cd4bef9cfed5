import type { ModelName } from './scoring';

/** What a scorer says to the process that started it, over Node's IPC channel, and what it is told. */
export type ScorerToOwner =
  /** It accepts connections at 127.0.0.1 on this port; the model may still be loading. */
  | { type: 'listening'; port: number }
  /** This model answers from now on; sent again after each reload. */
  | { type: 'model'; model: ModelName & { digest: string } }
  /** The newest artefact was refused. The model before it, if any, goes on answering. */
  | { type: 'refused'; code: string; message: string; next: string }
  /** It cannot serve at all and ends with exit status 1: a busy port, no runtime. */
  | { type: 'failed'; code: string; message: string; next: string };

/** `stop` ends accepting, answers what runs, and exits. A scorer also ends when the channel closes. */
export interface OwnerToScorer {
  type: 'stop';
}
