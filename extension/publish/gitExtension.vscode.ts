import * as vscode from 'vscode';
import { Failure, reason } from '../../contract/failure';
import { isRecord } from '../../contract/version';
import { pushFailure, remoteFailure } from './gitAccess';
import { inNetworkEnvironment } from '../network/sharedEnvironment';
import type { RemoteAccess } from './releaseRepository';

/** The part of the built-in Git extension's API (version 1) that is used here. */
interface GitApi {
  openRepository: (root: vscode.Uri) => Promise<Repository | null>;
}

interface Repository {
  fetch: (options: { remote: string }) => Promise<void>;
  /** Runs `git push REMOTE REF`. */
  push: (remote: string, ref: string) => Promise<void>;
}

/**
 * A remote as the built-in Git extension reaches it: it owns the question for a name and a password. It runs git in the
 * environment of the process that it shares with this extension.
 *
 * @throws Failure `git-extension-off`.
 */
export async function gitExtensionAccess(folder: string): Promise<RemoteAccess> {
  const repository = await open(folder);
  const push = (remote: string, ref: string, failure: (said: string) => Failure): Promise<void> =>
    inNetworkEnvironment(() =>
      repository.push(remote, ref).catch((error: unknown) => {
        throw failure(saidBy(error));
      }),
    );
  return {
    fetch: ({ remote }) =>
      inNetworkEnvironment(() =>
        repository.fetch({ remote }).catch((error: unknown) => {
          throw remoteFailure(remote, saidBy(error));
        }),
      ),
    push: async (destination, tag) => {
      const { remote, branch, remoteRef } = destination;
      await push(remote, `refs/heads/${branch}:${remoteRef}`, (said) => pushFailure(destination, said));
      await push(remote, `refs/tags/${tag}`, (said) => tagFailure(remote, branch, tag, said));
    },
  };
}

async function open(folder: string): Promise<Repository> {
  const extension = vscode.extensions.getExtension<{ getAPI: (version: 1) => GitApi }>('vscode.git');
  try {
    const api = (await extension?.activate())?.getAPI(1);
    const repository = await api?.openRepository(vscode.Uri.file(folder));
    if (repository) return repository;
  } catch {
    // It has no API while it is switched off.
  }
  throw new Failure(
    'git-extension-off',
    vscode.l10n.t('The built-in Git extension, which pushes, does not open {0}.', folder),
    vscode.l10n.t('Switch it on (git.enabled), or run "bellhop publish" in a terminal.'),
  );
}

/** The branch is on the remote by now, with the version in it; the tag alone is missing. */
function tagFailure(remote: string, branch: string, tag: string, said: string): Failure {
  const { message } = pushFailure({ remote, branch, remoteRef: '' }, said);
  return new Failure(
    'tag-refused',
    vscode.l10n.t('{0} has {1} with the new version, but not the tag {2}. {3}', remote, branch, tag, message),
    vscode.l10n.t('Look whether you may push tags, and publish again: it then only tags.'),
  );
}

/** What git wrote, in an error of the Git extension. */
function saidBy(error: unknown): string {
  const said = isRecord(error) ? error['stderr'] : undefined;
  return typeof said === 'string' && said !== '' ? said : `fatal: ${reason(error)}`;
}
