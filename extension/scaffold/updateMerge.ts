import { lstat } from 'node:fs/promises';
import path from 'node:path';
import { itemsOf } from './gitCommand';
import type { ProjectRepository } from './projectRepository';
import type { ScratchRepository } from './scratchRepository';

export interface FileChange {
  /** Relative to the project, with `/`. */
  path: string;
  kind: 'changed' | 'added' | 'deleted' | 'conflict';
  /** What the file is to hold, as an absolute path; none where it goes, or stays as it is. */
  result?: string;
}

/** One version of a file that git could not merge: 1 is the old template's, 2 the project's, 3 the new template's. */
export interface Stage {
  mode: string;
  object: string;
  stage: string;
  /** Relative to the repository, with `/`. */
  path: string;
}

export interface Merged {
  changes: FileChange[];
  stages: Stage[];
  /** Files that the template changes, and that the person deleted. */
  staysDeleted: string[];
}

/** The mark of each side in a conflict. */
const LABELS = { project: 'project', template: 'template' };

/**
 * Merges the change from one version of the template to another into a project, file by file and with renames, as git
 * merges a branch. The project itself is only read.
 *
 * @param base the tree of the old version, @param theirs that of the new one.
 * @throws Failure git-failed; Cancelled.
 */
export async function mergeVersions(
  project: ProjectRepository,
  scratch: ScratchRepository,
  base: string,
  theirs: string,
): Promise<Merged> {
  const ours = await scratch.treeOfEntries(await entriesOf(project, project.head));
  const { tree } = await scratch.workTree('result');
  const run = scratch.withIndex(tree);
  await run(['read-tree', ours]);
  await run(['merge-recursive', base, '--', ours, theirs], {
    accept: [1],
    env: { [`GITHEAD_${ours}`]: LABELS.project, [`GITHEAD_${theirs}`]: LABELS.template },
  });
  const all = itemsOf(await run(['ls-files', '--unmerged', '-z'])).map(readStage);
  const deletedByPerson = conflicts(all).filter((file) => {
    const stages = all.filter((one) => one.path === file).map(({ stage }) => stage);
    return stages.join('') === '13';
  });
  const stages = all.filter((one) => !deletedByPerson.includes(one.path));
  const merged = itemsOf(await run(['diff-index', '--cached', '--no-renames', '--name-status', '-z', ours]));
  const unmerged = conflicts(all);
  const found: [string, FileChange['kind']][] = conflicts(stages).map((file) => [file, 'conflict']);
  for (let at = 0; at + 1 < merged.length; at += 2) {
    const [status, file] = merged.slice(at, at + 2) as [string, string];
    if (!unmerged.includes(file)) found.push([file, KINDS[status] ?? 'changed']);
  }
  // Where a file and a folder want one name, git writes the file under another one, and keeps that to itself.
  const beside = itemsOf(await run(['ls-files', '--others', '-z', '--', project.prefix || '.']));
  for (const file of beside) if (!deletedByPerson.includes(file)) found.push([file, 'added']);
  const short = (file: string) => file.slice(project.prefix.length);
  const changes = await Promise.all(
    found.map(async ([file, kind]): Promise<FileChange> => {
      const result = path.join(tree, file);
      const has = kind !== 'deleted' && (await isThere(result));
      return { path: short(file), kind, ...(has ? { result } : {}) };
    }),
  );
  changes.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { changes, stages, staysDeleted: deletedByPerson.map(short) };
}

const KINDS: Readonly<Record<string, FileChange['kind']>> = { A: 'added', D: 'deleted' };

/** What git keeps of a project at a commit: mode, kind and object of each file, and its path in the repository. */
export async function entriesOf(project: ProjectRepository, commit: string): Promise<string[]> {
  return itemsOf(await project.run(['ls-tree', '-r', '-z', '--full-name', commit]));
}

function conflicts(stages: readonly Stage[]): string[] {
  return Array.from(new Set(stages.map(({ path: file }) => file)));
}

function readStage(item: string): Stage {
  const tab = item.indexOf('\t');
  const [mode = '', object = '', stage = ''] = item.slice(0, tab).split(' ');
  return { mode, object, stage, path: item.slice(tab + 1) };
}

async function isThere(file: string): Promise<boolean> {
  return lstat(file).then(
    () => true,
    () => false,
  );
}
