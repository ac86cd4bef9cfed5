import type { Metric } from './artefact';
import type { Evaluation } from './evaluation';
import type { EvaluationText } from './evaluationText';

/**
 * Everything that the page of "Show Evaluation" and its host say to each other. Each message names its kind in `type`.
 */

/** A version of the model that another can be compared with. */
export interface OtherVersion {
  version: string;
  metrics: Metric[];
}

/** The evaluation on show. */
export interface ShownEvaluation {
  evaluation: Evaluation;
  /** The address of each plot by the name of its file, as the page may load it. */
  images: Record<string, string>;
  /** The text of the model card, Markdown; absent where there is none. */
  card?: string;
}

/** Sent again whenever a report of the project or the workspace's trust changes. */
export interface EvaluationPage {
  type: 'evaluation';
  /** The project's name. */
  project: string;
  /** Absent where no version has been evaluated, or none can be read. */
  shown?: ShownEvaluation;
  /** The other versions, the newest before the one on show first. */
  others: OtherVersion[];
  /** Reports that cannot be read. */
  problems: { message: string; next: string }[];
  /** False in Restricted Mode: everything can be read and no training starts. */
  trusted: boolean;
}

/** After the page's `ready` comes `text`, then `evaluation`. */
export type HostToEvaluation = { type: 'text'; text: EvaluationText } | EvaluationPage;

export type EvaluationToHost =
  | { type: 'ready' }
  | { type: 'train' }
  /** Opens the model card in the editor's own preview. */
  | { type: 'openCard' };
