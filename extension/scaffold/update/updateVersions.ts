import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../../../contract/failure';
import { renderFiles } from '../render/createProject';
import { checkoutCommit } from '../sources/gitSource';
import { Dict } from '../jinja/values';
import { projectContext } from '../render/projectContext';
import type { ProjectRepository } from './projectRepository';
import { RECORD_FILE, type ReadRecord } from './record';
import type { ScratchRepository } from './scratchRepository';
import { skippedFiles } from './skipped';
import type { OpenSource } from '../sources/source';
import { openTemplate, type Template } from '../template/template';
import { answersForUpdate, recordedAnswers, type AskTheRest } from './updateAnswers';
import { entriesOf } from './updateMerge';
import { writeProject } from '../render/writeProject';

/** Both versions of what a template makes of the recorded answers, as trees of git. */
export interface Versions {
  base: string;
  theirs: string;
  /** All variables of the new version. */
  values: Dict;
  /** Programs of the new version; neither version ran any. */
  hooks: string[];
  /** Files that differ between the versions and are left alone all the same. */
  skipped: { path: string; why: string }[];
  notes: string[];
}

export interface VersionOptions {
  project: ProjectRepository;
  scratch: ScratchRepository;
  record: ReadRecord;
  source: OpenSource;
  /** The new version: its commit or digest, and the branch, tag or commit that was asked for. */
  to: { commit: string; checkout: string | null };
  given: ReadonlyMap<string, string>;
  /** The person's own defaults, for what is asked for the first time. */
  defaults: Dict;
  ask?: AskTheRest;
  signal?: AbortSignal | undefined;
  onProgress?: (text: string) => void;
}

/**
 * Renders the old and the new version of a template with the recorded answers, without its hooks. Where the old version
 * is not to be had, the files that the project began with stand for it.
 *
 * @throws Failure `old-version-missing`, `answer-invalid`, template-…; Cancelled.
 */
export async function renderVersions(options: VersionOptions): Promise<Versions> {
  const { project, scratch, record, source, to, signal } = options;
  const notes: string[] = [];
  const [before, after] = [await scratch.workTree('old'), await scratch.workTree('new')];
  const hasOld = await goTo(source, record.commit, to.commit, signal);
  if (hasOld) {
    options.onProgress?.('Rendering the version that the project has');
    const template = await open(options, record.commit, record.checkout);
    const answers = recordedAnswers(template, record.answers);
    await renderInto(template, answers, before.project, project.folder, signal);
    if (record.commit !== to.commit) await checkoutCommit(source.root, to.commit, signal);
  }
  options.onProgress?.('Rendering the new version');
  const template = await open(options, to.commit, to.checkout);
  const found = await answersForUpdate(template, record.answers, options.given, options.ask);
  const values = await renderInto(template, found.answers, after.project, project.folder, signal);
  const skipped = await leaveOut(project, record, before.project, after.project, signal);
  const fromHistory = hasOld ? undefined : await baseFromHistory(project, after.project, signal);
  if (fromHistory) notes.push(fromHistory.note);
  return {
    base: fromHistory
      ? await scratch.treeOfEntries(fromHistory.entries)
      : await scratch.treeOfFolder(before.tree),
    theirs: await scratch.treeOfFolder(after.tree),
    values,
    hooks: template.hooks.map(({ file }) => file),
    skipped,
    notes: [...found.notes, ...notes],
  };
}

/** Makes a source hold the old version, where that can be. */
async function goTo(source: OpenSource, from: string, to: string, signal?: AbortSignal): Promise<boolean> {
  if (from === to) return true;
  if (source.commit === undefined || from.startsWith('sha256:')) return false;
  if (await checkoutCommit(source.root, from, signal)) return true;
  await checkoutCommit(source.root, to, signal);
  return false;
}

function open({ source, record, defaults }: VersionOptions, commit: string, checkout: string | null) {
  return openTemplate(source.folder, {
    origin: { template: record.template, checkout },
    defaults,
    // cruft tells the templates of its projects their commit; cookiecutter and Bellhop do not.
    ...(record.byCruft ? { replay: new Dict([['_commit', commit]]) } : {}),
  });
}

async function renderInto(
  template: Template,
  answers: ReadonlyMap<string, string>,
  folder: string,
  project: string,
  signal?: AbortSignal,
): Promise<Dict> {
  const context = projectContext(template, answers, path.dirname(project));
  await writeProject(await renderFiles(template, context, { signal }), folder, signal);
  return context.values;
}

/** Takes out of both versions what an update leaves alone. @returns what of it the template changes. */
async function leaveOut(
  project: ProjectRepository,
  { skip }: ReadRecord,
  before: string,
  after: string,
  signal?: AbortSignal,
): Promise<{ path: string; why: string }[]> {
  const files = Array.from(new Set([...(await filesIn(before)), ...(await filesIn(after))])).sort();
  const isSkipped = skippedFiles(skip);
  const behindLinks = await project.behindLinks(files);
  const ignored = await project.ignored(
    files.filter((file) => !behindLinks.has(file)),
    signal,
  );
  const reasons: [string, (file: string) => boolean][] = [
    [`"skip" of ${RECORD_FILE} names it`, isSkipped],
    ['a link lies in its way', (file) => behindLinks.has(file)],
    ['git ignores it', (file) => ignored.has(file)],
  ];
  const skipped: { path: string; why: string }[] = [];
  for (const file of files) {
    const why = reasons.find(([, applies]) => applies(file))?.[0];
    if (why === undefined && file !== RECORD_FILE) continue;
    const [old, made] = [path.join(before, file), path.join(after, file)];
    if (why !== undefined && (await differs(old, made))) skipped.push({ path: file, why });
    await rm(old, { force: true });
    await rm(made, { force: true });
  }
  return skipped;
}

/** The files that a project began with, as far as the new version has them. */
async function baseFromHistory(
  project: ProjectRepository,
  after: string,
  signal?: AbortSignal,
): Promise<{ entries: string[]; note: string }> {
  const commit = await project.commitOfRecord(signal);
  if (commit === undefined) {
    throw new Failure(
      'old-version-missing',
      `The version of the template that ${project.folder} was made from is not to be had any more, and the project's ` +
        `own history does not hold the commit that brought ${RECORD_FILE}.`,
      'Clone the project with its whole history, or give the template back its old commits.',
    );
  }
  const made = new Set((await filesIn(after)).map((file) => project.prefix + file));
  const entries = (await entriesOf(project, commit)).filter((entry) =>
    made.has(entry.slice(entry.indexOf('\t') + 1)),
  );
  const note =
    'The old version of the template is not to be had: the project as it began, in its commit ' +
    `${commit.slice(0, 10)}, stands for it. Files that the template no longer has are not removed.`;
  return { entries, note };
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .map((file) => file.split(path.sep).join('/'));
}

async function differs(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map((file) => readFile(file).catch(() => undefined)));
  return a === undefined || b === undefined ? a !== b : !a.equals(b);
}
