import path from 'node:path';
import { Failure } from '../../../contract/failure';
import type { DataRow } from '../../../contract/dataRow';
import { isRecord } from '../../../contract/version';
import { projectProgram } from '../../environment/environment';
import { exists } from '../../files/exists';
import { runProgram } from '../../processes/runProgram';
import type { ModelProject } from '../../projects/project';

/** More is not read of what the project's command line writes to stdout, and to stderr. */
const MOST_BYTES = 20_000_000;
const MOST_COMPLAINT = 4000;
/** The exit status of a command line that does not know what it was asked. */
const WRONG_USE = 2;
/** What Python's argparse says of a command and of an option that it does not know. */
const TOO_OLD = /invalid choice|unrecognized arguments/;

/** Which rows: so many, by a number that draws others where it is another; or those with these numbers, such as `5,10-20`. */
export type Draw = { count: number; seed: number } | { only: string };

/** Some rows of a project's training data. */
export interface DrawnData {
  rows: DataRow[];
  /** How many rows the data has. */
  of: number;
}

/**
 * Asks the project's own command line for some rows of its training data, with what happened in each.
 *
 * @param python the interpreter that trains the project.
 * @throws Failure `rows-unknown` where the project's framework is too old to tell, `data-missing` where the data cannot be
 *   loaded, `rows-broken`; Cancelled.
 */
export async function drawRows(
  project: ModelProject,
  python: string,
  draw: Draw,
  signal: AbortSignal,
): Promise<DrawnData> {
  const program = projectProgram(project, python, 'rows');
  const which =
    'only' in draw ? ['--only', draw.only] : ['--count', String(draw.count), '--seed', String(draw.seed)];
  const args = [...program.args, ...which];
  const chunks: Buffer[] = [];
  let size = 0;
  let complaint = '';
  const status = await runProgram(
    { ...program, args },
    {
      onBytes: (bytes) => {
        size += bytes.length;
        if (size <= MOST_BYTES) chunks.push(bytes);
      },
      onOutput: (text) => (complaint = (complaint + text).slice(-MOST_COMPLAINT)),
      signal,
    },
  );
  if (status === WRONG_USE && TOO_OLD.test(complaint)) throw tooOld(project);
  if (status !== 0) throw await missing(project, complaint);
  const data = size <= MOST_BYTES ? readDrawn(Buffer.concat(chunks).toString('utf8')) : undefined;
  if (data) return data;
  throw new Failure(
    'rows-broken',
    `The command line of ${project.name} wrote no rows that can be read.`,
    `Run "python -m ${project.packageName} rows" in its environment and look at what it writes.`,
  );
}

/** Reads the last line of what the command line wrote: a dataset may write lines of its own before. */
export function readDrawn(text: string): DrawnData | undefined {
  let document: unknown;
  try {
    document = JSON.parse(text.trimEnd().split('\n').at(-1) ?? '');
  } catch {
    return undefined;
  }
  if (!isRecord(document) || !Array.isArray(document['rows']) || typeof document['of'] !== 'number') {
    return undefined;
  }
  const isPrivate = document['shareable'] !== true;
  const rows = document['rows'].flatMap((each: unknown): DataRow[] => {
    if (!isRecord(each) || !isRecord(each['row']) || typeof each['number'] !== 'number') return [];
    const { number, row, actual } = each;
    return [{ number, row: row as DataRow['row'], actual, isPrivate }];
  });
  return rows.length === document['rows'].length ? { rows, of: document['of'] } : undefined;
}

function tooOld({ name }: ModelProject): Failure {
  return new Failure(
    'rows-unknown',
    `The command line of ${name} cannot tell these rows of its data: its framework is older than this Bellhop.`,
    'Update the project ("Update Project"), or the framework package that it installs.',
  );
}

async function missing({ name, folder }: ModelProject, complaint: string): Promise<Failure> {
  const said = complaint.trimEnd().split('\n').at(-1)?.trim() ?? '';
  const readme = path.join(folder, 'data', 'README.md');
  return new Failure(
    'data-missing',
    `The data of ${name} could not be loaded: ${said === '' ? 'its Python gave no reason' : said}`,
    (await exists(readme))
      ? `${readme} says where the data comes from; load_training_data in dataset.py loads it.`
      : 'Look at load_training_data in dataset.py, which loads it.',
  );
}
