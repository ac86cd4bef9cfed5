import { Failure } from '../../contract/failure';
import { runProgram } from '../processes/runProgram';
import { gitEnvironment } from '../scaffold/sources/gitCommand';
import type { Destination, RemoteAccess } from './releaseRepository';

/**
 * A remote as plain git reaches it: with the person's own credential helper, keys and hooks.
 *
 * @param mayAsk whether git may ask for a name and a password at the terminal.
 */
export function gitAccess(folder: string, mayAsk: boolean): RemoteAccess {
  const run = async (args: readonly string[], failure: (said: string) => Failure, signal: AbortSignal) => {
    let said = '';
    const env = { ...gitEnvironment(), ...(mayAsk && { GIT_TERMINAL_PROMPT: '1' }) };
    const program = { command: 'git', args, cwd: folder, env };
    const options = mayAsk ? { ownsTerminal: true } : { onOutput: (text: string) => (said += text) };
    if ((await runProgram(program, { ...options, signal })) !== 0) throw failure(said);
  };
  return {
    fetch: ({ remote }, signal) =>
      run(['fetch', '--quiet', remote], (said) => remoteFailure(remote, said), signal),
    push: (destination, tag, signal) => {
      const { remote, branch, remoteRef } = destination;
      const refs = [`refs/heads/${branch}:${remoteRef}`, `refs/tags/${tag}`];
      const failure = (said: string): Failure => pushFailure(destination, said);
      return run(['push', '--atomic', '--quiet', remote, ...refs], failure, signal);
    },
  };
}

/** Why a remote did not answer, from what git said of it. */
export function remoteFailure(remote: string, said: string): Failure {
  return new Failure(
    'remote-unreachable',
    `The remote ${remote} did not answer${wordsOf(said)}.`,
    'Look at "git remote --verbose", at the network, and whether "git fetch" works in a terminal.',
  );
}

/** Why a push was refused, from what git said of it. Nothing stays of the version. */
export function pushFailure({ remote, branch }: Destination, said: string): Failure {
  const next = /fetch first|non-fast-forward|stale info/.test(said)
    ? 'Pull first (git pull), look whether the model is still right, and publish again.'
    : 'Correct the cause, and publish again; the version is not written, not committed and not tagged here.';
  return new Failure(
    'push-refused',
    `${remote} did not take ${branch} with the new tag${wordsOf(said)}.`,
    next,
  );
}

/** The lines in which git and the server say why; a name and a password in an address are left out. */
function wordsOf(said: string): string {
  const lines = said.split(/\r?\n/).map((line) => line.trim());
  const telling = lines.filter((line) => /^(remote:.*\w|fatal:|ssh:|! \[)/.test(line));
  const text = telling
    .map((line) => line.replace(/^(remote|fatal): */, '').replace(/\s+/g, ' '))
    .slice(0, 4)
    .join(' ')
    .replace(/:\/\/[^/@\s]*@/g, '://')
    .replace(/[.\s]+$/, '');
  return text === '' ? '' : `: ${text}`;
}
