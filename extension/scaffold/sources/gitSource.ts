import path from 'node:path';
import { Failure } from '../../../contract/failure';
import { runProgram, type Program } from '../../processes/runProgram';

/** Nothing that a repository brings along runs, and nothing is asked on a terminal that nobody looks at. */
const SETTINGS = [
  'protocol.ext.allow=never',
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'submodule.recurse=false',
  'advice.detachedHead=false',
].flatMap((setting) => ['-c', setting]);
const ENVIRONMENT = {
  // Stronger than any configuration; `ext`, which runs programs, is not among them.
  GIT_ALLOW_PROTOCOL: 'http:https:git:ssh:file',
  GIT_TERMINAL_PROMPT: '0',
  GIT_LFS_SKIP_SMUDGE: '1',
  LC_ALL: 'C',
};
const PASSWORD = /(\/\/[^/@\s:]*):[^/@\s]*@/g;

export interface CloneOptions {
  /** A branch, tag or commit. */
  checkout?: string;
  /** What git says, as it comes. */
  onOutput?: (text: string) => void;
  signal?: AbortSignal;
}

/**
 * Clones a git repository, without its submodules, into a new folder inside `parent`.
 *
 * @param url as `readAddress` gives it.
 * @returns the folder, named as the repository is, and the commit that is checked out.
 * @throws Failure `clone-failed`, which names the URL and what git says; `template-unsafe`; Cancelled.
 */
export async function cloneTemplate(
  url: string,
  parent: string,
  { checkout, onOutput, signal }: CloneOptions = {},
): Promise<{ folder: string; commit: string }> {
  if (checkout?.startsWith('-') === true) {
    throw new Failure('template-unsafe', `"${checkout}" is no branch, tag or commit.`, 'Name one of these.');
  }
  const folder = path.join(parent, repositoryName(url));
  const shown = withoutSecrets(url);
  const run = async (args: readonly string[], cwd: string, doing: string): Promise<string> => {
    let output = '';
    const report = (text: string) => {
      output = (output + text).slice(-4000);
      onOutput?.(withoutSecrets(text));
    };
    const status = await runProgram(gitProgram(args, cwd), {
      onOutput: report,
      ...(signal ? { signal } : {}),
    });
    if (status === 0) return output;
    throw new Failure(
      'clone-failed',
      `${doing} ${shown} failed: ${withoutSecrets(cause(output))}.`,
      'Check the address, the name of the branch, tag or commit, your network and your access.',
    );
  };
  await run(['clone', '--no-recurse-submodules', '--progress', '--', url, folder], parent, 'Cloning');
  if (checkout !== undefined) {
    const doing = `Checking out ${checkout} of`;
    // A branch is one of the remote's; a tag or a commit is named as it is.
    const isBranch = await run(
      ['rev-parse', '--verify', '--quiet', `refs/remotes/origin/${checkout}`],
      folder,
      doing,
    )
      .then(() => true)
      .catch((error: unknown) => {
        if (error instanceof Failure) return false;
        throw error;
      });
    const target = isBranch ? `refs/remotes/origin/${checkout}` : checkout;
    await run(['checkout', '--quiet', '--detach', target, '--'], folder, doing);
  }
  const head = await run(['rev-parse', 'HEAD'], folder, 'Reading the commit of');
  return { folder, commit: /^[0-9a-f]{40,64}$/m.exec(head)?.[0] ?? '' };
}

/**
 * Checks out a commit of a clone, and fetches it first where no branch holds it.
 *
 * @param commit in hexadecimal.
 * @returns whether it is to be had. @throws Cancelled.
 */
export async function checkoutCommit(folder: string, commit: string, signal?: AbortSignal): Promise<boolean> {
  const git = async (...args: string[]) =>
    (await runProgram(gitProgram(args, folder), signal ? { signal } : {})) === 0;
  const checkout = () => git('checkout', '--quiet', '--force', '--detach', commit, '--');
  if (await checkout()) return true;
  return (await git('fetch', '--quiet', '--no-recurse-submodules', 'origin', commit)) && (await checkout());
}

function gitProgram(args: readonly string[], cwd: string): Program {
  return { command: 'git', args: [...SETTINGS, ...args], cwd, env: { ...process.env, ...ENVIRONMENT } };
}

/** A text as it may be shown and written down: web addresses without their user (it can be a token), others without password. */
export function withoutSecrets(text: string): string {
  return text.replace(/(https?:\/\/)[^/@\s]*@/gi, '$1').replace(PASSWORD, '$1@');
}

/** The last part of a URL without `.git`, as cookiecutter and git name a clone. */
function repositoryName(url: string): string {
  const last = url.split(/[/\\:]/).at(-1) ?? '';
  const name = last.replace(/\.git$/, '').replace(/[^\w.-]/g, '-');
  return /^\.*$/.test(name) ? 'template' : name;
}

function cause(output: string): string {
  const lines = output.split(/[\r\n]+/).filter((line) => /^(?:fatal|error|ssh|remote):/i.test(line));
  return (lines.at(0) ?? output.trim().split('\n').at(-1) ?? 'no reason is given').replace(/\.$/, '');
}
