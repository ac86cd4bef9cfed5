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
  const limit = AbortSignal.timeout(timeLimit);
  const { signal } = options;
  try {
    return await runProgram(program, {
      ...options,
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
  } catch (error) {
    if (error instanceof Cancelled && signal?.aborted !== true) return undefined;
    throw error;
  }
}
