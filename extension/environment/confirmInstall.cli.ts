import { Cancelled } from '../../contract/failure';
import { ask } from '../commandLine/ask';
import type { CommandContext } from '../commandLine/terminal';
import type { StepReport } from './steps';
import type { Environment } from './environment';

/**
 * Names the interpreter and, where something is to be installed, asks the person at the terminal first.
 *
 * @throws Cancelled where the answer is no.
 */
export async function confirmInstall(
  { terminal, signal, mayAsk }: CommandContext,
  { interpreter, install }: Environment,
): Promise<void> {
  terminal.progress(`Python ${interpreter.version} (${interpreter.path})`);
  if (install.length === 0 || !mayAsk) return;
  const answer = await ask('Install the packages of the project into .venv? (yes, no)', 'yes', signal);
  if (!/^y/i.test(answer)) throw new Cancelled();
}

/** Steps and what they write, as a command says them. */
export function stepReport({ terminal }: Pick<CommandContext, 'terminal'>): StepReport {
  return {
    onStep: (title) => terminal.progress(title),
    onOutput: (text) => terminal.output(text),
  };
}
