import path from 'node:path';
import type { Artefact, Golden, Prediction } from '../../contract/artefact';
import type { InterpreterHints } from '../environment/interpreter';
import { servingPython } from '../environment/servingPython';
import type { ModelProject } from '../projects/project';
import { scoreGap } from '../requests/scoreGap';
import { sendRows } from '../requests/sendRows';
import { startScorer } from '../scorer/scorerProcess';

/** How the golden rows of the version before score now. */
export type ScoreDifference =
  | {
      /** How many rows were scored. */
      rows: number;
      /** How many of them score otherwise, beyond the agreement that the version before states. */
      changed: number;
      /** The row that moved most. */
      worst?: { row: Golden['rows'][number]['row']; before: Prediction; after: Prediction };
    }
  | { refused: string };

/** Scores rows with a project's model as it is; gives the predictions, or why the rows are refused. */
export type ScoreRows = (
  rows: Golden['rows'][number]['row'][],
) => Promise<Prediction[] | { refused: string }>;

/** Scores rows with a scorer of its own, which ends with the call: its start also proves that the artefact is whole. */
export async function scoreOnce(
  project: ModelProject,
  rows: Golden['rows'][number]['row'][],
  options: { root: string; hints: () => Promise<InterpreterHints>; signal: AbortSignal },
): Promise<Prediction[] | { refused: string }> {
  const { root, hints, signal } = options;
  const scorer = await startScorer({
    script: path.join(root, 'dist', 'scorer.js'),
    project: project.folder,
    artefact: project.artefact,
    python: await servingPython(project, hints, signal),
    port: 0,
    signal,
  });
  try {
    return await scoresAt(scorer.url, rows, signal);
  } finally {
    await scorer.stop();
  }
}

/** What a scorer or an API says of rows. */
export async function scoresAt(
  url: string,
  rows: Golden['rows'][number]['row'][],
  signal: AbortSignal,
): Promise<Prediction[] | { refused: string }> {
  const { prediction, problem, status } = await sendRows({ url }, rows, { signal });
  if (prediction) return prediction.predictions;
  const [first] = problem?.errors ?? [];
  const column = first?.column === undefined ? '' : `"${first.column}": `;
  return { refused: first ? `${column}expected ${first.expected}` : `status ${status}` };
}

/** Compares the golden scores of the version before with what the model gives now. */
export async function scoreDifference(before: Artefact, score: ScoreRows): Promise<ScoreDifference> {
  const { rows } = before.golden;
  if (rows.length === 0) return { rows: 0, changed: 0 };
  const now = await score(rows.map(({ row }) => row));
  if ('refused' in now) return now;
  const distances = rows.map(
    ({ prediction }, at) => scoreGap(prediction, now[at] ?? null, before.golden).times,
  );
  const worst = distances.indexOf(Math.max(...distances));
  const item = rows[worst];
  const changed = distances.filter((value) => value > 1).length;
  const difference = { rows: rows.length, changed };
  if (changed === 0 || !item) return difference;
  return { ...difference, worst: { row: item.row, before: item.prediction, after: now[worst] ?? null } };
}
