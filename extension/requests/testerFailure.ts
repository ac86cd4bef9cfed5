import { Failure, reason } from '../../contract/failure';

/** What a page tells of an error: what happened, and the one thing to do. */
export function failureWords(error: unknown): { message: string; next: string } {
  const next = error instanceof Failure ? error.next : 'Look into the log of Bellhop.';
  return { message: reason(error), next };
}
