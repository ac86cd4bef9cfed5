import { reason } from '../../contract/failure';

/** Where the runtime's own source stands in a message: file, line, signature, template arguments. */
const SOURCE = /\S*\/\S+:\d+ [^)]*\)(?: const)?(?: \[[^\]]*\])?/g;
const PATH = /\S*\/\S*\/\S*/g;
const LONGEST = 300;

/** What the runtime refuses. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
}

/**
 * An error of the runtime, in words that may be shown: its messages name files and functions of the machine that it was
 * built on. The error itself is kept as the cause.
 */
export function engineError(error: unknown): EngineError {
  const words = reason(error).replace(SOURCE, '').replace(PATH, '').replace(/\s+/g, ' ').trim();
  const text = words.length > LONGEST ? `${words.slice(0, LONGEST)}…` : words;
  return new EngineError(text === '' ? 'the runtime gives no reason' : text, { cause: error });
}
