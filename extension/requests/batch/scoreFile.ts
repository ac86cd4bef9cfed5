import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { Failure, reason } from '../../../contract/failure';
import { RowValidator } from '../../../contract/rows';
import type { TesterModel } from '../../../contract/testerMessages';
import type { Destination } from '../exchange';
import { withoutSecrets } from '../targets/headerOption';
import { free, resultColumns, rowReader } from './cells';
import { csvLine } from './csv';
import { isParquetFile, openRows } from './fileRows';
import { scoreRows, type ScoredRow } from './scoreRows';

/** So many rows go in one request. */
const BATCH = 500;
/** So many failed rows are told by their numbers. */
const MOST_TOLD = 100;

export interface ScoreFile {
  /** The CSV or Parquet file with the rows. */
  input: string;
  /** The CSV file that is written: every column of the input, the predictions, and `error`. */
  output: string;
  model: Pick<TesterModel, 'input' | 'outputs'>;
  destination: Destination;
  /** What must not stand in the output, which holds the words of the target. */
  secrets?: readonly string[];
  /** Whether an output that is not whole is removed; else what was scored until then is kept. */
  whole?: boolean;
  signal: AbortSignal;
  onProgress: (progress: FileProgress) => void;
}

export interface FileProgress {
  rows: number;
  failed: number;
  rowsPerSecond: number;
  /** How much of the file was read, from 0 to 1. */
  share: number;
}

export interface FileResult extends Pick<FileProgress, 'rows' | 'failed' | 'rowsPerSecond'> {
  /** The first rows that failed: the number of the row below the header, from 1, and why. */
  failures: { row: number; error: string }[];
  /** Why not every row of the file is in the output: the target went away, or a person cancelled. */
  stopped?: Error;
}

/**
 * Scores every row of a file, in order, in requests of 500. A row that is refused costs no other its score: it stands in
 * the output with its `error`.
 *
 * @throws Failure before anything is written, where the file cannot be read or lacks columns, or the output not be written.
 */
export async function scoreFile(options: ScoreFile): Promise<FileResult> {
  const { input, output, model, destination, secrets = [], whole = false, signal, onProgress } = options;
  if (path.resolve(input) === path.resolve(output)) {
    throw new Failure('same-file', `${output} holds the rows themselves.`, 'Write to another file.');
  }
  const rows = await openRows(input, signal);
  const part = `${output}.part`;
  try {
    const { header, separator } = rows;
    const reader = rowReader(header, model.input, separator);
    const results = resultColumns(header, model.outputs);
    const errorColumn = free('error', header);
    const validator = new RowValidator(model.input);
    const begun = performance.now();
    const result: FileResult = { rows: 0, failed: 0, rowsPerSecond: 0, failures: [] };
    const written = await open(part, 'w').catch((cause: unknown) => {
      const message = `${output} could not be written: ${reason(cause)}.`;
      throw new Failure('output-unwritable', message, 'Choose another place.', { cause });
    });
    try {
      await written.write(csvLine([...header, ...results.header, errorColumn], separator));
      for await (const batch of rows.batches(BATCH)) {
        const read = batch.map((cells) => reader.row(cells));
        const scored = withoutSecrets(await scoreValid(read, validator, destination, signal), secrets);
        const lines = batch.map((cells, index) => {
          const padded = header.map((_, at) => cells[at] ?? '');
          const row = scored[index] ?? { error: 'no answer' };
          const added =
            'prediction' in row
              ? [...results.cells(row.prediction), '']
              : [...results.header.map(() => ''), row.error];
          return csvLine([...padded, ...added], separator);
        });
        await written.write(lines.join(''));
        count(result, scored, performance.now() - begun);
        onProgress({ ...result, share: rows.share() });
      }
    } catch (error) {
      result.stopped = error instanceof Error ? error : new Error(reason(error));
    }
    await written.close();
    // What stopped early is kept where that is wanted; one without any row never is.
    if (result.stopped !== undefined && (whole || result.rows === 0)) await rm(part, { force: true });
    else await rename(part, output);
    return result;
  } finally {
    await rows.close();
  }
}

/** The file that is proposed for the scores of a file: beside it, and never of a kind that is only read. */
export function proposedOutput(input: string): string {
  const { dir, name, ext } = path.parse(input);
  return path.join(dir, `${name}.scored${isParquetFile(input) ? '.csv' : ext}`);
}

/** Rows that the model's schema refuses are not sent. */
async function scoreValid(
  rows: readonly Record<string, unknown>[],
  validator: RowValidator,
  destination: Destination,
  signal: AbortSignal,
): Promise<ScoredRow[]> {
  const problems = rows.map((row) => validator.check([row]).problems[0]);
  const sent = rows.filter((_, index) => problems[index] === undefined);
  const answers = sent.length === 0 ? [] : await scoreRows(destination, sent, signal);
  return problems.map((problem) => {
    if (!problem) return answers.shift() ?? { error: 'no answer' };
    const { column, expected } = problem;
    return { error: column === undefined ? `expected ${expected}` : `${column}: expected ${expected}` };
  });
}

function count(result: FileResult, scored: readonly ScoredRow[], milliseconds: number): void {
  for (const row of scored) {
    result.rows += 1;
    if ('prediction' in row) continue;
    result.failed += 1;
    if (result.failures.length < MOST_TOLD) result.failures.push({ row: result.rows, error: row.error });
  }
  result.rowsPerSecond = result.rows / Math.max(milliseconds / 1000, 0.001);
}
