import type { EvaluationToHost } from '../../contract/evaluationMessages';
import { isRecord } from '../../contract/version';

/**
 * Reads what the page of "Show Evaluation" sent. A page that was taken over could send anything.
 *
 * @returns the message, or undefined for anything that is none; such a value is dropped.
 */
export function readEvaluationMessage(value: unknown): EvaluationToHost | undefined {
  if (!isRecord(value)) return undefined;
  const { type } = value;
  return type === 'ready' || type === 'train' || type === 'openCard' ? { type } : undefined;
}
