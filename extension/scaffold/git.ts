import { reason } from '../../contract/failure';

/** What became of the first commit: made, or why not. */
export type FirstCommit = { made: true } | { made: false; why: string };

/**
 * Nothing that a template brought may run: the person's own hooks can start what the project names (pre-commit does),
 * and a folder that looks like git's own is none.
 */
const HARMLESS = ['core.hooksPath=/dev/null', 'core.fsmonitor=false', 'safe.bareRepository=explicit'];

/**
 * Makes a git repository of a new project and commits everything in it. Where git or an identity is missing, the
 * project stays as it is and the answer says what was skipped. The user's git configuration decides branch and name.
 */
export async function commitNewProject(folder: string, message: string): Promise<FirstCommit> {
  // simple-git is loaded with the first project, not with the extension.
  const { simpleGit } = await import('simple-git');
  const git = simpleGit({
    baseDir: folder,
    timeout: { block: 30_000 },
    config: HARMLESS,
    unsafe: { allowUnsafeHooksPath: true, allowUnsafeFsMonitor: true },
  });
  try {
    if (await git.checkIsRepo()) return { made: false, why: 'The folder lies in a git repository already.' };
    await git.init();
    await git.add('.');
    if (!(await hasIdentity(git))) {
      return { made: false, why: 'git does not know your name and e-mail, so nothing is committed yet.' };
    }
    await git.commit(message);
    return { made: true };
  } catch (error) {
    if (/ENOENT/.test(reason(error))) {
      return { made: false, why: 'git is not installed, so there is no repository yet.' };
    }
    return { made: false, why: `git: ${reason(error).trim()}` };
  }
}

async function hasIdentity(git: { raw: (...args: string[]) => Promise<string> }): Promise<boolean> {
  // `git var` fails where user.useConfigOnly forbids guessing or there is nothing to guess from.
  const configured = await git.raw('config', '--get', 'user.email').catch(() => '');
  const fromEnvironment = process.env['GIT_AUTHOR_EMAIL'] ?? process.env['EMAIL'] ?? '';
  return configured.trim() !== '' || fromEnvironment !== '';
}
