import { mkdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../../contract/failure';
import { ARTEFACT_FILE } from '../../contract/readArtefact';
import { exists } from '../files/exists';
import { normalizedName } from '../packageIndex/packageName';
import { itemsOf, textOf } from '../scaffold/sources/gitCommand';
import { differenceLines } from './differenceLines';
import type { PublishPlan } from './plan';
import type { RemoteAccess } from './releaseRepository';
import { movedReport } from './report';
import { tagOf, versionText, type Version } from './version';
import { VERSION_FILE, withJsonVersion, withStatedVersion } from './writtenVersion';

export interface Published {
  version: string;
  tag: string;
  /** The commit that is tagged. */
  commit: string;
  /**
   * What the package index has once the pipeline of the tag is through: `claim-frequency==1.3.0`. Null where the project
   * has no pipeline, so that nobody knows whether it ever comes there.
   */
  package: string | null;
}

/** What GitLab runs for a tag. */
const PIPELINE_FILE = '.gitlab-ci.yml';

/** Refuses a version whose tag exists. Throws Failure `tag-exists`. */
export async function refuseTagged(plan: PublishPlan, version: Version, signal: AbortSignal): Promise<void> {
  const tag = tagOf(version);
  if ((await plan.repository.commitOf(`refs/tags/${tag}`, signal)) === undefined) return;
  throw new Failure(
    'tag-exists',
    `The tag ${tag} exists already, and what is published is never changed.`,
    `Publish as another version, such as ${versionText(plan.proposed)}.`,
  );
}

/**
 * Publishes what a plan says: writes the version where the project keeps it, commits, tags and pushes. When any of it
 * fails the project is as it was before; only a branch that the remote has taken already stays.
 *
 * @throws Failure `tag-exists`, `project-changed`, `git-failed`, or what the push says; Cancelled.
 */
export async function publish(
  plan: PublishPlan,
  version: Version,
  { access, signal }: { access: RemoteAccess; signal: AbortSignal },
): Promise<Published> {
  const { repository } = plan;
  const tag = tagOf(version);
  await refuseTagged(plan, version, signal);
  await repository.project.refuseChanged(signal);
  const files = await changedFiles(plan, version, signal);
  const undo = new Undo(plan, tag, Array.from(files.keys()));
  try {
    if (files.size > 0) {
      await writeAll(files);
      const run = { ownHooks: true, signal };
      await repository.project.run(['add', '--all', '--', ...files.keys()], run);
      const message = `${plan.project.name} ${versionText(version)}`;
      await repository.project.run(['commit', '--quiet', '--message', message, '--', ...files.keys()], run);
      undo.commit = textOf(await repository.project.run(['rev-parse', 'HEAD'], { signal }));
    }
    const words = [`${plan.project.name} ${versionText(version)}`, '', ...differenceLines(plan)].join('\n');
    await repository.project.run(['tag', '--annotate', '--cleanup=verbatim', '--file=-', tag], {
      input: `${words}\n`,
      signal,
    });
    undo.tagged = true;
    await access.push(repository.destination, tag, signal);
  } catch (error) {
    await undo.run();
    throw error;
  }
  const { folder, packageName } = plan.project;
  const hasPipeline = await exists(path.join(folder, PIPELINE_FILE));
  return {
    version: versionText(version),
    tag,
    commit: undo.commit ?? repository.project.head,
    package: hasPipeline ? `${normalizedName(packageName)}==${versionText(version)}` : null,
  };
}

/** What the files that state another version than the one to publish shall hold; null for one that goes. */
async function changedFiles(
  plan: PublishPlan,
  version: Version,
  signal: AbortSignal,
): Promise<Map<string, string | null>> {
  const { project, trainedInPipeline } = plan;
  const text = versionText(version);
  const stated = path.join(project.folder, VERSION_FILE);
  const files = new Map<string, string | null>();
  const keep = async (file: string, change: (text: string) => string): Promise<void> => {
    const now = await readFile(file, 'utf8');
    const changed = change(now);
    if (changed !== now) files.set(file, changed);
  };
  await keep(stated, (now) => withStatedVersion(now, stated, text));
  if (trainedInPipeline) return files;
  const model = path.join(project.artefact, ARTEFACT_FILE);
  await keep(model, (now) => withJsonVersion(now, model, text));
  return new Map([...files, ...(await movedReport(plan, version, signal))]);
}

async function writeAll(files: ReadonlyMap<string, string | null>): Promise<void> {
  for (const [file, text] of files) {
    await mkdir(path.dirname(file), { recursive: true });
    if (text === null) await rm(file);
    else await writeFile(file, text);
  }
}

/** What a publishing has done so far, to be taken back. */
class Undo {
  commit: string | undefined;
  tagged = false;

  constructor(
    private readonly plan: PublishPlan,
    private readonly tag: string,
    private readonly files: readonly string[],
  ) {}

  async run(): Promise<void> {
    const { project } = this.plan.repository;
    if (this.tagged) await project.run(['tag', '--delete', this.tag]);
    if (this.commit !== undefined) {
      const head = textOf(await project.run(['rev-parse', 'HEAD']));
      const pushed = textOf(await project.run(['branch', '--remotes', '--contains', this.commit]));
      if (pushed !== '' || head !== this.commit) return;
      await project.run(['reset', '--quiet', '--soft', project.head]);
    }
    if (this.files.length === 0) return;
    // What the commit before lacks goes; what it has comes back.
    await project.run(['reset', '--quiet', project.head, '--', ...this.files], { accept: [1] });
    const listed = await project.run([
      'ls-tree',
      '-r',
      '-z',
      '--name-only',
      '--full-name',
      project.head,
      '--',
      ...this.files,
    ]);
    const kept = new Set(itemsOf(listed).map((name) => path.join(project.top, ...name.split('/'))));
    for (const file of this.files.filter((name) => !kept.has(name))) {
      await rm(file, { force: true });
      // Only where it is empty: then it was made for the file.
      await rmdir(path.dirname(file)).catch(() => undefined);
    }
    const back = this.files.filter((file) => kept.has(file));
    if (back.length > 0) await project.run(['checkout', '--quiet', project.head, '--', ...back]);
  }
}
