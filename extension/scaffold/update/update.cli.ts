import os from 'node:os';
import path from 'node:path';
import { Failure } from '../../../contract/failure';
import type { CommandContext } from '../../commandLine/terminal';
import { loadUserConfig } from '../sources/loadUserConfig';
import { askTheRest, readPairs } from '../newAnswers.cli';
import { planUpdate, type PlannedUpdate } from './update';
import type { AskTheRest } from './updateAnswers';
import type { FileChange } from './updateMerge';

export interface UpdateCommandOptions {
  checkout?: string;
  check?: boolean;
}

/**
 * `bellhop update [FOLDER] [key=value ...]`: brings a new version of the template into the project and gives
 * `{"project", "template", "from", "to", "upToDate", "changed", "added", "deleted", "conflicts", "skipped", "notes"}`:
 * the versions, lists of files, and `{"path", "why"}` of those that the template changes and that are left alone.
 */
export async function updateCommand(
  { terminal, signal, mayAsk, root }: CommandContext,
  folder: string,
  given: readonly string[],
  { checkout, check = false }: UpdateCommandOptions,
): Promise<void> {
  const config = await loadUserConfig(process.env, os.homedir());
  const ask: AskTheRest = async (template, answers) => {
    await askTheRest(template, answers, signal);
  };
  const update = await planUpdate({
    folder,
    ...(checkout === undefined ? {} : { checkout }),
    answers: readPairs(given),
    ...(mayAsk && !check ? { ask } : {}),
    abbreviations: config.abbreviations,
    templateFolders: [path.join(root, 'templates'), config.templatesFolder],
    defaults: config.defaults,
    signal,
    onProgress: (text) => terminal.progress(text),
    onOutput: (text) => terminal.output(text),
  });
  try {
    if (check) refuseOutdated(update);
    for (const note of update.notes) terminal.progress(note);
    for (const { path: file, why } of update.skipped) terminal.progress(`Left alone: ${file} (${why}).`);
    if (update.hooks.length > 0) {
      terminal.progress(`Not run, so that something may be missing: ${update.hooks.join(', ')}.`);
    }
    await update.apply(signal);
    terminal.result(result(update), words(update));
  } finally {
    await update.close();
  }
}

function refuseOutdated({ upToDate, project, template, from, to }: PlannedUpdate): void {
  if (upToDate) return;
  throw new Failure(
    'update-available',
    `${project} has version ${short(from)} of its template ${template}; version ${short(to)} is there.`,
    'Run "bellhop update" to bring it into the project.',
  );
}

function result(update: PlannedUpdate): Record<string, unknown> {
  const { project, template, from, to, upToDate, changes, skipped, notes } = update;
  const files = (kind: FileChange['kind']) =>
    changes.filter((change) => change.kind === kind).map(({ path: file }) => file);
  return {
    ...{ project, template, from, to, upToDate },
    changed: files('changed'),
    added: files('added'),
    deleted: files('deleted'),
    conflicts: files('conflict'),
    skipped,
    notes,
  };
}

function words({ project, template, from, to, upToDate, changes }: PlannedUpdate): string {
  if (upToDate) return `${project} has the newest version of its template, ${short(to)}.`;
  const conflicts = changes.filter(({ kind }) => kind === 'conflict').length;
  const next =
    conflicts === 0
      ? 'Review the changes and commit them.'
      : 'Resolve the conflicts, review the changes and commit them.';
  return [
    `Updated ${project} from version ${short(from)} of ${template} to ${short(to)}`,
    ...changes.map(({ path: file, kind }) => `  ${kind.padEnd(8)} ${file}`),
    next,
  ].join('\n');
}

/** A version as people read it. */
function short(version: string): string {
  return version.replace(/^sha256:/, '').slice(0, 10);
}
