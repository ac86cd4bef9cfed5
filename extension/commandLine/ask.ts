import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
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

/** Asks for a secret on the terminal: what is typed is not shown. */
export async function askSecret(question: string, signal: AbortSignal): Promise<string> {
  process.stderr.write(`${question}: `);
  const hidden = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: hidden, terminal: true, historySize: 0 });
  try {
    return await terminal.question('', { signal });
  } catch {
    throw new Cancelled();
  } finally {
    terminal.close();
    process.stderr.write('\n');
  }
}
