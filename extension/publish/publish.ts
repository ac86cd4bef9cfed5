import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../../contract/failure';
import { ARTEFACT_FILE } from '../../contract/readArtefact';
import { textOf } from '../scaffold/sources/gitCommand';
import { differenceLines } from './differenceLines';
import type { PublishPlan } from './plan';
import type { RemoteAccess } from './releaseRepository';
import { tagOf, versionText, type Version } from './version';
import { VERSION_FILE, withArtefactVersion, withStatedVersion } from './writtenVersion';

export interface Published {
  version: string;
  tag: string;
  /** The commit that is tagged. */
  commit: string;
}

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
  const files = await changedFiles(plan, versionText(version));
  const undo = new Undo(plan, tag);
  try {
    undo.files = Array.from(files.keys());
    for (const [file, text] of files) await writeFile(file, text);
    if (files.size > 0) {
      const message = `${plan.project.name} ${versionText(version)}`;
      await repository.project.run(['commit', '--quiet', '--message', message, '--', ...files.keys()], {
        ownHooks: true,
        signal,
      });
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
  return { version: versionText(version), tag, commit: undo.commit ?? repository.project.head };
}

/** The files that state another version than the one to publish, with what they shall hold. */
async function changedFiles(
  { project, trainedInPipeline }: PublishPlan,
  version: string,
): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const keep = async (file: string, change: (text: string) => string): Promise<void> => {
    const text = await readFile(file, 'utf8');
    const changed = change(text);
    if (changed !== text) files.set(file, changed);
  };
  const stated = path.join(project.folder, VERSION_FILE);
  await keep(stated, (text) => withStatedVersion(text, stated, version));
  const model = path.join(project.artefact, ARTEFACT_FILE);
  if (!trainedInPipeline) await keep(model, (text) => withArtefactVersion(text, model, version));
  return files;
}

/** What a publishing has done so far, to be taken back. */
class Undo {
  files: readonly string[] = [];
  commit: string | undefined;
  tagged = false;

  constructor(
    private readonly plan: PublishPlan,
    private readonly tag: string,
  ) {}

  async run(): Promise<void> {
    const { project } = this.plan.repository;
    if (this.tagged) await project.run(['tag', '--delete', this.tag]);
    const head = textOf(await project.run(['rev-parse', 'HEAD']));
    if (this.commit !== undefined) {
      const pushed = textOf(await project.run(['branch', '--remotes', '--contains', this.commit]));
      if (pushed !== '' || head !== this.commit) return;
      await project.run(['reset', '--quiet', '--soft', project.head]);
    }
    if (this.files.length > 0) await project.run(['checkout', '--quiet', project.head, '--', ...this.files]);
  }
}
