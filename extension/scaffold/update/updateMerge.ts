import { lstat } from 'node:fs/promises';
import path from 'node:path';
import { itemsOf } from '../sources/gitCommand';
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
  const stagesOf = (file: string) => all.filter((one) => one.path === file).map(({ stage }) => stage);
  const unmerged = Array.from(new Set(all.map(({ path: file }) => file)));
  const staysDeleted = unmerged.filter((file) => stagesOf(file).join('') === '13');
  const found: [string, FileChange['kind']][] = [];
  for (const file of unmerged) {
    if (staysDeleted.includes(file)) continue;
    found.push([file, 'conflict']);
    // Where a file and a folder want one name, the file gives way, and lies beside it under another name.
    const gaveWay = (await kindOf(path.join(tree, file))) === 'folder' && stagesOf(file).includes('2');
    if (gaveWay) found.push([file, 'deleted']);
  }
  const beside = itemsOf(await run(['ls-files', '--others', '-z', '--', project.prefix || '.']));
  for (const file of beside) found.push([file, 'added']);
  const compared = ['diff-index', '--cached', '--no-renames', '--name-status', '-z', ours];
  const merged = itemsOf(await run(compared));
  for (let at = 0; at + 1 < merged.length; at += 2) {
    const [status, file] = merged.slice(at, at + 2) as [string, string];
    if (!unmerged.includes(file)) found.push([file, KINDS[status] ?? 'changed']);
  }
  const short = (file: string) => file.slice(project.prefix.length);
  const changes = await Promise.all(
    found.map(async ([file, kind]): Promise<FileChange> => {
      const result = path.join(tree, file);
      const has = kind !== 'deleted' && (await kindOf(result)) === 'file';
      return { path: short(file), kind, ...(has ? { result } : {}) };
    }),
  );
  changes.sort((a, b) => (a.path < b.path ? -1 : 1));
  const stages = all.filter(({ path: file }) => !staysDeleted.includes(file));
  return { changes, stages, staysDeleted: staysDeleted.map(short) };
}

const KINDS: Readonly<Record<string, FileChange['kind']>> = { A: 'added', D: 'deleted' };

/** What git keeps of a project at a commit: mode, kind and object of each file, and its path in the repository. */
export async function entriesOf(project: ProjectRepository, commit: string): Promise<string[]> {
  return itemsOf(await project.run(['ls-tree', '-r', '-z', '--full-name', commit]));
}

function readStage(item: string): Stage {
  const tab = item.indexOf('\t');
  const [mode = '', object = '', stage = ''] = item.slice(0, tab).split(' ');
  return { mode, object, stage, path: item.slice(tab + 1) };
}

async function kindOf(file: string): Promise<'file' | 'folder' | undefined> {
  const found = await lstat(file).catch(() => undefined);
  if (!found) return undefined;
  return found.isDirectory() ? 'folder' : 'file';
}
