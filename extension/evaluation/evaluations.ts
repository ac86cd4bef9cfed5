import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { EVALUATION_FILE, readEvaluation, REPORTS_FOLDER, type Evaluation } from '../../contract/evaluation';
import { Failure, reason } from '../../contract/failure';
import { compareVersions } from './compareVersions';

/** What a report may take, in bytes: it is sent to a page as a whole. */
const LARGEST_FILE = 4_000_000;

/** The evaluation of a version, where it lies. */
export interface FoundEvaluation {
  evaluation: Evaluation;
  /** Absolute path of the folder that holds evaluation.json, plots and card. */
  folder: string;
  /** The text of the model card, Markdown; absent where there is none. */
  card?: string;
  /** When evaluation.json was written, in milliseconds since 1970: it changes when the plots may have. */
  written: number;
}

export interface FoundEvaluations {
  /** The version that model.json names; where that has none, the newest. */
  shown?: FoundEvaluation;
  /** The others: the ones before the one on show from the newest on, then the ones after it. */
  others: Evaluation[];
  /** Why reports cannot be read. */
  problems: Failure[];
}

/**
 * Reads the evaluations of a model project.
 *
 * @param project absolute path of the project's root.
 * @param version of the model as it is trained now, where it is known.
 */
export async function findEvaluations(project: string, version?: string): Promise<FoundEvaluations> {
  const reports = path.join(project, REPORTS_FOLDER);
  const folders = await readdir(reports, { withFileTypes: true }).catch(() => []);
  const found: FoundEvaluation[] = [];
  const problems: Failure[] = [];
  for (const folder of folders.filter((entry) => entry.isDirectory())) {
    try {
      const evaluation = await readReport(path.join(reports, folder.name));
      if (evaluation) found.push(evaluation);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      problems.push(error);
    }
  }
  found.sort((a, b) => compareVersions(b.evaluation.version, a.evaluation.version));
  const shown = found.find(({ evaluation }) => evaluation.version === version) ?? found[0];
  if (!shown) return { others: [], problems };
  const others = found.filter((each) => each !== shown).map(({ evaluation }) => evaluation);
  const isBefore = (other: Evaluation): boolean =>
    compareVersions(other.version, shown.evaluation.version) <= 0;
  const before = others.filter(isBefore);
  const after = others.filter((other) => !isBefore(other));
  return { shown, others: [...before, ...after], problems };
}

/** The evaluation in a folder; undefined where the folder has none. */
async function readReport(folder: string): Promise<FoundEvaluation | undefined> {
  const file = path.join(folder, EVALUATION_FILE);
  const name = [REPORTS_FOLDER, path.basename(folder), EVALUATION_FILE].join('/');
  const text = await readText(file, name);
  if (text === undefined) return undefined;
  const evaluation = readEvaluation(text, name);
  const card = await readText(path.join(folder, evaluation.card), evaluation.card);
  const { mtimeMs } = await stat(file);
  return { evaluation, folder, written: mtimeMs, ...(card === undefined ? {} : { card }) };
}

/** The text of a file; undefined where there is none. */
async function readText(file: string, name: string): Promise<string | undefined> {
  try {
    const { size } = await stat(file);
    if (size > LARGEST_FILE) {
      throw new Error(`it takes ${size} bytes, more than the ${LARGEST_FILE} of a report`);
    }
    return await readFile(file, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    const message = `${name} could not be read: ${reason(cause)}.`;
    throw new Failure('evaluation-unreadable', message, 'Train the model again.', { cause });
  }
}
