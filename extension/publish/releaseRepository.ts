import path from 'node:path';
import { Failure } from '../../contract/failure';
import { git, itemsOf, textOf } from '../scaffold/sources/gitCommand';
import { ProjectRepository } from '../scaffold/update/projectRepository';
import { newestTag, tagOf, type Version } from './version';

/** Where a release is pushed to. */
export interface Destination {
  remote: string;
  /** The branch that the project is on, and its full name on the remote. */
  branch: string;
  remoteRef: string;
}

/** How a person's git reaches a remote: by itself on the command line, through the built-in Git extension in the editor. */
export interface RemoteAccess {
  /** Brings what the remote has, its new tags among it. */
  fetch: (destination: Destination, signal: AbortSignal) => Promise<void>;
  /** Sends the branch and the tag. */
  push: (destination: Destination, tag: string, signal: AbortSignal) => Promise<void>;
}

/** The git repository of a project that is to be published: it is the project's own, with a branch and a remote. */
export class ReleaseRepository {
  private constructor(
    readonly project: ProjectRepository,
    readonly destination: Destination,
  ) {}

  /**
   * @throws Failure `no-repository`, `project-not-root`, `project-not-clean`, `no-branch`, `no-remote`, `remote-unclear`;
   *   Cancelled.
   */
  static async open(folder: string, signal: AbortSignal): Promise<ReleaseRepository> {
    const project = await ProjectRepository.open(folder, signal);
    if (project.prefix !== '') {
      throw new Failure(
        'project-not-root',
        `${folder} is a folder of the repository ${project.top}, and a tag is of a whole repository.`,
        'Give the project a repository of its own, where its pipeline runs too.',
      );
    }
    await project.refuseUncommitted(signal, 'what is published is what is committed');
    return new ReleaseRepository(project, await destinationOf(project, signal));
  }

  /** The newest version that is tagged, on whatever branch. */
  async newest(signal: AbortSignal): Promise<Version | undefined> {
    return newestTag(textOf(await this.project.run(['tag', '--list'], { signal })).split(/\r?\n/));
  }

  /** Refuses a branch that lacks what the remote has. Throws Failure `branch-behind`. */
  async refuseBehind(signal: AbortSignal): Promise<void> {
    const { remote, remoteRef, branch } = this.destination;
    const tracked = `refs/remotes/${remote}/${remoteRef.replace(/^refs\/heads\//, '')}`;
    if ((await this.commitOf(tracked, signal)) === undefined) return;
    const missing = textOf(await this.project.run(['rev-list', '--count', `HEAD..${tracked}`], { signal }));
    if (missing === '0') return;
    throw new Failure(
      'branch-behind',
      `${remote} has commits on ${branch} that are not here: ${missing}.`,
      'Pull them (git pull), look whether the model is still right, and publish again.',
    );
  }

  /** The commit that a name leads to, or undefined. */
  async commitOf(name: string, signal: AbortSignal): Promise<string | undefined> {
    const args = ['rev-parse', '--verify', '--quiet', `${name}^{commit}`];
    const text = textOf(await this.project.run(args, { accept: [1], signal }));
    return text === '' ? undefined : text;
  }

  /** What a file of the project held at a version; undefined where it was not there. */
  async at(version: Version, file: string, signal: AbortSignal): Promise<string | undefined> {
    const object = `${tagOf(version)}:${this.relative(file)}`;
    const { status, out } = await this.project.run(['cat-file', 'blob', object], { accept: [128], signal });
    return status === 0 ? out.toString('utf8') : undefined;
  }

  /** The files of a folder of the project at a version, by their names; none where it was not there. */
  async namesAt(version: Version, folder: string, signal: AbortSignal): Promise<string[]> {
    const tree = `${tagOf(version)}:${this.relative(folder)}`;
    const args = ['ls-tree', '--name-only', '-z', tree];
    return itemsOf(await this.project.run(args, { accept: [128], signal }));
  }

  private relative(file: string): string {
    return path.relative(this.project.folder, file).split(path.sep).join('/');
  }
}

async function destinationOf(project: ProjectRepository, signal: AbortSignal): Promise<Destination> {
  const line = async (...args: string[]): Promise<string> =>
    textOf(await git(args, { cwd: project.folder, accept: [1, 128], signal }));
  const branch = await line('symbolic-ref', '--quiet', '--short', 'HEAD');
  if (branch === '') {
    throw new Failure(
      'no-branch',
      `${project.folder} stands at a commit and not on a branch.`,
      'Switch to the branch to publish from, such as "git switch main".',
    );
  }
  const remotes = (await line('remote')).split(/\r?\n/).filter((name) => name !== '');
  if (remotes.length === 0) {
    throw new Failure(
      'no-remote',
      `${project.folder} has no remote, so there is nowhere to publish to.`,
      'Make a project on your GitLab and add it: git remote add origin ADDRESS',
    );
  }
  const upstream = await line('config', '--get', `branch.${branch}.remote`);
  const remote = [upstream, 'origin'].find((name) => remotes.includes(name)) ?? remotes[0] ?? '';
  if (remotes.length > 1 && remote !== upstream && remote !== 'origin') {
    throw new Failure(
      'remote-unclear',
      `${project.folder} has several remotes (${remotes.join(', ')}), and ${branch} follows none of them.`,
      `Push the branch once: git push --set-upstream REMOTE ${branch}`,
    );
  }
  const merge = remote === upstream ? await line('config', '--get', `branch.${branch}.merge`) : '';
  return { remote, branch, remoteRef: merge === '' ? `refs/heads/${branch}` : merge };
}
