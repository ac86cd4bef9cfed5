import { Failure } from '../../contract/failure';
import { runProgram, type Program } from '../processes/runProgram';

/** One program of a longer work, with the words that say what it does. */
export interface Step {
  title: string;
  program: Program;
}

export interface StepReport {
  /** A step begins. */
  onStep: (title: string) => void;
  /** What the programs write, as it comes. */
  onOutput: (text: string) => void;
}

/**
 * Runs steps one after the other.
 *
 * @throws Failure `step-failed` at the first that ends with another status than 0; Cancelled when the signal aborts.
 */
export async function runSteps(
  steps: readonly Step[],
  report: StepReport,
  signal?: AbortSignal,
): Promise<void> {
  for (const { title, program } of steps) {
    report.onStep(title);
    const status = await runProgram(program, { onOutput: report.onOutput, ...(signal ? { signal } : {}) });
    if (status === 0) continue;
    throw new Failure(
      'step-failed',
      `"${title}" failed: ${program.command} ended with status ${status}.`,
      'Read its output; correct the cause and run it again.',
    );
  }
}
