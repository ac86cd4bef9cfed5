/**
 * An error that a person can act on. Every failure that Bellhop reports, in a toast, on the command line or in a
 * response, is one of these; anything else is a defect.
 */
export class Failure extends Error {
  /** Stable, for programs: lower case words joined by hyphens, such as `artefact-missing`. */
  readonly code: string;
  /** The one thing to do now, as a sentence. */
  readonly next: string;

  /** @param message what happened, to which thing, and why, as one sentence. */
  constructor(code: string, message: string, next: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'Failure';
    this.code = code;
    this.next = next;
  }
}

/** A person or a signal stopped the work. It is silent in the editor and exit status 130 on the command line. */
export class Cancelled extends Error {
  constructor() {
    super('Cancelled.');
    this.name = 'Cancelled';
  }
}

/** The text of whatever was thrown, without a stack. */
export function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
