import { Cancelled } from '../../contract/failure';
import { runProgram, type Program, type RunOptions } from './runProgram';

/**
 * Runs a program as `runProgram` does, for a limited time.
 *
 * @param timeLimit in milliseconds.
 * @returns its exit status, or undefined when the time was up and it and everything it started were ended.
 * @throws Failure `program-missing`; Cancelled when the caller's own signal aborts.
 */
export async function runWithin(
  timeLimit: number,
  program: Program,
  options: RunOptions = {},
): Promise<number | undefined> {
  const { signal } = options;
  if (signal?.aborted) throw new Cancelled();
  // Not AbortSignal.any of a timeout, which Node 20 may collect as garbage before it fires.
  const ending = new AbortController();
  const end = (): void => ending.abort();
  const timer = setTimeout(end, timeLimit);
  signal?.addEventListener('abort', end);
  try {
    return await runProgram(program, { ...options, signal: ending.signal });
  } catch (error) {
    if (error instanceof Cancelled && signal?.aborted !== true) return undefined;
    throw error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', end);
  }
}
