import { lstat } from 'node:fs/promises';
import path from 'node:path';
import { Cancelled, Failure } from '../../../contract/failure';
import { git, itemsOf, textOf, type GitAnswer, type GitRun } from '../sources/gitCommand';
import { RECORD_FILE } from './record';

/** How many files a message names. */
const NAMED = 5;

/** The git repository of a project, which may lie in a folder of it. */
export class ProjectRepository {
  private constructor(
    /** The project's folder. */
    readonly folder: string,
    /** Where the project lies in the repository: empty, or a path with `/` that ends in one. */
    readonly prefix: string,
    /** The root of the work tree. */
    readonly top: string,
    /** The commit that the project stands at. */
    readonly head: string,
  ) {}

  /** @throws Failure `no-repository`; Cancelled. */
  static async open(folder: string, signal?: AbortSignal): Promise<ProjectRepository> {
    try {
      const args = ['rev-parse', '--show-toplevel', '--verify', 'HEAD'];
      const [top = '', head = ''] = textOf(await git(args, { cwd: folder, signal })).split(/\r?\n/);
      const prefix = textOf(await git(['rev-parse', '--show-prefix'], { cwd: folder, signal }));
      return new ProjectRepository(folder, prefix, path.resolve(top), head);
    } catch (cause) {
      if (cause instanceof Cancelled) throw cause;
      if (cause instanceof Failure && cause.code === 'program-missing') throw cause;
      throw new Failure(
        'no-repository',
        `${folder} is in no git repository with a commit, so a change could not be taken back.`,
        'Make a repository of the project and commit everything in it ("git init", "git add .", "git commit").',
        { cause },
      );
    }
  }

  run(args: readonly string[], options: Omit<GitRun, 'cwd'> = {}): Promise<GitAnswer> {
    return git(args, { cwd: this.folder, ...options });
  }

  /**
   * Refuses to go on where something of the project is not committed.
   *
   * @param why completes "Commit, stash or remove these changes first, so that".
   * @throws Failure `project-not-clean`, which names what it is.
   */
  async refuseUncommitted(
    signal?: AbortSignal,
    why: string = 'the update can be told from them',
  ): Promise<void> {
    const args = ['status', '--porcelain=v1', '-z', '--no-renames', '--untracked-files=all', '--', '.'];
    const files = itemsOf(await this.run(args, { signal })).map((item) => item.slice(3));
    if (files.length === 0) return;
    const named = files.slice(0, NAMED).map((file) => file.slice(this.prefix.length));
    const more = files.length > NAMED ? ` and ${files.length - NAMED} more` : '';
    throw new Failure(
      'project-not-clean',
      `Not everything in ${this.folder} is committed: ${named.join(', ')}${more}.`,
      `Commit, stash or remove these changes first, so that ${why}.`,
    );
  }

  /** Refuses to go on where the project is another one than when it was looked at. Throws Failure `project-changed`. */
  async refuseChanged(signal?: AbortSignal): Promise<void> {
    await this.refuseUncommitted(signal);
    if (textOf(await this.run(['rev-parse', 'HEAD'], { signal })) === this.head) return;
    throw new Failure(
      'project-changed',
      `${this.folder} is at another commit than when the update was made ready.`,
      'Run the update again.',
    );
  }

  /** Of some paths of the project those that git is told to ignore, and does not keep. */
  async ignored(files: readonly string[], signal?: AbortSignal): Promise<Set<string>> {
    if (files.length === 0) return new Set();
    const input = files.map((file) => `${file}\0`).join('');
    return new Set(
      itemsOf(await this.run(['check-ignore', '-z', '--stdin'], { input, accept: [1], signal })),
    );
  }

  /** Of some paths of the project those on whose way a symbolic link lies: it could lead anywhere. */
  async behindLinks(files: readonly string[]): Promise<Set<string>> {
    const links = new Map<string, boolean>();
    const isBehind = async (file: string): Promise<boolean> => {
      const folder = path.posix.dirname(file);
      if (folder === '.') return false;
      const known = links.get(folder);
      if (known !== undefined) return known;
      const found = await lstat(path.join(this.folder, folder)).catch(() => undefined);
      const answer = found?.isSymbolicLink() === true || (await isBehind(folder));
      links.set(folder, answer);
      return answer;
    };
    const behind = new Set<string>();
    for (const file of files) if (await isBehind(file)) behind.add(file);
    return behind;
  }

  /**
   * The commit that brought the record into the project, whose files are as the template made them. A clone without the
   * whole history does not know it.
   */
  async commitOfRecord(signal?: AbortSignal): Promise<string | undefined> {
    const shallow = await this.run(['rev-parse', '--is-shallow-repository'], { signal });
    if (textOf(shallow) === 'true') return undefined;
    const args = ['log', '-1', '--diff-filter=A', '--format=%H', '--', RECORD_FILE];
    const commit = textOf(await this.run(args, { signal }));
    return commit === '' ? undefined : commit;
  }
}
