import { appendFile, copyFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { exists } from '../../files/exists';
import { git, textOf, type GitAnswer, type GitRun } from '../sources/gitCommand';
import type { ProjectRepository } from './projectRepository';

/**
 * Bellhop merges contents as they are kept: git-lfs would keep them away from here. No rename of a folder is guessed at.
 */
const CONFIGURATION = `[core]
\tsafecrlf = false
[merge]
\tdirectoryRenames = false
[filter "lfs"]
\tprocess =
\tclean = cat
\tsmudge = cat
\trequired = false
`;

/**
 * A repository to merge in, in a temporary folder. It reads the objects and the configuration of the project's, so that
 * line ends, renames and the style of conflicts are as the person's git has them, and writes nothing there.
 */
export class ScratchRepository {
  readonly #directory: string;
  readonly #work: string;
  readonly #prefix: string;
  readonly #top: string;
  /** Above the project, relative to the repository. */
  readonly #attributes: readonly string[];
  readonly #signal: AbortSignal | undefined;
  #indexes = 0;

  private constructor(
    project: ProjectRepository,
    work: string,
    attributes: readonly string[],
    signal?: AbortSignal,
  ) {
    this.#directory = path.join(work, 'git');
    this.#work = work;
    this.#prefix = project.prefix;
    this.#top = project.top;
    this.#attributes = attributes;
    this.#signal = signal;
  }

  /** @param work an existing temporary folder. */
  static async make(
    project: ProjectRepository,
    work: string,
    signal?: AbortSignal,
  ): Promise<ScratchRepository> {
    const parts = ['objects', 'config', 'info/attributes'].flatMap((part) => ['--git-path', part]);
    const answer = textOf(await project.run(['rev-parse', '--show-object-format', ...parts], { signal }));
    const [format = '', ...paths] = answer.split(/\r?\n/);
    const [objects = '', config = '', attributes = ''] = paths.map((at) => path.resolve(project.folder, at));
    const directory = path.join(work, 'git');
    const kind = format === 'sha1' ? [] : [`--object-format=${format}`];
    await git(['init', '--quiet', '--bare', '--template=', ...kind, directory], { cwd: work, signal });
    await mkdir(path.join(directory, 'objects', 'info'), { recursive: true });
    await writeFile(path.join(directory, 'objects', 'info', 'alternates'), `${forGit(objects)}\n`);
    const include = `[include]\n\tpath = ${JSON.stringify(forGit(config))}\n`;
    await appendFile(path.join(directory, 'config'), include + CONFIGURATION);
    await mkdir(path.join(directory, 'info'), { recursive: true });
    if (await exists(attributes)) await copyFile(attributes, path.join(directory, 'info', 'attributes'));
    return new ScratchRepository(project, work, await attributesAbove(project), signal);
  }

  /** A new folder for files of the project: git's work tree, and the place in it where the project lies. */
  async workTree(name: string): Promise<{ tree: string; project: string }> {
    const tree = path.join(this.#work, name);
    const project = path.join(tree, this.#prefix);
    await mkdir(project, { recursive: true });
    for (const file of this.#attributes) await copyFile(path.join(this.#top, file), path.join(tree, file));
    return { tree, project };
  }

  /** The files of a work tree as a tree of git. */
  async treeOfFolder(tree: string): Promise<string> {
    const run = this.withIndex(tree);
    await run(['add', '--all', '--force', '--', this.#prefix === '' ? '.' : this.#prefix]);
    return textOf(await run(['write-tree']));
  }

  /** A tree of git from what `git ls-tree -r -z` or `git ls-files -s -z` said. */
  async treeOfEntries(entries: readonly string[]): Promise<string> {
    const run = this.withIndex(this.#work);
    await run(['update-index', '-z', '--index-info'], {
      input: entries.map((entry) => `${entry}\0`).join(''),
    });
    return textOf(await run(['write-tree']));
  }

  /** The content of an object. */
  async blob(object: string): Promise<Buffer> {
    return (await this.withIndex(this.#work)(['cat-file', 'blob', object])).out;
  }

  /** Runs git with an index of its own on a work tree. */
  withIndex(tree: string): (args: readonly string[], options?: Omit<GitRun, 'cwd'>) => Promise<GitAnswer> {
    const index = path.join(this.#work, `index-${this.#indexes++}`);
    return (args, options = {}) =>
      git(args, {
        cwd: tree,
        signal: this.#signal,
        ...options,
        env: {
          GIT_DIR: this.#directory,
          GIT_WORK_TREE: tree,
          GIT_INDEX_FILE: index,
          ...options.env,
        },
      });
  }
}

/** The files of git's attributes that hold for a project from folders above it. */
async function attributesAbove({ prefix, top }: ProjectRepository): Promise<string[]> {
  const names = prefix.split('/').slice(0, -1);
  const files = names.map((_name, depth) => path.join(...names.slice(0, depth), '.gitattributes'));
  const there = await Promise.all(files.map((file) => exists(path.join(top, file))));
  return files.filter((_file, at) => there[at]);
}

/** git writes paths with `/`, on Windows too. */
function forGit(file: string): string {
  return file.split(path.sep).join('/');
}
