import { createInterface } from 'node:readline/promises';
import { Cancelled } from '../../contract/failure';

/** Asks one question on the terminal, on stderr; an empty answer is the default. */
export async function ask(question: string, byDefault: string, signal: AbortSignal): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`${question} [${byDefault}]: `, { signal });
    return answer.trim() === '' ? byDefault : answer.trim();
  } catch {
    throw new Cancelled();
  } finally {
    terminal.close();
  }
}
