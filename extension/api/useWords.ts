import { shortJson } from '../requests/saved/compare';
import type { ScoreDifference } from '../publish/scoreDifference';
import type { UsedVersion, VersionDifference } from './useVersion';

const KINDS = { breaking: 'breaks callers', addition: 'addition', note: 'note' } as const;

/** What taking a version over changed, a line a fact. */
export function usedLines({ from, to, difference, requests, renewed }: UsedVersion): string[] {
  const { name, version, yanked } = to.version;
  const failing = requests.filter(({ outcome }) => outcome !== 'passed');
  return [
    `Uses ${name} ${version} instead of ${from.version}.`,
    ...(yanked === undefined ? [] : [`That version is yanked${yanked === '' ? '.' : `: ${yanked}`}`]),
    ...(difference
      ? differenceLines(from.version, difference)
      : [`${from.version} is not on the index any more, so they cannot be compared.`]),
    ...(renewed.length === 0 ? [] : [`Written anew, as the package has them: ${renewed.join(', ')}.`]),
    `Saved requests: ${requests.length - failing.length} passed, ${failing.length} failed.`,
    ...failing.map(({ file, findings }) => `  ${file}: ${findings[0]?.message ?? ''}`),
  ];
}

function differenceLines(from: string, { changes, metrics, scores }: VersionDifference): string[] {
  return [
    ...(changes.length === 0
      ? [`Columns and outputs are those of ${from}.`]
      : changes.map(({ kind, text }) => `${KINDS[kind]}: ${text}`)),
    scoreWords(from, scores),
    ...metrics.map(({ title, before, after }) =>
      before === undefined
        ? `${title}: ${digits(after)} (new)`
        : `${title}: ${digits(before)} → ${digits(after)}`,
    ),
  ];
}

function scoreWords(from: string, scores: ScoreDifference): string {
  if ('refused' in scores) return `Scores: the golden rows of ${from} are refused (${scores.refused}).`;
  const { rows, changed, worst } = scores;
  if (!worst) return `Scores: the ${rows} golden rows of ${from} score as they did.`;
  const example = `${shortJson(worst.row)} gave ${shortJson(worst.before)}, now ${shortJson(worst.after)}`;
  return `Scores: ${changed} of ${rows} golden rows of ${from} score otherwise; ${example}.`;
}

function digits(value: number | undefined): string {
  return value === undefined ? '' : String(Number(value.toPrecision(6)));
}
