import { stat } from 'node:fs/promises';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { Cancelled, Failure } from '../../../contract/failure';
import type { CommandContext } from '../../commandLine/terminal';
import { openArtefact, openProject, requireModel } from '../../projects/project';
import { otherTarget, ownScorer, type TargetOptions } from '../commandTarget.cli';
import { inert } from '../saved/report';
import { withoutSecrets } from '../targets/headerOption';
import { ProgressLine } from './progressLine';
import { proposedOutput, scoreFile, type FileResult } from './scoreFile';

export interface ScoreOptions extends TargetOptions {
  /** The file to write. */
  output?: string;
  /** Whether a file that is there is written over. */
  force?: boolean;
  python?: string;
}

/**
 * `bellhop score FILE [FOLDER]`: scores every row of a CSV or Parquet file with the project's model, at a scorer that ends with
 * the command or at another target, into a new CSV file. Gives `{"project", "target", "output", "rows", "failed", "failures",
 * "milliseconds"}`. The new file is there as a whole or not at all.
 *
 * @throws Failure `rows-failed` after the result where a row has no score, `output-exists`, those of `scoreFile` and of the
 *   scorer's start; Cancelled.
 */
export async function scoreCommand(
  context: CommandContext,
  file: string,
  folder: string,
  { output, force = false, python, ...options }: ScoreOptions,
): Promise<void> {
  const { terminal, signal } = context;
  const other = otherTarget(options);
  const project = requireModel(await openProject(folder));
  const model = await openArtefact(project);
  const [input, written] = [path.resolve(file), path.resolve(output ?? proposedOutput(file))];
  await checkFree(written, force);
  const target = other ?? (await ownScorer(context, project, python));
  const begun = performance.now();
  const progress = new ProgressLine(terminal, { isTerminal: process.stderr.isTTY });
  const { url, headers = {}, secrets } = target;
  let result: FileResult;
  try {
    result = await scoreFile({
      input,
      output: written,
      model,
      destination: { url, headers },
      secrets,
      whole: true,
      signal,
      onProgress: (now) => progress.show(now),
    });
  } finally {
    progress.end();
    await target.stop();
  }
  if (signal.aborted) throw new Cancelled();
  if (result.stopped) throw withoutOutput(result.stopped, secrets);
  const { rows, failed, failures } = result;
  const milliseconds = Math.round(performance.now() - begun);
  if (!terminal.json) for (const line of failureLines(result)) terminal.output(`${inert(line)}\n`);
  terminal.result(
    { project: project.name, target: target.title, output: written, rows, failed, failures, milliseconds },
    words(written, result),
  );
  if (failed > 0) throw rowsFailed(result);
}

async function checkFree(output: string, force: boolean): Promise<void> {
  const found = await stat(output).catch(() => undefined);
  if (found?.isDirectory()) {
    throw new Failure('output-exists', `${output} is a folder.`, 'Give --output another name.');
  }
  if (found && !force) {
    const next = 'Give --output another name, or --force to write over it.';
    throw new Failure('output-exists', `${output} is there already.`, next);
  }
}

function words(output: string, { rows, failed, rowsPerSecond }: FileResult): string {
  const count = rows === 1 ? '1 row' : `${rows} rows`;
  return `${output} holds ${count}, ${failed} of them failed; ${Math.round(rowsPerSecond)} rows a second.`;
}

function failureLines({ failures, failed }: FileResult): string[] {
  const lines = failures.map(({ row, error }) => `Row ${row}: ${error}`);
  return failed > failures.length ? [...lines, `and ${failed - failures.length} more`] : lines;
}

function rowsFailed({ failed, rows }: FileResult): Failure {
  return new Failure(
    'rows-failed',
    `${failed} of ${rows} rows failed.`,
    'The column error of the new file says why; correct these rows, then score them again.',
  );
}

/** Why there is no new file, without what must not be told. */
function withoutOutput(stopped: Error, secrets: readonly string[]): Error {
  if (!(stopped instanceof Failure)) return stopped;
  const { code, message, next } = stopped;
  return new Failure(code, withoutSecrets(`${message} No file was written.`, secrets), next, {
    cause: stopped,
  });
}
