import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../../../contract/failure';
import { temporaryFolder } from '../../files/temporaryFolder';
import type { Dict } from '../jinja/values';
import { ProjectRepository } from './projectRepository';
import { readRecord, RECORD_FILE, updatedRecordText, type ReadRecord } from './record';
import { sourceName, versionByDigest } from './recordedSource';
import { ScratchRepository } from './scratchRepository';
import { openSource, type OpenSource } from '../sources/source';
import type { AskTheRest } from './updateAnswers';
import { applyChanges } from './updateApply';
import { mergeVersions, type FileChange } from './updateMerge';
import { renderVersions } from './updateVersions';

export interface UpdateOptions {
  /** The project's folder, which holds `.cruft.json`. */
  folder: string;
  /** The branch, tag or commit to go to; else the recorded one, else the default branch. */
  checkout?: string;
  /** Answers that are to be others than the recorded ones. */
  answers?: ReadonlyMap<string, string>;
  /** Asks what the new version wants to know; without it defaults are taken. */
  ask?: AskTheRest;
  /** As `openSource` takes them. */
  abbreviations: ReadonlyMap<string, string>;
  templateFolders: readonly string[];
  /** The person's own defaults. */
  defaults: Dict;
  signal?: AbortSignal;
  /** What is being done, in words. */
  onProgress?: (text: string) => void;
  /** What git says while it clones. */
  onOutput?: (text: string) => void;
}

/** An update that is made ready; nothing of the project is changed yet. */
export interface PlannedUpdate {
  /** The project's folder. Absolute. */
  project: string;
  /** The template, as it is recorded. */
  template: string;
  /** The old and the new version: a commit, or a digest. */
  from: string;
  to: string;
  /** The new version is the one that the project has; `changes` is empty then. */
  upToDate: boolean;
  changes: FileChange[];
  /** Files that the template changes, and that are left alone: why, in words. */
  skipped: { path: string; why: string }[];
  /** Programs of the template, which an update does not run. */
  hooks: string[];
  /** What else a person may want to know, in words. */
  notes: string[];
  /** Writes the changes into the project: all, or none. See `applyChanges`. */
  apply: (signal?: AbortSignal) => Promise<void>;
  /** Removes the temporary files, `result` of the changes too. */
  close: () => Promise<void>;
}

/**
 * Makes ready what "Update from Template" changes in a project: the difference between the old and the new version of
 * its template, both rendered with the recorded answers, merged into what the person made of the project.
 *
 * @throws Failure `record-missing`, `record-broken`, `no-repository`, `project-not-clean`, `old-version-missing`,
 * `answer-invalid`, those of `openSource` and `openTemplate`; Cancelled.
 */
export async function planUpdate(options: UpdateOptions): Promise<PlannedUpdate> {
  const { signal } = options;
  const folder = path.resolve(options.folder);
  const record = await openRecord(folder);
  const project = await ProjectRepository.open(folder, signal);
  await project.refuseUncommitted(signal);
  const checkout = options.checkout ?? record.checkout;
  options.onProgress?.(`Getting ${record.template}`);
  const source = await openSource(await sourceName(record), {
    ...(checkout === null ? {} : { checkout }),
    ...(record.directory === null ? {} : { directory: record.directory }),
    abbreviations: options.abbreviations,
    templateFolders: options.templateFolders,
    ...(options.onOutput ? { onProgress: options.onOutput } : {}),
    ...(signal ? { signal } : {}),
  });
  try {
    return await planned({ options, folder, record, project, source, checkout });
  } catch (error) {
    await source.close();
    throw error;
  }
}

interface Opened {
  options: UpdateOptions;
  folder: string;
  record: ReadRecord;
  project: ProjectRepository;
  source: OpenSource;
  checkout: string | null;
}

async function planned(opened: Opened): Promise<PlannedUpdate> {
  const { options, folder, record, project, source, checkout } = opened;
  const { signal, answers: given = new Map<string, string>() } = options;
  const to = source.commit ?? (await versionByDigest(source.root));
  const known = { project: folder, template: record.template, from: record.commit, to };
  if (to === record.commit && checkout === record.checkout && given.size === 0) {
    const nothing = { upToDate: true, changes: [], skipped: [], hooks: [], notes: [] };
    return { ...known, ...nothing, apply: () => Promise.resolve(), close: source.close };
  }
  const work = await temporaryFolder('update');
  try {
    const scratch = await ScratchRepository.make(project, work.folder, signal);
    const { base, theirs, values, ...told } = await renderVersions({
      ...{ project, scratch, record, source, given, signal },
      to: { commit: to, checkout },
      defaults: options.defaults,
      ...(options.ask ? { ask: options.ask } : {}),
      ...(options.onProgress ? { onProgress: options.onProgress } : {}),
    });
    const { changes, stages, staysDeleted } = await mergeVersions(project, scratch, base, theirs);
    const result = path.join(work.folder, 'record.json');
    await writeFile(result, updatedRecordText(record, { commit: to, checkout }, values));
    changes.push({ path: RECORD_FILE, kind: 'changed', result });
    const deleted = staysDeleted.map((file) => ({ path: file, why: 'it was deleted from the project' }));
    return {
      ...known,
      ...told,
      upToDate: false,
      changes,
      skipped: [...told.skipped, ...deleted],
      apply: (signal) => applyChanges(project, changes, stages, (object) => scratch.blob(object), signal),
      close: async () => {
        await work.close();
        await source.close();
      },
    };
  } catch (error) {
    await work.close();
    throw error;
  }
}

async function openRecord(folder: string): Promise<ReadRecord> {
  const file = path.join(folder, RECORD_FILE);
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new Failure(
      'record-missing',
      `${folder} has no record of its template: ${RECORD_FILE} cannot be read.`,
      'Choose a project that Bellhop or cruft made; "cruft link" makes a record for another one.',
      { cause },
    );
  });
  return readRecord(text, file);
}
